/** Event patterns of EventBridge rules and Lambda filters, as far as the app uses them; the rest is refused by name. */
export function compilePattern(pattern: unknown): (event: unknown) => boolean {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern))
    throw new Error('an event pattern is an object');
  const parts = Object.entries(pattern).map(([name, part]) => {
    const test = Array.isArray(part) ? anyOf(part) : compilePattern(part);
    return (event: unknown) => test((event as Record<string, unknown> | null | undefined)?.[name]);
  });
  return (event) => parts.every((matches) => matches(event));
}

function anyOf(choices: readonly unknown[]): (value: unknown) => boolean {
  const tests = choices.map((choice) => {
    if (typeof choice !== 'object' || choice === null) return (value: unknown) => value === choice;
    const [[operator, argument] = ['', undefined]] = Object.entries(choice);
    if (operator === 'prefix')
      return (value: unknown) => typeof value === 'string' && value.startsWith(String(argument));
    if (operator === 'anything-but') {
      const excluded = Array.isArray(argument) ? argument : [argument];
      return (value: unknown) => value !== undefined && !excluded.includes(value);
    }
    if (operator === 'exists') return (value: unknown) => (value !== undefined) === argument;
    throw new Error(`the local world does not know the event pattern operator ${operator}`);
  });
  return (value) => tests.some((test) => test(value));
}
