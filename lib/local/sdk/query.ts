/** The query protocol of SNS: a form goes in, XML comes out. */
import type { Fault } from './services.ts';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';

interface Tree {
  [name: string]: Tree | string;
}

export function formInput(body: string): { operation: string; input: object } {
  const root: Tree = {};
  for (const [path, value] of new URLSearchParams(body)) {
    const pieces = path.split('.');
    const last = pieces.pop() ?? '';
    let node = root;
    for (const piece of pieces) {
      const next = node[piece];
      if (typeof next === 'object') {
        node = next;
      } else {
        const fresh: Tree = {};
        node[piece] = fresh;
        node = fresh;
      }
    }
    node[last] = value;
  }
  const { Action: operation, Version: _version, ...input } = root;
  if (typeof operation !== 'string') throw new Error('A query request names its Action');
  return { operation, input: unfold(input) as object };
}

/** `X.member.1` is a list, `X.entry.1.Name` and `.Value` a map. */
function unfold(node: Tree | string): unknown {
  if (typeof node === 'string') return node;
  const { member, entry } = node;
  if (typeof member === 'object') return numbered(member).map(unfold);
  if (typeof entry === 'object') {
    return Object.fromEntries(
      numbered(entry).map((pair) => {
        const { Name, key, Value, value } = pair as Tree;
        return [Name ?? key, unfold(Value ?? value ?? '')] as const;
      }),
    );
  }
  return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, unfold(child)]));
}

function numbered(node: Tree): (Tree | string)[] {
  return Object.entries(node)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}

export function xmlAnswer(operation: string, output: object, requestId: string): string {
  return `<${operation}Response xmlns="${NAMESPACE}"><${operation}Result>${members(output)}</${operation}Result><ResponseMetadata><RequestId>${escaped(
    requestId,
  )}</RequestId></ResponseMetadata></${operation}Response>`;
}

/** The code on the wire is the exception's name without its ending. */
export function xmlError(fault: Fault, requestId: string): string {
  const code = CODES[fault.name] ?? fault.name.replace(/Exception$/, '');
  const error = { Type: fault.statusCode < 500 ? 'Sender' : 'Receiver', Code: code, Message: fault.message };
  return `<ErrorResponse xmlns="${NAMESPACE}"><Error>${members({ ...error, ...fault.fields })}</Error><RequestId>${escaped(
    requestId,
  )}</RequestId></ErrorResponse>`;
}
const CODES: Record<string, string> = {
  InvalidParameterValueException: 'ParameterValueInvalid',
  ValidationException: 'ValidationException',
};

function members(value: object): string {
  return Object.entries(value)
    .filter(([, content]) => content !== undefined)
    .map(([name, content]) => `<${name}>${element(content)}</${name}>`)
    .join('');
}

function element(value: unknown): string {
  if (Array.isArray(value)) return value.map((member) => `<member>${element(member)}</member>`).join('');
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' && value !== null ? members(value) : escaped(String(value));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
