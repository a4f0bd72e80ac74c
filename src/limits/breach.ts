import type { Metric } from '../recording/metrics.ts';
import type { Sizes } from '../recording/records.ts';

/** One broken limit, seen in a run or found in a recording. */
export interface Breach {
  /** The limit's option name, or 'baseline'. A recording may hold any text here. */
  readonly limit: string;
  /** In the limit's own unit: bytes, or bytes a millisecond for a slope. */
  readonly allowed: number;
  readonly measured: number;
  /**
   * How it was seen: 'sample', 'hwm' (a high-water mark rose above it between two samples), 'slope', 'cgroup' (the
   * kernel's limit), 'bound' (it could not be measured, but was this much at least), or, against a baseline, what got worse: 'peak', 'end' or 'growth'.
   */
  readonly by: string;
  /** Of a slope: the confidence that it is above what is allowed, 0–1. */
  readonly confidence?: number;
  /** Of a slope: how long the climb had lasted that it is measured over, milliseconds. */
  readonly over?: number;
  /** Of growth: the level at the end of the first phase, bytes. */
  readonly since?: number;
  /** What it is judged by; absent where it is about the machine. */
  readonly metric?: Metric;
  /** The tree at that moment, as far as it was told, bytes. */
  readonly sizes?: Sizes;
  /** How many processes it had. */
  readonly procs?: number;
  /** The phase and the log line that it is about, if it is about one. */
  readonly phase?: string;
  readonly follows?: string;
}

/** How a breach is worded, one property for each place that prints it. */
export interface BreachWords {
  /** What went wrong, at the head of the line on stderr: 'over the ceiling'. */
  readonly what: string;
  /** What was measured against what is allowed: '2.01 GiB rss > 2.00 GiB'. */
  figures(breach: Breach): string;
  /** For annotations and test results, after the command's name: 'peaked at 2.03 GiB rss (2.00 GiB allowed)'. */
  sentence(breach: Breach, reached: Reached): string;
  /** The line below the chart: 'ceiling 2.00 GiB rss passed by 12.0 MiB'. */
  summary(breach: Breach, reached: Reached): string;
  /** What a CI annotation calls the limit. */
  readonly title: 'ceiling' | 'baseline';
  /** Whether it broke at a moment of the run, is a judgement of the whole run, or is about the machine. */
  readonly about: 'moment' | 'run' | 'machine';
  /** What the limit would have had to allow, bytes; absent where raising it is no answer. */
  needed?(breach: Breach, reached: Reached): number;
}

/** What a run came to in the end, which may be more than when the breach was noticed. A Report is one. */
export interface Reached {
  readonly peaks: Sizes;
  /** Processes share pages: RSS and PSS differ by more than a tenth. */
  readonly shared?: boolean;
  /** The most that PSS was, estimates between two readings included. */
  readonly mostPss?: number;
  /** RSS and huge pages of hugetlbfs together; absent without such pages. */
  readonly withHugePages?: number;
  readonly peak?: { readonly metric: string; readonly bound?: number } | undefined;
}
