// Where the states of a definition stand and how their arrows run. Each level is laid out on its own, inner ones first.
import { Graph, layout } from '@dagrejs/dagre';

interface StateDefinition {
  Type: string;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
  ItemProcessor?: Definition;
  Iterator?: Definition;
  Branches?: Definition[];
}
export interface Definition {
  StartAt: string;
  States: Record<string, StateDefinition>;
}

export interface Box {
  name: string;
  type: string;
  /** Of its upper left corner, in the level it is in. */
  x: number;
  y: number;
  width: number;
  height: number;
  inner?: Drawing[];
}
export interface Arrow {
  from: string;
  to: string;
  onError: boolean;
  points: { x: number; y: number }[];
}
export interface Drawing {
  boxes: Box[];
  arrows: Arrow[];
  width: number;
  height: number;
}

export const HEAD = 34;
const PAD = 14;
/** An average letter of 13 px; Chinese has no state names. */
const LETTER = 7.2;

export function drawingOf({ States }: Definition): Drawing {
  const graph = new Graph({ multigraph: false });
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 44, marginx: 10, marginy: 10 });
  graph.setDefaultEdgeLabel(() => ({}));
  const inner = new Map<string, Drawing[]>();
  for (const [name, state] of Object.entries(States)) {
    const levels = [...(state.Branches ?? []), state.ItemProcessor, state.Iterator].filter((one) => one !== undefined);
    const drawn = levels.map(drawingOf);
    if (drawn.length > 0) inner.set(name, drawn);
    graph.setNode(name, sizeOf(name, drawn));
  }
  const arrows = Object.entries(States).flatMap(([name, state]) => arrowsOf(name, state));
  for (const { from, to, onError } of arrows) {
    // Errors bend around; the ordinary way down stays straight.
    if (!graph.hasEdge(from, to)) graph.setEdge(from, to, { weight: onError ? 1 : 4 });
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    boxes: Object.entries(States).map(([name, { Type }]) => {
      const at = graph.node(name) as { x: number; y: number; width: number; height: number };
      const levels = inner.get(name);
      const corner = { x: at.x - at.width / 2, y: at.y - at.height / 2, width: at.width, height: at.height };
      return { name, type: Type, ...corner, ...(levels === undefined ? {} : { inner: levels }) };
    }),
    arrows: arrows.map((arrow) => ({
      ...arrow,
      points: (graph.edge(arrow.from, arrow.to) as { points: Arrow['points'] }).points,
    })),
  };
}

function sizeOf(name: string, drawn: readonly Drawing[]): { width: number; height: number } {
  const label = name.length * LETTER + 2 * PAD;
  if (drawn.length === 0) return { width: label, height: HEAD };
  const wide = drawn.reduce((sum, one) => sum + one.width, 0);
  const high = Math.max(...drawn.map(({ height }) => height));
  return { width: Math.max(label, wide + PAD), height: high + HEAD + PAD };
}

/** One arrow between two states, an ordinary one before one for errors. */
function arrowsOf(from: string, { Next, Default, Choices = [], Catch = [] }: StateDefinition): Omit<Arrow, 'points'>[] {
  const ways = [Next, ...Choices.map((one) => one.Next), Default].filter((to) => to !== undefined);
  const ordinary = [...new Set(ways)];
  const errors = [...new Set(Catch.map((one) => one.Next))].filter((to) => !ordinary.includes(to));
  return [
    ...ordinary.map((to) => ({ from, to, onError: false })),
    ...errors.map((to) => ({ from, to, onError: true })),
  ];
}
