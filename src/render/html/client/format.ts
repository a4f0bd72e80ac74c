import { place } from '../../axis.ts';

/** A moment as a clock shows it, to the precision that a span of `span` milliseconds needs: '1:02:03', '12.345 s'. */
export type Clock = (value: number, span: number) => string;

/** Up to here seconds are not told in minutes. */
const SECONDS_UP_TO = 100_000;
/** From this on hours are counted in days. */
const DAYS_FROM = 48 * 3_600_000;

/** The clock of a run of `duration`; of another axis than time it is in that axis's words. */
export function clockOf(duration: number, axis: string | undefined): Clock {
  if (axis !== undefined) return (value) => place(value, axis);
  const two = (part: number): string => String(part).padStart(2, '0');
  return (value, span) => {
    const digits = span < 200 ? 3 : span < 2000 ? 2 : span < 20_000 ? 1 : 0;
    const factor = 10 ** digits;
    const all = Math.round((Math.max(0, value) / 1000) * factor) / factor;
    const whole = Math.floor(all);
    const fraction = digits === 0 ? '' : (all - whole).toFixed(digits).slice(1);
    const [hours, minutes, seconds] = [
      Math.floor(whole / 3600),
      two(Math.floor(whole / 60) % 60),
      two(whole % 60) + fraction,
    ];
    if (duration >= DAYS_FROM) {
      const time = `${two(hours % 24)}:${minutes}`;
      return `${Math.floor(hours / 24)}d ${time}${span < 7_200_000 ? `:${seconds}` : ''}`;
    }
    if (duration < SECONDS_UP_TO) return `${all.toFixed(digits)} s`;
    return hours > 0 ? `${hours}:${minutes}:${seconds}` : `${Number(minutes)}:${seconds}`;
  };
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
