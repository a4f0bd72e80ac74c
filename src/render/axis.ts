import { formatDuration } from '../text/duration.ts';
import { formatSize } from '../text/size.ts';

/** What times of a report count, where they are no milliseconds: 'samples', 'instructions', 'bytes', as its start record says. */
export type Axis = string | undefined;

const MANY = [
  ['T', 1e12],
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
] as const;

/** A count in three digits: '12', '5.4 M', '1.2 G'. */
function counted(value: number): string {
  const [letter, factor] = MANY.find(([, one]) => Math.abs(value) >= one) ?? ['', 1];
  const number = String(Number((value / factor).toPrecision(3)));
  return letter === '' ? String(Math.round(value)) : `${number} ${letter}`;
}

/** A moment, for a chart or a table: '4.2s', '5.4 M', '7.1 MiB', '13'. The first sample is number 1. */
export function place(value: number, axis: Axis): string {
  if (axis === undefined) return formatDuration(value);
  return axis === 'bytes' ? formatSize(value) : counted(axis === 'samples' ? value + 1 : value);
}

/** A stretch of the axis, for a table: '4.2s', '5.4 M', '7.1 MiB', '12'. */
export function stretch(value: number, axis: Axis): string {
  return axis === 'samples' ? counted(value) : place(value, axis);
}

/** A moment in words: 'sample 13', '5.4 M instructions', '7.1 MiB allocated'; undefined where the axis is time. */
export function placeWords(value: number, axis: Axis): string | undefined {
  if (axis === undefined) return undefined;
  return axis === 'samples'
    ? `sample ${place(value, axis)}`
    : `${place(value, axis)} ${unitOf(axis)}`;
}

/** A moment: '4.2s', 'sample 13', '5.4 M instructions', '7.1 MiB allocated'. */
export function momentText(value: number, axis: Axis): string {
  return placeWords(value, axis) ?? formatDuration(value);
}

/** A stretch in words: '4.2s', '12 samples', '5.4 M instructions', '7.1 MiB allocated'. */
export function stretchWords(value: number, axis: Axis): string {
  return axis === undefined
    ? formatDuration(value)
    : `${stretch(value, axis)} ${unitOf(axis, value)}`;
}

/** What a chart's axis counts, for a note; undefined where it is time. */
export function axisNote(axis: Axis): string | undefined {
  switch (axis) {
    case undefined:
      return undefined;
    case 'samples':
      return 'across: numbers of samples, not time';
    case 'bytes':
      return 'across: bytes allocated and freed, not time';
    default:
      return `across: ${unitOf(axis)}, not time`;
  }
}

/** 'a sample', 'a million instructions', 'a MiB allocated': growth is told by so much of the axis, whose units these are. */
export function paceUnit(axis: string): { readonly units: number; readonly words: string } {
  if (axis === 'samples') return { units: 1, words: 'a sample' };
  if (axis === 'bytes') return { units: 2 ** 20, words: 'a MiB allocated' };
  return { units: 1e6, words: `a million ${unitOf(axis)}` };
}

/** A recording may hold any text as its axis. */
function unitOf(axis: string, value = 2): string {
  if (axis === 'bytes') return 'allocated';
  if (axis === 'samples') return Math.round(value) === 1 ? 'sample' : 'samples';
  return /^[a-z]{1,20}$/.test(axis) ? axis : 'units';
}
