import { formatDuration } from '../text/duration.ts';
import { printable } from '../text/printable.ts';
import { formatShare } from '../text/share.ts';
import { formatSize, formatSizeChange } from '../text/size.ts';
import { formatSlope } from '../text/slope.ts';
import type { OnBreach } from './options.ts';

/** What there is to tell of any breach, seen in a run or found in a recording. */
export interface Broken {
  /** By option name. */
  readonly limit: string;
  readonly allowed: number;
  readonly measured: number;
  readonly by: string;
  readonly confidence?: number;
  readonly since?: number;
  /** The phase and the log line that it is about, where it is about those. */
  readonly phase?: string;
  readonly follows?: string;
}

/** The line that is said when a limit is broken; `age` is the run's, milliseconds, `then` what becomes of the command. */
export function breachLine(
  breach: Broken,
  age: number,
  command: string,
  then: OnBreach | 'ended',
): string {
  const words = {
    fail: 'goes on',
    kill: 'is ended',
    warn: 'goes on; a warning only',
    ended: 'has ended',
  };
  const what = `${placeWords(breach)} at ${formatDuration(age)}: ${sizeWords(breach)}`;
  const room = LINE - PREFIX - what.length - words[then].length - 4;
  return `${what} (${cut(command, Math.max(room, LEAST_NAME))} ${words[then]})`;
}

/** The line is to fit a terminal, with "memwrap: " before it; so much of the command stays in any case. */
const LINE = 80;
const PREFIX = 9;
const LEAST_NAME = 12;

/** Why growth after the first phase cannot be judged. */
export const NO_REST = 'memory never came to rest, the first phase lasted to the end';

/** Which limit it was: 'over the ceiling'. */
function placeWords({ limit }: Broken): string {
  switch (limit) {
    case 'max-growth':
      return 'over the growth limit';
    case 'max-slope':
      return 'a leak';
    case 'min-free':
      return 'under the floor';
    case 'baseline':
      return 'worse than the baseline';
    default:
      return 'over the ceiling';
  }
}

/** '2.01 GiB rss > 2.00 GiB'. */
export function sizeWords(breach: Broken): string {
  const { limit, allowed, measured, by, confidence } = breach;
  const size = (bytes: number): string => distinct(bytes, bytes === allowed ? measured : allowed);
  switch (limit) {
    case 'max-growth':
      return `${formatSizeChange(measured, { fixed: true })} since the first phase > ${formatSizeChange(allowed, { fixed: true })}`;
    case 'max-slope':
      return `${formatSlope(measured, allowed)}${sureWords(confidence)} > ${formatSlope(allowed)}`;
    case 'min-free':
      return `${size(measured)} available < ${size(allowed)}`;
    case 'baseline':
      return `${baselineWords(breach)} ${size(measured)} > ${size(allowed)}`;
    case 'max-pss':
      return `${size(measured)} pss > ${size(allowed)}`;
    default:
      return `${size(measured)} rss${byWords(by)} > ${size(allowed)}`;
  }
}

/** What of a run is worse than its baseline: 'peak', 'growth in phase 3 (climb)'. */
export function baselineWords({ by, phase = '' }: Pick<Broken, 'by' | 'phase'>): string {
  const [number = '', kind] = phase.split(' ');
  if (by !== 'growth' || kind === undefined) return by;
  return `growth in phase ${number} (${kind})`;
}

/** Slopes are told with the confidence that they were judged with. */
function sureWords(confidence: number | undefined): string {
  return confidence === undefined ? '' : ` (${formatShare(confidence)} sure)`;
}

function byWords(by: string): string {
  if (by === 'hwm') return ' between two samples';
  return by === 'cgroup' ? ' wanted' : '';
}

const UNITS = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;
/** More digits than this are harder to read than bytes. */
const MOST_DIGITS = 4;

/** Sizes that differ must not read the same: those near each other get another digit, as many as it takes. */
function distinct(bytes: number, other: number): string {
  const text = formatSize(bytes, { fixed: true });
  if (text !== formatSize(other, { fixed: true }) || bytes === other) return text;
  const [unit, size] = UNITS.find(([, one]) => bytes >= one && other >= one) ?? ['B', 1];
  const told = text.split(' ')[0]?.split('.')[1]?.length ?? 0;
  for (let digits = told + 1; digits <= MOST_DIGITS; digits++) {
    const longer = (bytes / size).toFixed(digits);
    if (longer !== (other / size).toFixed(digits)) return `${longer} ${unit}`;
  }
  return `${bytes} B`;
}

const LONGEST_NAME = 40;

/** A command as it is named in a sentence: without the folder that its program is in. */
export function commandWords([program = '', ...args]: readonly string[]): string {
  const called = program.slice(program.lastIndexOf('/') + 1) || program;
  const text = printable([called, ...args].join(' ').slice(0, 1000))
    .replace(/\s+/g, ' ')
    .trim();
  const short = cut(text, LONGEST_NAME);
  // Somewhere in a line that would be a command to a GitHub runner.
  return short.replaceAll('##[', '## [') || 'the command';
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1).trimEnd()}…` : text;
}
