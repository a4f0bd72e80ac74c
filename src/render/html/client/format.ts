import { counted } from '../axis.ts';

/** A moment as a clock shows it, to the precision that a span of `span` milliseconds needs: '1:02:03', '12.345 s'. */
export function clock(value: number, span: number, axis: string | undefined): string {
  if (axis !== undefined) return counted(value);
  const digits = span < 200 ? 3 : span < 2000 ? 2 : span < 20_000 ? 1 : 0;
  const factor = 10 ** digits;
  const all = Math.round((Math.max(0, value) / 1000) * factor) / factor;
  if (all < 60) return `${all.toFixed(digits)} s`;
  const two = (part: number): string => String(part).padStart(2, '0');
  const whole = Math.floor(all);
  const fraction = digits === 0 ? '' : (all - whole).toFixed(digits).slice(1);
  const seconds = two(whole % 60) + fraction;
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  if (hours === 0) return `${minutes}:${seconds}`;
  if (hours < 48) return `${hours}:${two(minutes)}:${seconds}`;
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}:${two(minutes)}`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Distances of the time axis's labels, milliseconds. */
export const TIME_STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100].map((n) => n * DAY),
];

/** Distances of the size axis's labels, bytes. */
export const SIZE_STEPS: readonly number[] = [0, 1, 2, 3, 4, 5].flatMap((power) =>
  [1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => n * 1024 ** power),
);
