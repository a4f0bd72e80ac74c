import type { Phase, PhaseKind, RunFacts, Series } from '../report/types.ts';
import { boundariesOf } from './boundaries.ts';
import { bucketed } from './buckets.ts';
import { cleaned } from './detrend.ts';
import type { PhaseCandidate } from './phase-candidates.ts';
import { stablePhases } from './resampled-boundaries.ts';
import { withoutShortLived } from './short-lived-processes.ts';
import { rangeOf } from './spikes.ts';
import { FEWEST_TEETH, type Teeth } from './teeth.ts';
import { type WorkSpan, workSpan } from './work-span.ts';

/** A curve that moves by less is flat, whatever its shape. */
const FLAT_BYTES = 2 * 1024 * 1024;

interface Cut {
  readonly time: number;
  readonly level: number;
}

/**
 * Splits a curve into the phases that a person sees on its chart (docs/phases.md). Total: any series gives phases
 * (none without samples), in order and without gaps, and their deltas add up to last − first.
 */
export function findPhases(series: Series, facts: RunFacts = {}): Phase[] {
  if (series.times.length === 0) return [];
  const span = workSpan(series, facts);
  const grid = bucketed(series, span);
  const first = cutAt(series, span.first);
  const last = cutAt(series, span.last);
  const range = rangeOf(grid.values);
  if (range <= FLAT_BYTES) {
    const whole: PhaseCandidate = { kind: 'plateau', from: 0, to: grid.values.length };
    return toPhases(series, span, [whole], [first, last], []);
  }
  const base = withoutShortLived(grid, facts.processes ?? [], range);
  const clean = cleaned(grid.values, range, base);
  const candidates = stablePhases(clean, grid.values, base);
  const cuts = boundariesOf(candidates, clean).map(({ at, level }) => ({
    time: grid.start + (at + 0.5) * grid.width,
    level: level * range,
  }));
  const toothed = clean.teeth.map((run) => ({
    ...run,
    from: grid.start + run.from * grid.width,
    to: grid.start + (run.to + 1) * grid.width,
  }));
  return toPhases(series, span, candidates, [first, ...cuts, last], toothed);
}

function cutAt({ times, values }: Series, i: number): Cut {
  return { time: times[i] as number, level: values[i] as number };
}

function toPhases(
  { times, values }: Series,
  span: WorkSpan,
  candidates: readonly PhaseCandidate[],
  cuts: readonly Cut[],
  teeth: readonly Teeth[],
): Phase[] {
  let at = span.first;
  return candidates.map((part, i) => {
    const start = cuts[i] as Cut;
    const end = cuts[i + 1] as Cut;
    const kind = keepsTo(part.kind, end.level - start.level) ? part.kind : 'plateau';
    let min = Math.min(start.level, end.level);
    let max = Math.max(start.level, end.level);
    for (
      ;
      at <= span.last && ((times[at] as number) < end.time || i === candidates.length - 1);
      at++
    ) {
      const value = values[at] as number;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    const phase = {
      kind,
      start: start.time,
      end: end.time,
      startLevel: start.level,
      endLevel: end.level,
      delta: end.level - start.level,
      min,
      max,
    };
    const run = teeth.find((one) => one.from < end.time && one.to > start.time);
    const inside = run && Math.min(run.to, end.time) - Math.max(run.from, start.time);
    if (!run || !inside || inside < (end.time - start.time) / 2) return phase;
    const count = Math.round((run.count * inside) / (run.to - run.from));
    if (count < FEWEST_TEETH) return phase;
    return { ...phase, teeth: { count, height: run.height } };
  });
}

/** Whether a phase goes the way that its name says. */
function keepsTo(kind: PhaseKind, delta: number): boolean {
  if (kind === 'plateau') return true;
  return kind === 'rise' || kind === 'climb' ? delta > 0 : delta < 0;
}
