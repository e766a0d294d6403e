/** The places of values that stood there before. */
export function repeated(values: readonly (string | number | undefined)[]): number[] {
  return values.flatMap((value, index) => (value !== undefined && values.indexOf(value) < index ? [index] : []));
}
