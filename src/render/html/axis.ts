import { formatDuration } from '../../text/duration.ts';

/** A place on the time axis in words: a duration, or a number of what the axis counts instead of time. */
export function placeWords(value: number, axis?: string): string {
  return axis === undefined ? formatDuration(value) : `${counted(value)} ${axis}`;
}

/** '12,345', '4.2e9' where that is long. */
export function counted(value: number): string {
  const whole = Math.round(value);
  if (Math.abs(whole) >= 1e9) return whole.toExponential(2).replace('e+', 'e');
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
}
