/** A size or count, rounded, from a field that may hold anything; NaN if it is not one. */
export function sizeOrNaN(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER
    ? Math.round(value)
    : Number.NaN;
}

/** The largest time value of ECMAScript, milliseconds. */
const LATEST = 8.64e15;

/** Whether a value is a moment in epoch milliseconds. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LATEST;
}

/** The strings of a list, undefined if it is not a list. */
export function stringsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}
