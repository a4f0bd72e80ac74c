/** FNV-1a, over UTF-16 code units. */
export const SEED = 0x811c9dc5 | 0;
export const PRIME = 0x01000193;
/** Stands for a hole; not a code unit. */
export const HOLE_CODE = 0x1f573;
/** The hash of a word that is nothing but a hole. */
export const HOLE_WORD = Math.imul(SEED ^ HOLE_CODE, PRIME);

/** A word's addend to the high half of the hash; the halves are sums, so that one word can be replaced. */
export function highOf(word: number, place: number): number {
  return Math.imul(word ^ Math.imul(place + 1, 0x9e3779b1), 0x85ebca6b);
}

/** A word's addend to the low half. */
export function lowOf(word: number, place: number): number {
  const turned = (word << 15) | (word >>> 17);
  return Math.imul(turned + Math.imul(place + 1, 0xc2b2ae35), 0x27d4eb2f);
}

/** The hash halves of a template with the word at this index replaced by a hole. */
export function wildKey(
  high: number,
  low: number,
  word: number,
  place: number,
): [high: number, low: number] {
  return [
    (high - highOf(word, place) + highOf(HOLE_WORD, place)) | 0,
    (low - lowOf(word, place) + lowOf(HOLE_WORD, place)) | 0,
  ];
}
