import { formatSize } from '../text/size.ts';

const UNITS = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;
/** Bytes are easier to read than more digits than this. */
const MAX_DIGITS = 4;
/** How much more than needed a suggested limit allows. */
const MARGIN = 1.05;

/** `bytes` with as many digits as it takes to read differently from `other`, if the two differ. */
export function distinctSize(bytes: number, other: number): string {
  const text = formatSize(bytes, { fixed: true });
  if (text !== formatSize(other, { fixed: true }) || bytes === other) return text;
  const [unit, size] = UNITS.find(([, one]) => bytes >= one && other >= one) ?? ['B', 1];
  const shown = text.split(' ')[0]?.split('.')[1]?.length ?? 0;
  for (let digits = shown + 1; digits <= MAX_DIGITS; digits++) {
    const longer = (bytes / size).toFixed(digits);
    if (longer !== (other / size).toFixed(digits)) return `${longer} ${unit}`;
  }
  return `${bytes} B`;
}

/** A size to suggest as a limit, with some margin above `bytes` and two digits: '2.2GiB'. */
export function suggestedSize(bytes: number): string {
  const [value, unit] = twoDigits(bytes * MARGIN);
  return `${value}${unit}`;
}

/** The size with two digits that is next above `bytes`, bytes: 4.6 GiB of 4.51 GiB. */
export function roundedUp(bytes: number): number {
  const [value, , size] = twoDigits(bytes);
  return Math.ceil(value * size);
}

function twoDigits(bytes: number): [number, string, number] {
  const [unit, size] = UNITS.find(([, one]) => bytes >= one) ?? ['B', 1];
  const value = bytes / size;
  const step = value < 10 ? 0.1 : value < 100 ? 1 : 10;
  return [Number((Math.ceil(value / step - 1e-9) * step).toFixed(1)), unit, size];
}
