/** One task, process or step of which only a peak and a duration are known. */
export interface Task {
  /** What it is compared by: the same in another run of the same work. Foreign text. */
  readonly name: string;
  /** What tells it from others of its name: a job's or a task's number. Foreign text. */
  readonly id?: string;
  /** Largest memory, bytes; absent where it was not measured. */
  readonly peak?: number;
  /** Milliseconds. */
  readonly duration?: number;
  /** What the peak is: 'largest process', 'cgroup', 'sum of the tree', … Peaks of different measures are never compared silently. */
  readonly measure: string;
  /** When it began, epoch milliseconds. */
  readonly start?: number;
  /** How it ended, absent where it ended well: a status ('1', 'SIGKILL') or the tool's own word ('OUT_OF_MEMORY', 'CACHED'). */
  readonly state?: string;
  /** Memory that was asked for (a scheduler's request), bytes. */
  readonly asked?: number;
}

/** The measures that several tools share. */
export const MEASURES = {
  /** The high-water mark of the largest single process (ru_maxrss of getrusage(2) and wait4(2)). */
  process: 'largest process',
  /** RSS of a process and its descendants, summed at each sample. */
  tree: 'sum of the tree',
  /** What the kernel charged to the cgroup, page cache included. */
  cgroup: 'cgroup',
  /** RSS when the tool looked for the last time: it was at least this. */
  lastSeen: 'RSS when last seen',
} as const;

/** Words of tools for what did not run well. */
const BAD =
  /fail|error|kill|memory|out_of_me|oom|time.?out|limit|deadline|abort|cancel|crash|fault|exception|exit|term|^sig|preempt/i;

/** Whether a task's state says that it failed or was ended from outside. 'CACHED', 'RUNNING' and verdicts ('true') do not. */
export function endedBadly({ state }: Task): boolean {
  if (state === undefined) return false;
  return /^-?\d+$/.test(state) ? Number(state) !== 0 : BAD.test(state);
}

/**
 * Whether it was ended for its memory, in the tool's own words, or by SIGKILL, as the kernel does it: it would have needed more
 * than its peak. undefined: neither.
 */
export function endedForMemory({ state = '' }: Task): 'memory' | 'killed' | undefined {
  if (/memory|memlimit|out_of_me|\boom\b/i.test(state)) return 'memory';
  return /^(?:137|SIGKILL|signal 9)$/.test(state) ? 'killed' : undefined;
}
