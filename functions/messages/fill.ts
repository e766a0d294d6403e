// Fills in a compiled template: `{{name}}` is a value, escaped; what stands between `{{#name}}` and `{{/name}}` is
// there once for each of a list, and not at all for an empty one; `{{.}}` is an item of a list of words.
type Node = string | { field: string } | { block: string; nodes: Node[] };
export interface Fields {
  readonly [name: string]: string | readonly string[] | readonly Fields[];
}
export type Template = readonly Node[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

export function templateOf(source: string): Template {
  const root: Node[] = [];
  const open: { block: string; nodes: Node[] }[] = [];
  let nodes = root;
  for (const [index, piece] of source.split(/\{\{|\}\}/).entries()) {
    if (index % 2 === 0) nodes.push(piece);
    else if (piece.startsWith('#')) {
      const block = { block: piece.slice(1), nodes: [] };
      nodes.push(block);
      open.push(block);
      nodes = block.nodes;
    } else if (piece.startsWith('/')) {
      const closing = open.pop();
      if (closing?.block !== piece.slice(1)) throw new Error(`the template closes {{${piece}}} where it is not open`);
      nodes = open.at(-1)?.nodes ?? root;
    } else nodes.push({ field: piece });
  }
  if (open.length > 0) throw new Error(`the template never closes {{#${open.at(-1)?.block}}}`);
  return root;
}

export function filled(template: Template, fields: Fields): string {
  let html = '';
  for (const node of template) {
    if (typeof node === 'string') html += node;
    else if ('field' in node) html += escapeHtml(wordsOf(fields, node.field));
    else
      for (const item of itemsOf(fields, node.block))
        html += filled(node.nodes, typeof item === 'string' ? { '.': item } : item);
  }
  return html;
}

function wordsOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new Error(`the template names the unknown field {{${name}}}`);
  return value;
}

function itemsOf(fields: Fields, name: string): readonly (string | Fields)[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw new Error(`the template names the unknown list {{#${name}}}`);
  return value;
}
