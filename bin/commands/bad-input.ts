/** What the user gave cannot be used: every line goes to standard error, and the command exits with 2. */
export class BadInput extends Error {
  readonly lines: string[];

  constructor(lines: string[]) {
    super(lines.join('\n'));
    this.name = 'BadInput';
    this.lines = lines;
  }
}
