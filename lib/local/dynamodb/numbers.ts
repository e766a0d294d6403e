/** DynamoDB's numbers: decimal text of up to 38 significant digits, magnitude 1e-130 to 1e126. */
import { Big } from './dynalite.ts';
import { invalid } from './fault.ts';

const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,36})$/;
/** Up to here two different decimals are two different doubles, in the same order. */
const EXACT_AS_DOUBLE = 15;

/** One text for one number: no exponent, no leading or trailing zeros. */
export function canonicalNumber(text: string): string {
  if (PLAIN_INTEGER.test(text)) return text;
  if (text === '') throw invalid('The parameter cannot be converted to a numeric value');
  let number: ReturnType<typeof Big>;
  try {
    number = Big(text);
  } catch {
    throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  }
  if (number.c.length === 1 && number.c[0] === 0) return '0';
  return checked(number).toFixed();
}

function checked(number: ReturnType<typeof Big>): ReturnType<typeof Big> {
  if (number.e > 125)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (number.e < -130)
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  if (number.c.length > 38) throw invalid('Attempting to store more than 38 significant digits in a Number');
  return number;
}

export function add(a: string, b: string): string {
  return combine(a, b, 1);
}

export function subtract(a: string, b: string): string {
  return combine(a, b, -1);
}

function combine(a: string, b: string, sign: 1 | -1): string {
  if (a.length <= EXACT_AS_DOUBLE && b.length <= EXACT_AS_DOUBLE && !a.includes('.') && !b.includes('.')) {
    return String(Number(a) + sign * Number(b));
  }
  return canonicalNumber((sign === 1 ? Big(a).plus(b) : Big(a).minus(b)).toFixed());
}

/** Negative, zero or positive, for canonical texts. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length <= EXACT_AS_DOUBLE && b.length <= EXACT_AS_DOUBLE) return Number(a) - Number(b);
  return numberOrder(a) < numberOrder(b) ? -1 : 1;
}

interface Digits {
  negative: boolean;
  digits: string;
  /** Of the first digit: 0 for 1 to 9, -1 for 0.1. */
  exponent: number;
}

function digitsOf(canonical: string): Digits {
  const negative = canonical.startsWith('-');
  const unsigned = negative ? canonical.slice(1) : canonical;
  const point = unsigned.indexOf('.');
  const whole = point < 0 ? unsigned : unsigned.slice(0, point);
  const all = point < 0 ? unsigned : whole + unsigned.slice(point + 1);
  let start = 0;
  while (all.charCodeAt(start) === 48) start += 1;
  let end = all.length;
  while (end > start && all.charCodeAt(end - 1) === 48) end -= 1;
  return { negative, digits: all.slice(start, end), exponent: whole.length - 1 - start };
}

/** A text that sorts, as text, where the number sorts among numbers. */
export function numberOrder(canonical: string): string {
  if (canonical === '0') return '1';
  const { negative, digits, exponent } = digitsOf(canonical);
  const scale = negative ? 125 - exponent : 130 + exponent;
  const scaleText = scale.toString(16).padStart(2, '0');
  if (!negative) return `2${scaleText}${digits}`;
  // Complemented digits run backwards; the closing mark puts -1.5 before -1, which is a prefix of it.
  let complement = '';
  for (let i = 0; i < digits.length; i += 1) complement += 57 - digits.charCodeAt(i);
  return `0${scaleText}${complement}~`;
}

/** Bytes a number takes, after the documentation: about one for two significant digits, and one. */
export function numberSize(canonical: string): number {
  if (canonical === '0') return 1;
  const { negative, digits } = digitsOf(canonical);
  return Math.ceil(digits.length / 2) + 1 + (negative ? 1 : 0);
}
