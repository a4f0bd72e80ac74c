import type { Series } from '../series.ts';
import type { AnswerFacts } from './facts.ts';
import type { Trend } from './types.ts';

/** A climb is still going on when it lasts at least this part of the run and is the last thing that happens. */
const LASTS_PART = 0.15;
/** What it gains is worth a word from this part of the peak on. */
const GAIN_PART = 0.05;
/** Of a climb that has few samples the last third must have gained this part: phases do not split what they cannot see. */
const FEW_SAMPLES = 32;
const LATE_PART = 0.1;

/** The climb that lasts to the end of the run, what is behind it, and when it would meet a ceiling. */
export function trendOf({
  phases,
  curve,
  processes,
  log,
  ceilings,
}: AnswerFacts): Trend | undefined {
  const last = phases.at(-1);
  const begin = phases[0]?.start ?? 0;
  if (last === undefined || last.kind !== 'climb' || last.teeth !== undefined) return undefined;
  const took = last.end - last.start;
  const peak = Math.max(...phases.map((phase) => phase.max));
  if (took < LASTS_PART * (last.end - begin) || last.delta < GAIN_PART * peak) return undefined;
  if (!goesOn(curve, last.start, last.delta)) return undefined;
  // Of times that stand still nothing can be told by the second.
  if (!(took > 0)) return undefined;
  const rate = (last.delta / took) * 1000;
  const story = log?.explain(curve, last.start, last.end, false);
  const each = story?.kind === 'line' ? story.line.each : undefined;
  const line =
    story?.kind === 'line' && each !== undefined ? { line: { text: story.line.text, each } } : {};
  const owner =
    processes?.lead?.kind === 'alone'
      ? undefined
      : processes?.within(last.start, last.end).owners[0];
  const process =
    owner !== undefined && owner.bytes > last.delta / 2 ? { process: owner.label } : {};
  const next = ceilings
    .filter(({ bytes }) => bytes > last.endLevel)
    .reduce<(typeof ceilings)[number] | undefined>(
      (least, one) => (least === undefined || one.bytes < least.bytes ? one : least),
      undefined,
    );
  const limit = next && { ...next, after: ((next.bytes - last.endLevel) / rate) * 1000 };
  return { rate, ...line, ...process, ...(limit && { limit }) };
}

/** Whether what few samples there are from a moment on still rise at their end. */
function goesOn({ times, values }: Series, start: number, gained: number): boolean {
  const first = Math.max(
    0,
    times.findIndex((time) => time >= start),
  );
  const count = times.length - first;
  if (count >= FEW_SAMPLES || count < 2) return true;
  const end = times.at(-1) ?? start;
  const late = times.findLastIndex((time) => time <= end - (end - start) / 3);
  return (values.at(-1) ?? 0) - (values[Math.max(0, late)] ?? 0) >= LATE_PART * gained;
}
