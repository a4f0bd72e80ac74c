// What an end record lists besides how the command ended.

/** A process that was killed. */
export interface KilledProcess {
  readonly pid: number;
  /** 'ceiling': memwrap, or the cgroup that it made; 'cgroup-oom'; 'system-oom'; 'unknown': SIGKILL, nobody knows whose. */
  readonly cause: string;
  /** The kernel's name of it. */
  readonly name?: string;
  /** What it ran, as reports name it: 'python3 train.py'. */
  readonly work?: string;
  /** What it held when it was last seen, bytes, and in which metric. */
  readonly size?: number;
  readonly metric?: string;
  /** The limit that was reached, bytes, where it is the kernel's. */
  readonly limit?: number;
  /** It is the command itself. */
  readonly command?: boolean;
  /** Others ended in the same moment, or nobody saw how it ended: it is the likeliest of them. */
  readonly probably?: boolean;
}

/** A limit of which it cannot be told whether it was kept. */
export interface UnjudgedLimit {
  readonly limit: string;
  /** Why, as a clause. */
  readonly why: string;
  /** What the size was at least and at most, where it is bounded, bytes. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Processes that outlive the command and are measured no more. */
export interface Outlived {
  readonly count: number;
  /** The first of them. */
  readonly processes: readonly {
    readonly pid: number;
    readonly name?: string;
    readonly argv?: readonly string[];
  }[];
}
