// Tags come back with every event of SES. They may hold letters, digits, `_` and `-` only; ids may hold more.

/** SES takes no longer value. */
const LONGEST = 256;
const SHORT: Readonly<Record<string, string>> = { _: '__', '.': '_d', ':': '_c', '@': '_a', '/': '_s', '+': '_p' };
const LONG = new Map(Object.entries(SHORT).map(([character, short]) => [short, character]));

/** The id as the value of a tag, or undefined where it would be too long: the header `X-Cureflow-Notice` has it then. */
export function toTag(id: string): string | undefined {
  const tag = id.replace(/[^A-Za-z0-9-]/gu, (character) => SHORT[character] ?? bytesOf(character));
  return tag.length > LONGEST ? undefined : tag;
}

/** The id that the tag was made of, or undefined where `toTag` makes no such tag. */
export function fromTag(tag: string): string | undefined {
  const bytes: number[] = [];
  for (const [part] of tag.matchAll(/_[0-9A-F]{2}|_.|./gsu)) {
    const hex = part.length === 3 ? Number.parseInt(part.slice(1), 16) : undefined;
    if (hex === undefined) bytes.push(...Buffer.from(LONG.get(part) ?? part));
    else bytes.push(hex);
  }
  const id = Buffer.from(bytes).toString('utf8');
  // What was not made by `toTag` (a lone `_`, half a character) reads as another id than it says.
  return toTag(id) === tag ? id : undefined;
}

const bytesOf = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `_${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
