import { formatDuration } from '../text/duration.ts';
import { formatSize } from '../text/size.ts';
import { type Axis, paceUnit, place, placeWords, stretchWords } from './axis.ts';

const UNITS = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;

/** A part is told in the unit of the whole up to this ratio, the whole in the unit of the part beyond it. */
const MOST_DIGITS = 9999;
/** Times that differ by less than this fraction of the later one read as one moment. */
const ONE_MOMENT = 0.01;

/** '673 of the 1046 MiB', '640 KiB of the 1.2 GiB', 'all of the 165 MiB'. */
export function partOf(part: number, whole: number): string {
  const shown = formatSize(part);
  const total = formatSize(whole);
  if (shown === total) return `all of the ${total}`;
  const [number = '', unit = ''] = shown.split(' ');
  const factor = UNITS.find(([name]) => name === unit)?.[1] ?? 1;
  const same = total.endsWith(` ${unit}`) ? total.split(' ')[0] : plainNumber(whole / factor);
  return same === undefined ? `${shown} of the ${total}` : `${number} of the ${same} ${unit}`;
}

function plainNumber(value: number): string | undefined {
  return value >= 1 && value <= MOST_DIGITS ? String(Math.round(value)) : undefined;
}

/** '40–213 MiB', '60 MiB' where both ends read alike, '800 KiB to 1.2 GiB'. */
export function sizeRange(least: number, most: number, dash: string): string {
  const [low, high] = [formatSize(least), formatSize(most)];
  // Within a tenth they are one size to a reader.
  if (low === high || most <= least * 1.1) return high;
  const [number = '', unit = ''] = low.split(' ');
  return high.endsWith(` ${unit}`) ? `${number}${dash}${high}` : `${low} to ${high}`;
}

/** Below this a time is told in milliseconds. */
const SHORT_MS = 95;

/** A time of a sentence: '60 ms', '0.7 s', '4.2 s', '31 s', '1m10s'; 'sample 12' where times are no milliseconds. */
export function moment(ms: number, axis?: Axis): string {
  const words = placeWords(ms, axis);
  if (words !== undefined) return words;
  if (ms >= SHORT_MS && ms < 1000) return `${Number((ms / 1000).toFixed(1))} s`;
  return formatDuration(ms).replace(/^(-?[\d.]+)s$/, '$1 s');
}

/** 'from 0.2 to 1.3 s', 'from 40 s to 2m10s'. */
export function span(start: number, end: number, axis?: Axis): string {
  if (axis !== undefined) {
    const first = axis === 'samples' ? 'sample ' : '';
    const last = axis === 'samples' ? place(end, axis) : moment(end, axis);
    return `from ${first}${place(start, axis)} to ${last}`;
  }
  const [from, to] = [moment(start), moment(end)];
  const [number = '', unit] = from.split(' ');
  if (unit === 's' && to.endsWith(' s')) return `from ${number} to ${to}`;
  return unit === 'ms' && to.endsWith(' ms') ? `from ${number} to ${to}` : `from ${from} to ${to}`;
}

/** What begins in this first part of it begins at the start. */
const AT_THE_START = 0.03;

/** When an owner grew to what it holds at the peak: 'growing from 4.2 s on', 'growing in the first 1.3 s', 'at once at 2.8 s'. */
export function growthTime(start: number, end: number, peakTime: number, axis?: Axis): string {
  const [from, to] = [moment(start, axis), moment(end, axis)];
  if (from === to || end - start <= ONE_MOMENT * end) return `at once at ${to}`;
  const early = axis === undefined ? SHORT_MS / 2 : 0;
  if (start <= Math.max(AT_THE_START * end, early)) return `growing in the ${first(end, axis)}`;
  if (end >= peakTime * (1 - 3 * ONE_MOMENT)) return `growing from ${from} on`;
  return `growing ${span(start, end, axis)}`;
}

/** 'first 0.7 s', 'first 12 samples': up to a moment. */
export function first(end: number, axis?: Axis): string {
  if (axis === undefined) return `first ${moment(end)}`;
  return `first ${stretchWords(axis === 'samples' ? end + 1 : end, axis)}`;
}

/** From this many bytes a second on a rate is told by the second, below it by the hour. */
const FAST = 2 ** 17;

/** '40 MiB/s', '94 MiB/h', from bytes a second; '2 MiB a sample' from bytes for 1000 units of another axis. */
export function pace(rate: number, axis?: Axis): string {
  if (axis !== undefined) {
    const { units, words } = paceUnit(axis);
    return `${formatSize((rate / 1000) * units)} ${words}`;
  }
  return Math.abs(rate) >= FAST ? `${formatSize(rate)}/s` : `${formatSize(rate * 3600)}/h`;
}
