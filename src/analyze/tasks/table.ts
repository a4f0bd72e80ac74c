import { endedBadly, type Task } from '../../recording/task.ts';

/** Tasks as a report shows them. */
export interface TaskTable {
  /** The largest first; those that were not measured last, the longest first. */
  readonly tasks: readonly Task[];
  /** Absent where none was measured. */
  readonly largest?: Task & { readonly peak: number };
  /** What the peaks are, each once. */
  readonly measures: readonly string[];
  /** How many have no peak, and how many did not end well. */
  readonly unmeasured: number;
  readonly failed: number;
}

/** Sorts tasks and counts what one must know of them. Their peaks are never added: nothing tells which of them ran at once. */
export function tableOf(tasks: readonly Task[]): TaskTable {
  const sorted = tasks.toSorted(
    (a, b) => (b.peak ?? -1) - (a.peak ?? -1) || (b.duration ?? 0) - (a.duration ?? 0),
  );
  const measured = tasks.filter(({ peak }) => peak !== undefined);
  const [first] = sorted;
  return {
    tasks: sorted,
    ...(first?.peak !== undefined && { largest: { ...first, peak: first.peak } }),
    measures: [...new Set(measured.map(({ measure }) => measure))],
    unmeasured: tasks.length - measured.length,
    failed: tasks.filter(endedBadly).length,
  };
}
