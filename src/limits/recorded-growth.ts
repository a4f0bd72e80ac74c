import { SeriesBuilder } from '../analyze/report/series.ts';
import type { Report } from '../analyze/report/types.ts';
import type { BreachRecord } from '../recording/records.ts';
import type { Unjudged } from './bounds.ts';
import { NO_REST } from './breach-line.ts';
import { START_UP_MS } from './first-phase.ts';
import type { LimitName } from './table.ts';

/** Growth is what stays: the lowest size of this span counts. */
const GROWTH_SPAN_MS = 1000;

/**
 * Holds a whole recording to a limit of growth. A run that goes on has to guess where its first phase ends (FirstPhase); a
 * recording has the phases of its report, so that what is judged is what the report shows. Constant memory.
 */
export class RecordedGrowth {
  readonly #series = new SeriesBuilder();

  /** `at`: milliseconds since the start of the recording; `size`: bytes. In order of time. */
  add(at: number, size: number): void {
    this.#series.add(at, size);
  }

  /** The breach of a limit, or why it cannot be judged; undefined where it was kept. */
  judge(report: Report, limit: LimitName, allowed: number): BreachRecord | Unjudged | undefined {
    const [first, second] = report.phases;
    if (first === undefined) return undefined;
    if (second === undefined) {
      const grew = first.kind === 'climb' || first.kind === 'rise';
      const isStartUp = first.end - first.start < START_UP_MS;
      return grew && !isStartUp && first.delta > allowed ? { limit, why: NO_REST } : undefined;
    }
    const { times, values } = this.#series.finish();
    const begin = Math.max(0, lastAt(first.end, times));
    const since = values[begin];
    if (since === undefined) return undefined;
    let from = begin;
    for (let to = begin; to < times.length; to++) {
      const covered = (times[to] as number) - GROWTH_SPAN_MS;
      while (from + 1 < to && (times[from + 1] as number) <= covered) from++;
      if ((times[from] as number) > covered) continue;
      const measured = Math.min(...values.subarray(from, to + 1)) - since;
      if (measured <= allowed) continue;
      const time = report.start + (times[to] as number);
      return { type: 'breach', time, limit, allowed, measured, by: 'sample', since };
    }
    return undefined;
  }
}

/** The index of the last moment at or before `time`; -1 without one. */
function lastAt(time: number, times: ArrayLike<number>): number {
  let index = -1;
  while (index + 1 < times.length && (times[index + 1] as number) <= time) index++;
  return index;
}
