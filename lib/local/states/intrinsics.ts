import { StatesError } from './errors.ts';
import { FUNCTIONS, type IntrinsicFunction } from './intrinsic-functions.ts';
import type { Json } from './json.ts';
import { parsePath, type Read } from './paths.ts';
import { Scanner } from './scanner.ts';

/** The service's own limit. */
const MAX_NESTING = 10;

/** Compiles `States.Name(…)`. A function that fails when it runs is a States.IntrinsicFailure. */
export function compileIntrinsic(text: string): Read {
  const scanner = new Scanner(text);
  const read = parseCall(scanner, 1);
  scanner.space();
  if (!scanner.done) scanner.fail('this is not understood');
  return read;
}

function parseCall(scanner: Scanner, depth: number): Read {
  const from = scanner.at;
  const name = scanner.match(/States\.[A-Za-z0-9]*/y) ?? scanner.fail('expected an intrinsic function');
  if (depth > MAX_NESTING) scanner.fail(`intrinsic functions nest ${MAX_NESTING} deep at most`);
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known === undefined) throw new Error(`the intrinsic function ${name} is not known here`);
  scanner.expect('(');
  const args: Read[] = [];
  scanner.space();
  if (!scanner.sees(')')) {
    do args.push(parseArgument(scanner, depth, known.template === true && args.length === 0));
    while (scanner.eat(','));
  }
  scanner.expect(')');
  const [least, most] = known.takes;
  if (args.length < least || args.length > most) {
    throw new Error(`${name} takes ${least === most ? least : `${least} to ${most}`} arguments, not ${args.length}`);
  }
  return call(scanner.text.slice(from, scanner.at), known, args);
}

function call(text: string, known: IntrinsicFunction, args: Read[]): Read {
  return (data, around) => {
    const values: Json[] = [];
    for (const arg of args) {
      const value = arg(data, around);
      if (value === undefined) throw missing(text, data);
      values.push(value);
    }
    try {
      return known.run(values, () => around.random());
    } catch (error) {
      throw error instanceof StatesError
        ? error
        : failure(text, error instanceof Error ? error.message : String(error));
    }
  };
}

function failure(text: string, why: string): StatesError {
  return new StatesError('States.IntrinsicFailure', `The function '${text}' had the following error: ${why}`);
}

/** As in a template without a function: the service ends the execution. */
function missing(text: string, data: Json): StatesError {
  const why = `a JsonPath argument could not be found in the input '${JSON.stringify(data)}'`;
  return new StatesError('States.Runtime', `The function '${text}' had the following error: ${why}`);
}

function parseArgument(scanner: Scanner, depth: number, template: boolean): Read {
  scanner.space();
  const argument = parseBare(scanner, depth, template);
  scanner.space();
  return argument;
}

function parseBare(scanner: Scanner, depth: number, template: boolean): Read {
  if (scanner.sees('$')) return parsePath(scanner).read;
  if (scanner.sees('States.')) return parseCall(scanner, depth + 1);
  if (scanner.sees("'")) {
    const raw = scanner.quoted();
    if (/\\[^'{}\\]/s.test(raw)) scanner.fail(`only ' { } and \\ can be escaped in '${raw}'`);
    // States.Format tells a placeholder from an escaped brace itself.
    const value = template ? raw : unescaped(raw);
    return () => value;
  }
  const literal = scanner.match(/true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  if (literal === undefined) scanner.fail('this argument is not understood');
  const value = JSON.parse(literal) as Json;
  return () => value;
}

function unescaped(raw: string): string {
  return raw.replace(/\\(.)/gs, '$1');
}
