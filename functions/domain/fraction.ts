/** A number from 0 up to, not including, 1 that depends on the text alone: spread evenly, and the same for good. */
export function fractionOf(text: string): number {
  // FNV-1a; its upper bits say little of texts that differ at their end, so that they are stirred as in MurmurHash3.
  let hash = 2166136261;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
