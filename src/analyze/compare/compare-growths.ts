import type { Report, ReportPhase, Series } from '../report/types.ts';
import { alignPhases } from './align-phases.ts';
import { compareSizes } from './allowance.ts';
import type { ComparedGrowth, ComparedSize } from './comparison.ts';
import { templateKey } from './template-key.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Growth before any line, or after the command, belongs to no line. */
const NO_LINE = /^\((start|exit|other)\)$/;

/**
 * What the log lines of each phase of the new run grew by, compared with the base runs. Where a phase ends, and which
 * of two lines growth belongs to, is partly chance, so much is required: five base runs that all have the phase; and
 * the phase, the template in it, and the template over the whole run must each have grown by more than in any of them
 * plus the allowance. A border that moved changes the first two but not the third; growth attributed to another line
 * changes the last two but not the first.
 */
export function compareGrowths(
  base: readonly Report[],
  next: Report,
  tolerance: number,
): ComparedGrowth[] {
  if (base.length < THRESHOLDS.enoughRuns) return [];
  const aligned = base.map((report) => new Map(pairsOf(report, next)));
  const totals = base.map(totalsOf);
  const nextTotals = totalsOf(next);
  return next.phases.flatMap((phase, index): ComparedGrowth[] => {
    const phases = aligned.map((pairs) => pairs.get(index));
    if (!phases.every((one) => one !== undefined)) return [];
    const doubt = Math.max(
      phaseDoubt(phase, next.curve),
      ...phases.map((one, i) => phaseDoubt(one, base[i]?.curve)),
    );
    const compare = (bases: readonly number[], size: number): ComparedSize =>
      compareSizes(bases, [size], tolerance, THRESHOLDS.doubts * doubt);
    const whole = compare(
      phases.map(({ delta }) => delta),
      phase.delta,
    );
    const byTemplate = bytesByTemplate(phase);
    return [...byTemplate].map(([key, { template, bytes }]) => {
      const there = compare(
        phases.map((one) => bytesOf(one, key)),
        bytes,
      );
      const all = compare(
        totals.map((total) => total.get(key) ?? 0),
        nextTotals.get(key) ?? 0,
      );
      const worse = [whole, there, all].every(({ verdict }) => verdict === 'worse');
      const { kind } = phase;
      const verdict = worse ? 'worse' : there.verdict === 'same' ? 'same' : 'open';
      return { ...there, verdict, template, kind, nextNumber: index + 1 };
    });
  });
}

/** The base phase for each phase of the next run that has one. */
function pairsOf(base: Report, next: Report): [number, ReportPhase][] {
  return alignPhases(base, next).flatMap(({ base: before, next: after }) => {
    const phase = before === undefined ? undefined : base.phases[before];
    return phase === undefined || after === undefined ? [] : [[after, phase]];
  });
}

function bytesByTemplate({ follows }: ReportPhase) {
  const found = new Map<string, { readonly template: string; readonly bytes: number }>();
  for (const { template, bytes } of follows) {
    if (NO_LINE.test(template)) continue;
    const key = templateKey(template);
    found.set(key, { template, bytes: bytes + (found.get(key)?.bytes ?? 0) });
  }
  return found;
}

function bytesOf(phase: ReportPhase, key: string): number {
  return bytesByTemplate(phase).get(key)?.bytes ?? 0;
}

/** What each template grew by over the whole run, ignoring what was released. */
function totalsOf({ phases }: Report): Map<string, number> {
  const totals = new Map<string, number>();
  for (const phase of phases) {
    for (const [key, { bytes }] of bytesByTemplate(phase)) {
      totals.set(key, Math.max(0, bytes) + (totals.get(key) ?? 0));
    }
  }
  return totals;
}

/**
 * The uncertainty of a phase's growth in bytes: the tooth that it ends in, and where between two samples its borders
 * are.
 */
function phaseDoubt({ teeth, start, end }: ReportPhase, curve: Series | undefined): number {
  const borders = curve === undefined ? 0 : Math.max(stepAt(start, curve), stepAt(end, curve));
  return Math.max(teeth?.height ?? 0, borders);
}

/** How far the curve moves from a moment to its neighbours, the smaller of both; bytes. */
function stepAt(time: number, { times, values }: Series): number {
  let index = times.findIndex((one) => one >= time);
  if (index < 0) index = times.length - 1;
  const here = values[index];
  if (here === undefined) return 0;
  const before = Math.abs(here - (values[index - 1] ?? here));
  const after = Math.abs(here - (values[index + 1] ?? here));
  return Math.min(before, after);
}
