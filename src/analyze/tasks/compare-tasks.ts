import { endedBadly, type Task } from '../../recording/task.ts';
import { compareSizes } from '../compare/allowance.ts';
import type { ComparedSize } from '../compare/comparison.ts';
import { THRESHOLDS, type Verdict } from '../compare/thresholds.ts';
import { median } from '../median.ts';
import { tableOf } from './table.ts';

/** A task that both sides have. */
export interface ComparedTask extends ComparedSize {
  readonly name: string;
  readonly measure: string;
  /** Milliseconds, where both sides know it; not judged. */
  readonly duration?: { readonly base: number; readonly next: number };
}

/** Tables of tasks side by side, a task by its name. */
export interface TaskComparison {
  readonly version: 1;
  readonly kind: 'tasks';
  readonly baseRuns: number;
  readonly nextRuns: number;
  readonly tolerance: number;
  readonly noiseKnown: boolean;
  /** The most changed first. */
  readonly tasks: readonly ComparedTask[];
  /** The largest task of each side, whatever it is called; absent where they are of different measures. */
  readonly largest?: ComparedSize;
  /** Tasks that only one side measured, the largest first, and what they came to, bytes. */
  readonly onlyBase: readonly { readonly name: string; readonly peak: number }[];
  readonly onlyNext: readonly { readonly name: string; readonly peak: number }[];
  /** 'open' where no sizes of one measure could be compared. */
  readonly verdict: Verdict;
  readonly warnings: readonly string[];
}

/** What one task came to in several files of one side. */
interface Sizes {
  readonly name: string;
  readonly measure: string;
  readonly peaks: number[];
  readonly durations: number[];
  failed: boolean;
}

/**
 * Compares the tasks of files, one list a file and one at least on each side: each by its name and, whatever they are called,
 * the largest. Of several of one name in a file the largest counts. Sizes of different measures are not compared.
 */
export function compareTasks(
  base: readonly (readonly Task[])[],
  next: readonly (readonly Task[])[],
  options: { readonly tolerance: number },
): TaskComparison {
  const { tolerance } = options;
  const [before, after] = [sizesOf(base), sizesOf(next)];
  const warnings: string[] = [];
  const tasks: ComparedTask[] = [];
  for (const [name, one] of before) {
    const other = after.get(name);
    if (other === undefined) continue;
    if (one.measure === other.measure) tasks.push(comparedTask(one, other, tolerance));
    else warnings.push(`${name}: ${one.measure} before, ${other.measure} now: not compared`);
  }
  tasks.sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  const largest = compareLargest(base, next, tolerance);
  if (tasks.length === 0 && largest !== undefined) {
    warnings.push('no task is on both sides: the largest of each are compared');
  }
  const worst = [...tasks, ...(largest === undefined ? [] : [asRest(largest, tasks.length > 0)])];
  warnings.push(...unmeasured(next, before), ...failures([...base, ...next]));
  return {
    version: 1,
    kind: 'tasks',
    baseRuns: base.length,
    nextRuns: next.length,
    tolerance,
    noiseKnown: base.length >= THRESHOLDS.enoughRuns,
    tasks,
    ...(largest !== undefined && { largest }),
    onlyBase: onlyIn(before, after),
    onlyNext: onlyIn(after, before),
    verdict: verdictOf(worst),
    warnings,
  };
}

function sizesOf(files: readonly (readonly Task[])[]): Map<string, Sizes> {
  const all = new Map<string, Sizes>();
  for (const tasks of files) {
    const largest = new Map<string, Task>();
    for (const task of tasks) {
      if ((task.peak ?? -1) > (largest.get(task.name)?.peak ?? -1)) largest.set(task.name, task);
    }
    for (const [name, task] of largest) {
      const { peak, duration, measure } = task;
      if (peak === undefined) continue;
      const sizes = all.get(name) ?? { name, measure, peaks: [], durations: [], failed: false };
      all.set(name, sizes);
      // Another measure than in the files before: not to be mixed with them.
      if (sizes.measure !== measure) continue;
      sizes.peaks.push(peak);
      if (duration !== undefined) sizes.durations.push(duration);
      sizes.failed ||= endedBadly(task);
    }
  }
  return all;
}

function comparedTask(one: Sizes, other: Sizes, tolerance: number): ComparedTask {
  const size = compareSizes(one.peaks, other.peaks, tolerance, 0);
  // What was cut short came less far: that is no improvement.
  const isCut = size.verdict === 'better' && other.failed;
  const known = one.durations.length > 0 && other.durations.length > 0;
  return {
    name: one.name,
    measure: one.measure,
    ...size,
    ...(isCut && { verdict: 'open' as const }),
    ...(known && { duration: { base: median(one.durations), next: median(other.durations) } }),
  };
}

function compareLargest(
  base: readonly (readonly Task[])[],
  next: readonly (readonly Task[])[],
  tolerance: number,
): ComparedSize | undefined {
  const largest = [...base, ...next].map((tasks) => tableOf(tasks).largest);
  const [first] = largest;
  if (largest.some((one) => one === undefined || one.measure !== first?.measure)) return undefined;
  const peaks = largest.flatMap((one) => (one === undefined ? [] : [one.peak]));
  const size = compareSizes(peaks.slice(0, base.length), peaks.slice(base.length), tolerance, 0);
  const cut = largest.slice(base.length).some((one) => one !== undefined && endedBadly(one));
  return cut && size.verdict === 'better' ? { ...size, verdict: 'open' } : size;
}

/** Beside tasks of the same name the largest only shows what is new or has another name: that may be worse, never better. */
function asRest(largest: ComparedSize, hasTasks: boolean): ComparedSize {
  return hasTasks && largest.verdict === 'better' ? { ...largest, verdict: 'same' } : largest;
}

function verdictOf(sizes: readonly ComparedSize[]): Verdict {
  const verdicts = sizes.map(({ verdict }) => verdict);
  if (verdicts.includes('worse')) return 'worse';
  if (verdicts.includes('better')) return 'better';
  return verdicts.includes('same') ? 'same' : 'open';
}

function onlyIn(
  side: ReadonlyMap<string, Sizes>,
  other: ReadonlyMap<string, Sizes>,
): { name: string; peak: number }[] {
  return [...side.values()]
    .filter(({ name }) => !other.has(name))
    .map(({ name, peaks }) => ({ name, peak: median(peaks) }))
    .sort((a, b) => b.peak - a.peak);
}

/** Tasks that had a size before and were run without being measured. */
function unmeasured(
  next: readonly (readonly Task[])[],
  before: ReadonlyMap<string, Sizes>,
): string[] {
  const lost = next.flatMap((tasks) =>
    tasks.filter(({ name, peak }) => peak === undefined && before.has(name)),
  );
  const names = [...new Set(lost.map(({ name }) => name))];
  if (names.length === 0) return [];
  const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
  return [`${names[0]}${more}: not measured on the new side`];
}

function failures(files: readonly (readonly Task[])[]): string[] {
  const count = files.flat().filter(endedBadly).length;
  if (count === 0) return [];
  return [`${count} ${count === 1 ? 'task' : 'tasks'} did not end well`];
}
