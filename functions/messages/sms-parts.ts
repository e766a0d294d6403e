// What a text message costs: how many parts the carrier makes of it. RULES, delivery and platform facts.

/** GSM 03.38, its basic table; each character is one septet. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension table: an escape and a second septet, never torn apart. */
const EXTENSION = new Set('\f^{}\\[~]|€');
/** Units of a message that goes out whole, and of each part of one that does not, as its head takes six octets. */
const ROOM = { 'GSM-7': { whole: 160, part: 153 }, 'UCS-2': { whole: 70, part: 67 } } as const;
/** What Amazon SNS takes in one publish. */
export const SMS_BYTES = 1600;

export interface SmsParts {
  encoding: keyof typeof ROOM;
  /** Characters as a reader counts them, an emoji as one. */
  characters: number;
  /** What the parts are counted in: septets of GSM 7-bit, or UTF-16 units. */
  units: number;
  /** In UTF-8 or on the air, whichever is more: no provider says which its limit means. */
  bytes: number;
  /** The text of each part; an empty message is one empty part. */
  parts: string[];
}

/** The parts of a text, in the cheaper encoding that can carry all of it. */
export function smsParts(text: string): SmsParts {
  const characters = [...text];
  const encoding = characters.every((one) => BASIC.has(one) || EXTENSION.has(one)) ? 'GSM-7' : 'UCS-2';
  // A surrogate pair comes as one character of two units: it is never split.
  const unitsOf = (one: string): number => (encoding === 'UCS-2' ? one.length : EXTENSION.has(one) ? 2 : 1);
  const units = characters.reduce((sum, one) => sum + unitsOf(one), 0);
  const onAir = encoding === 'UCS-2' ? units * 2 : Math.ceil((units * 7) / 8);
  const bytes = Math.max(new TextEncoder().encode(text).length, onAir);
  const counted = { encoding, characters: characters.length, units, bytes } as const;
  const { whole, part } = ROOM[encoding];
  return { ...counted, parts: units <= whole ? [text] : filled(characters, unitsOf, part) };
}

function filled(characters: readonly string[], unitsOf: (one: string) => number, room: number): string[] {
  const parts: string[] = [];
  let words = '';
  let used = 0;
  for (const one of characters) {
    if (used + unitsOf(one) > room) {
      parts.push(words);
      words = '';
      used = 0;
    }
    words += one;
    used += unitsOf(one);
  }
  return [...parts, words];
}
