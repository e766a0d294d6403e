/** Reads a path or an intrinsic from left to right. Syntax errors are thrown as plain Errors and become refusals. */
export class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** Whether `piece` comes next. */
  sees(piece: string): boolean {
    return this.text.startsWith(piece, this.at);
  }

  eat(piece: string): boolean {
    if (!this.sees(piece)) return false;
    this.at += piece.length;
    return true;
  }

  expect(piece: string): void {
    if (!this.eat(piece)) this.fail(`expected ${piece}`);
  }

  /** What a sticky pattern matches here, or undefined. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  space(): void {
    this.match(/\s*/y);
  }

  /** A quoted string without its quotes, escapes left as they are. */
  quoted(): string {
    const quote = this.text[this.at] ?? '';
    const body = this.match(quote === '"' ? /"(?:[^"\\]|\\.)*"/sy : /'(?:[^'\\]|\\.)*'/sy);
    if (body === undefined) this.fail('a string is not closed');
    return body.slice(1, -1);
  }

  fail(why: string): never {
    const rest = this.text.slice(this.at, this.at + 20);
    throw new Error(`${this.text}: ${why} at ${rest === '' ? 'the end' : `«${rest}»`}`);
  }
}
