import { useMemo } from 'react';
import { useWords } from '../words.tsx';
import { type Arrow, type Box, type Definition, type Drawing, drawingOf, HEAD } from './layout.ts';
import { type Path, step } from './path.ts';

/** The state machine with the way that one execution took. The list of events below it says the same in words. */
export function StateGraph({ machine, definition, path }: { machine: string; definition: Definition; path: Path }) {
  const { t } = useWords();
  const drawing = useMemo(() => drawingOf(definition), [definition]);
  const visited = [...path.visited].join(', ') || t('common.none');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide graph scrolls, and has to by the keyboard too.
    <section className="state-graph" tabIndex={0} aria-label={t('execution.graph')}>
      <svg
        role="img"
        aria-label={t('execution.graphText', { machine, visited })}
        width={drawing.width}
        height={drawing.height}
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
      >
        <defs>
          {(['idle', 'taken'] as const).map((kind) => (
            <marker
              key={kind}
              id={`arrow-${kind}`}
              className={`arrow-head arrow-head--${kind}`}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto"
            >
              <path d="M0 0 L8 4 L0 8 z" />
            </marker>
          ))}
        </defs>
        <Level drawing={drawing} path={path} />
      </svg>
      <Legend path={path} />
    </section>
  );
}

function Level({ drawing, path }: { drawing: Drawing; path: Path }) {
  const isTaken = (one: Arrow): boolean => path.taken.has(step(one.from, one.to));
  // What was taken lies over what was not.
  const arrows = drawing.arrows.toSorted((a, b) => Number(isTaken(a)) - Number(isTaken(b)));
  return (
    <g>
      {arrows.map((one) => (
        <path
          key={step(one.from, one.to)}
          className={`arrow ${isTaken(one) ? 'arrow--taken' : ''} ${one.onError ? 'arrow--error' : ''}`}
          d={lineOf(one.points)}
          markerEnd={`url(#arrow-${isTaken(one) ? 'taken' : 'idle'})`}
        />
      ))}
      {drawing.boxes.map((box) => (
        <State key={box.name} box={box} path={path} />
      ))}
    </g>
  );
}

function State({ box, path }: { box: Box; path: Path }) {
  const { name, type, x, y, width, height, inner } = box;
  const kind = kindOf(name, path);
  let left = 7;
  return (
    <g transform={`translate(${x} ${y})`} className={`state state--${kind}`}>
      <rect width={width} height={height} rx={type === 'Choice' ? HEAD / 2 : 6} />
      <text x={width / 2} y={HEAD / 2} textAnchor="middle" dominantBaseline="central">
        {name}
      </text>
      {inner?.map((one) => {
        const at = left;
        left += one.width;
        return (
          <g key={one.boxes[0]?.name} transform={`translate(${at} ${HEAD})`}>
            <Level drawing={one} path={path} />
          </g>
        );
      })}
    </g>
  );
}

type Kind = 'failed' | 'current' | 'visited' | 'other';

function kindOf(name: string, { failed, current, visited }: Path): Kind {
  if (name === failed) return 'failed';
  if (name === current) return 'current';
  return visited.has(name) ? 'visited' : 'other';
}

function Legend({ path }: { path: Path }) {
  const { t } = useWords();
  const kinds: Kind[] = ['visited', 'other'];
  if (path.current !== undefined) kinds.push('current');
  if (path.failed !== undefined) kinds.push('failed');
  return (
    <ul className="legend">
      {kinds.map((kind) => (
        <li key={kind}>
          <span className={`legend__mark legend__mark--${kind}`} aria-hidden="true" />
          {t(`graph.${kind}`)}
        </li>
      ))}
    </ul>
  );
}

function lineOf(points: Arrow['points']): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const [second, third] = rest;
  if (rest.length === 1 && second !== undefined) return `M${first.x} ${first.y} L${second.x} ${second.y}`;
  if (second === undefined || third === undefined) return '';
  const curves = rest.slice(0, -1).map((one, index) => {
    const next = rest[index + 1] ?? one;
    const last = index === rest.length - 2;
    const end = last ? next : { x: (one.x + next.x) / 2, y: (one.y + next.y) / 2 };
    return `Q${one.x} ${one.y} ${end.x} ${end.y}`;
  });
  return `M${first.x} ${first.y} ${curves.join(' ')}`;
}
