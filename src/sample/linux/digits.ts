const ZERO = 48;
const NINE = 57;
const BLANK = 32;
const TAB = 9;
const NEWLINE = 10;

/** The decimal number at `at`, after blanks; -1 without one. Above 2^53 it is rounded, which no size here reaches. */
export function numberAt(bytes: Uint8Array, at: number, end: number): number {
  let index = at;
  while (index < end && (bytes[index] === BLANK || bytes[index] === TAB)) index++;
  let value = -1;
  for (; index < end; index++) {
    const digit = bytes[index] ?? 0;
    if (digit < ZERO || digit > NINE) break;
    value = (value < 0 ? 0 : value * 10) + digit - ZERO;
  }
  return value;
}

/** The index of the newline at or after `at`; `end` without one. */
export function lineEnd(bytes: Uint8Array, at: number, end: number): number {
  let index = at;
  while (index < end && bytes[index] !== NEWLINE) index++;
  return index;
}

/** The index of the next field: after the next blank at or after `at`. */
export function nextField(bytes: Uint8Array, at: number, end: number): number {
  let index = at;
  while (index < end && bytes[index] !== BLANK) index++;
  return index + 1;
}
