import { isObject, type Json, type JsonObject } from './json.ts';

/** What a definition is checked against while it is compiled. */
export interface Loading {
  /** Everything refused so far, each with its place. */
  problems: string[];
  /** Every state name of the machine; the service wants them unique across nesting. */
  names: Set<string>;
  supports(resource: string): boolean;
}

/** Limits of a number in a definition. */
interface Range {
  min: number;
  max?: number;
  whole?: boolean;
}

/** Reads the fields of one object of a definition, and refuses by name those that nobody asked for. */
export class Fields {
  readonly where: string;
  readonly loading: Loading;
  readonly #source: JsonObject;
  readonly #asked = new Set<string>();

  constructor(source: Json | undefined, where: string, loading: Loading) {
    this.where = where;
    this.loading = loading;
    this.#source = isObject(source) ? source : {};
    if (!isObject(source)) loading.problems.push(`${where}: must be an object`);
  }

  refuse(name: string, why: string): void {
    this.loading.problems.push(`${this.where}.${name}: ${why}`);
  }

  take(name: string): Json | undefined {
    this.#asked.add(name);
    return this.#source[name];
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#source, name);
  }

  string(name: string): string | undefined {
    const value = this.take(name);
    if (value === undefined || typeof value === 'string') return value;
    this.refuse(name, 'must be a string');
    return undefined;
  }

  needed(name: string): string {
    if (!this.has(name)) this.refuse(name, 'is missing');
    return this.string(name) ?? '';
  }

  number(name: string, { min, max = Number.MAX_SAFE_INTEGER, whole = true }: Range): number | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
    this.refuse(name, `must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
    return undefined;
  }

  list(name: string): Json[] {
    const value = this.take(name);
    if (value === undefined) return [];
    if (Array.isArray(value) && value.length > 0) return value;
    this.refuse(name, 'must be a list with at least one entry');
    return [];
  }

  /** The one of several fields that exclude each other, or undefined. */
  oneOf(...names: string[]): string | undefined {
    const present = names.filter((name) => this.has(name));
    if (present.length > 1) this.refuse(present.slice(1).join(', '), `cannot stand beside ${present[0]}`);
    return present[0];
  }

  /** Runs a compiler on a field's text, and turns what it throws into a refusal. */
  compiled<T>(name: string, compile: (text: string) => T): T | undefined {
    const text = this.string(name);
    if (text === undefined) return undefined;
    try {
      return compile(text);
    } catch (error) {
      this.refuse(name, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  /** Call last: what was not asked for by then is unknown here. */
  close(): void {
    for (const name of Object.keys(this.#source)) {
      if (!this.#asked.has(name)) this.refuse(name, 'is not known here');
    }
  }
}
