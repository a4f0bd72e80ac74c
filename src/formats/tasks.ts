/** One task, process or step of which only a peak and a duration are known. */
export interface Task {
  readonly name: string;
  /** Largest memory, bytes; absent where it was not measured. */
  readonly peak?: number;
  /** Milliseconds. */
  readonly duration?: number;
  /** What the peak is: 'largest process', 'cgroup', 'sum of the tree', … Peaks of different measures are never compared silently. */
  readonly measure: string;
  /** When it began, epoch milliseconds. */
  readonly start?: number;
  /** How it ended: a status ('1', 'SIGKILL') or the tool's own word ('OUT_OF_MEMORY', 'CACHED'). */
  readonly state?: string;
  /** Memory that was asked for (a scheduler's request), bytes. */
  readonly asked?: number;
}
