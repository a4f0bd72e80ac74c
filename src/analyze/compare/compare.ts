import { median } from '../median.ts';
import type { Report } from '../report/types.ts';
import { alignPhases } from './align-phases.ts';
import { compareSizes } from './allowance.ts';
import { compareGrowths } from './compare-growths.ts';
import { compareLines, compareProcesses } from './compare-owners.ts';
import { compareTemplates } from './compare-templates.ts';
import { compareWarnings } from './compare-warnings.ts';
import type { ComparedPhase, ComparedSize, Comparison } from './comparison.ts';
import { END_PARTS, endHeight, endLevel, heldLevel, largestProcess, peakDoubt } from './levels.ts';
import { THRESHOLDS, type Verdict } from './thresholds.ts';

export { differentSurroundings } from './compare-warnings.ts';
export type {
  ComparedOwner,
  ComparedPhase,
  ComparedSize,
  ComparedTemplate,
  Comparison,
} from './comparison.ts';
export type { Verdict } from './thresholds.ts';

/**
 * Compares runs: what got worse, by how much and in which phase. Several base runs give their median and, from five
 * on, show how much is chance. `tolerance` is the fraction of the base that counts as the same. Needs at least one
 * report on each side.
 */
export function compareReports(
  base: readonly Report[],
  next: readonly Report[],
  options: { readonly tolerance: number },
): Comparison {
  const { tolerance } = options;
  const typicalBase = typical(base);
  const typicalNext = typical(next);
  const all = [...base, ...next];
  const oneMetric = new Set(all.map(({ metric }) => metric)).size === 1;
  const seen = compareAll(base, next, tolerance, oneMetric ? peakBytes : rssPeak, peakDoubts);
  const held = oneMetric ? compareAll(base, next, tolerance, heldLevel, noDoubt) : undefined;
  const own = compareAll(base, next, tolerance, largestProcess, noDoubt);
  const peak = confirmed(seen, [held, own]);
  const end = oneMetric ? compareEnds(base, next, tolerance, peak?.verdict) : undefined;
  const growths = oneMetric ? compareGrowths(base, typicalNext, tolerance) : [];
  const phases = oneMetric ? comparePhases(base, typicalBase, typicalNext, tolerance) : [];
  const verdict = worst([peak, end, ...growths.filter((one) => one.verdict === 'worse')]);
  // A change that leaves the peak the same makes no difference.
  const worth = tolerance * (peak?.base ?? 0);
  const durations = [base, next].map((runs) => median(runs.map(({ duration }) => duration)));
  const [before = 0, after = 0] = durations;
  return {
    version: 1,
    metric: oneMetric ? typicalBase.metric : 'rss',
    ...kindOf(all),
    baseName: typicalBase.name,
    nextName: typicalNext.name,
    baseRuns: base.length,
    nextRuns: next.length,
    tolerance,
    noiseKnown: base.length >= THRESHOLDS.enoughRuns,
    ...(peak ? { peak } : {}),
    ...(peak !== seen && held ? { held } : {}),
    ...(end ? { end } : {}),
    duration: { base: before, next: after, change: after - before },
    phases: agreeing(verdict, peak?.verdict, phases),
    processes: oneMetric ? compareProcesses(typicalBase, typicalNext, worth) : [],
    lines: oneMetric ? compareLines(typicalBase, typicalNext, worth) : [],
    growths,
    verdict,
    warnings: [...compareWarnings(base, next), ...(peak === seen ? [] : [BY_CHANCE])],
    baseCurve: typicalBase.curve,
    nextCurve: typicalNext.curve,
  };
}

const BY_CHANCE =
  'the peak was higher for a moment only, and no single process was larger: not called worse';

/**
 * A peak is worse only if the level held for a while is worse too, or one process alone: otherwise processes merely
 * overlapped at that moment by chance.
 */
function confirmed(
  peak: ComparedSize | undefined,
  others: readonly (ComparedSize | undefined)[],
): ComparedSize | undefined {
  if (peak?.verdict !== 'worse' || others.some((one) => one === undefined)) return peak;
  return others.some((one) => one?.verdict === 'worse') ? peak : { ...peak, verdict: 'open' };
}

/** What all of them measure, and over what. */
function kindOf(all: readonly Report[]): Pick<Comparison, 'measure' | 'axis'> {
  const measures = new Set(all.map(({ measure }) => measure));
  const axes = new Set(all.map(({ axis }) => axis));
  const measure = measures.size === 1 ? all[0]?.measure : undefined;
  const axis = axes.size === 1 ? all[0]?.axis : 'mixed';
  return { ...(measure !== undefined && { measure }), ...(axis !== undefined && { axis }) };
}

function noDoubt(): number {
  return 0;
}

function peakBytes({ peak }: Report): number | undefined {
  return peak?.bytes;
}

function rssPeak({ peaks }: Report): number | undefined {
  return peaks.rss;
}

/** Compares one size of all runs; undefined if a side does not know it. */
function compareAll(
  base: readonly Report[],
  next: readonly Report[],
  tolerance: number,
  sizeOrNaN: (report: Report) => number | undefined,
  doubtOf: (base: readonly Report[], next: readonly Report[]) => number,
): ComparedSize | undefined {
  const known = (runs: readonly Report[]): number[] =>
    runs.map((report) => sizeOrNaN(report)).filter((size) => size !== undefined);
  const bases = known(base);
  const nexts = known(next);
  if (bases.length === 0 || nexts.length === 0) return undefined;
  return compareSizes(bases, nexts, tolerance, doubtOf(base, next));
}

/** How much higher either side's peak may have been than measured, in the median run, as peaks are compared. */
function peakDoubts(base: readonly Report[], next: readonly Report[]): number {
  return median(base.map(peakDoubt)) + median(next.map(peakDoubt));
}

/**
 * The level at the end. Where the end begins is chance, and so may be what is held there: a change that this explains is
 * left open. But where the end is above the base by more than is allowed, wherever it begins, and the peak is as well, they
 * are one and the same finding.
 */
function compareEnds(
  base: readonly Report[],
  next: readonly Report[],
  tolerance: number,
  peak: Verdict | undefined,
): ComparedSize | undefined {
  const end = compareAll(base, next, tolerance, endLevel, endDoubts);
  const plain = compareAll(base, next, tolerance, endLevel, noDoubt);
  if (end?.verdict !== 'same' || plain === undefined || plain.verdict === 'same') return end;
  const agree = END_PARTS.every((part) => {
    const size = compareAll(base, next, tolerance, (report) => endLevel(report, part), noDoubt);
    return size?.verdict === peak;
  });
  return agree ? plain : { ...end, verdict: 'open' };
}

/** The end level depends on when the run's last worker goes: one run that shows this is enough. */
function endDoubts(base: readonly Report[], next: readonly Report[]): number {
  return THRESHOLDS.doubts * Math.max(...[...base, ...next].map(endHeight));
}

function comparePhases(
  base: readonly Report[],
  typicalBase: Report,
  typicalNext: Report,
  tolerance: number,
): ComparedPhase[] {
  const growths = growthsOf(base, typicalBase);
  return alignPhases(typicalBase, typicalNext).flatMap((pair) => {
    const before = pair.base === undefined ? undefined : typicalBase.phases[pair.base];
    const after = pair.next === undefined ? undefined : typicalNext.phases[pair.next];
    const kind = (after ?? before)?.kind;
    if (!kind) return [];
    const bases = pair.base === undefined ? [0] : (growths[pair.base] ?? [0]);
    // Where in a tooth a phase ends is chance.
    const teeth = Math.max(before?.teeth?.height ?? 0, after?.teeth?.height ?? 0);
    return {
      kind,
      ...(pair.base === undefined ? {} : { baseNumber: pair.base + 1 }),
      ...(pair.next === undefined ? {} : { nextNumber: pair.next + 1 }),
      ...compareSizes(bases, [after?.delta ?? 0], tolerance, THRESHOLDS.doubts * teeth),
      templates: compareTemplates(before, after),
    };
  });
}

/**
 * A phase shows where a verdict comes from; it is none of its own, so it does not contradict it. What was given back cannot
 * explain a peak.
 */
function agreeing(
  verdict: Verdict,
  peak: Verdict | undefined,
  phases: readonly ComparedPhase[],
): ComparedPhase[] {
  return phases.map((phase) => {
    const grown = verdict === 'better' ? phase.base : phase.next;
    const explains = phase.verdict === verdict && (peak !== verdict || grown > 0);
    return explains || phase.verdict === 'same' ? phase : { ...phase, verdict: 'open' };
  });
}

/** What each phase of the typical run grew by in all base runs that have it. */
function growthsOf(base: readonly Report[], typicalBase: Report): number[][] {
  const growths = typicalBase.phases.map(({ delta }) => [delta]);
  for (const report of base) {
    if (report === typicalBase) continue;
    for (const pair of alignPhases(typicalBase, report)) {
      if (pair.base === undefined || pair.next === undefined) continue;
      const phase = report.phases[pair.next];
      if (phase) growths[pair.base]?.push(phase.delta);
    }
  }
  return growths;
}

/** The run with the median peak. */
function typical(runs: readonly Report[]): Report {
  const middle = runs.toSorted((a, b) => (a.peak?.bytes ?? 0) - (b.peak?.bytes ?? 0))[
    (runs.length - 1) >> 1
  ];
  if (!middle) throw new RangeError('compareReports needs a report on each side');
  return middle;
}

function worst(sizes: readonly (ComparedSize | undefined)[]): Verdict {
  const verdicts = sizes.flatMap((size) => (size ? [size.verdict] : []));
  if (verdicts.includes('worse')) return 'worse';
  return verdicts.includes('better') ? 'better' : 'same';
}
