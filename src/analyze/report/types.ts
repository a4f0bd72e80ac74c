import type { Metric, ReportMetric } from '../../recording/metrics.ts';
import type { BreachRecord, Exit } from '../../recording/records.ts';
import type { Answer } from '../answer/types.ts';
import type { LineOwner } from '../lines/types.ts';
import type { Decomposition, OwnedBytes, ProcessLane } from '../processes/types.ts';
import type { Series } from '../series.ts';

export type { Series };

/** rise and drop are jumps; climb, plateau and decline are gradual. */
export type PhaseKind = 'rise' | 'climb' | 'plateau' | 'decline' | 'drop';

/** One phase of a curve. Times in milliseconds since the start of the recording; deltas of all phases add up to last − first. */
export interface Phase {
  readonly kind: PhaseKind;
  readonly start: number;
  readonly end: number;
  readonly startLevel: number;
  readonly endLevel: number;
  /** endLevel − startLevel, bytes. */
  readonly delta: number;
  readonly min: number;
  readonly max: number;
  /** Cycles of growth and release inside the phase, where there are any: their number and median height in bytes. */
  readonly teeth?: { readonly count: number; readonly height: number };
}

/** What a recording tells besides the curve; all times in milliseconds since its start. */
export interface RunFacts {
  /** When the command ended; what comes after is not a phase of its work. */
  readonly exit?: number;
  readonly processes?: readonly ProcessSpan[];
  readonly marks?: readonly { readonly time: number; readonly msg: string }[];
}

export interface ProcessSpan {
  readonly pid: number;
  readonly name?: string;
  readonly seen: number;
  readonly gone?: number;
  /** Largest RSS known from a sample or the kernel's high-water mark, bytes. */
  readonly peak?: number;
}

/** A process and its size in bytes. */
export interface ProcessSize {
  readonly pid: number;
  readonly name?: string;
  readonly bytes: number;
}

/** A log template that growth follows. `template` is '(start)' for growth before the first line. */
export interface Follows {
  readonly template: string;
  readonly lines: number;
  /** Net growth attributed, bytes. */
  readonly bytes: number;
  readonly bytesPerLine: number;
  /** Correlation between the template's lines and the growth, 0–1. */
  readonly fit: number;
  /** When its first line within the phase was written, milliseconds since the start of the recording. */
  readonly first?: number;
  /** Templates whose share the data cannot separate from this one's. */
  readonly together?: readonly string[];
}

export interface LineGrowth {
  /** '(start)': before the first line; '(exit)': given back when the command ended; '(other)': lines too rare to keep apart. */
  readonly template: string;
  /** Net growth over the run, bytes; all templates add up to last − first. */
  readonly bytes: number;
  /** Number of events: lines, each with its continuation lines. */
  readonly count: number;
  /** Its first line, as it was. */
  readonly example?: string;
  /** 0-based indices among the line records; absent above 100 000 lines. */
  readonly lines?: readonly number[];
}

export interface ReportPhase extends Phase {
  /** Fraction of the run's total positive growth, 0–1; 0 if the phase does not grow. */
  readonly share: number;
  readonly follows: readonly Follows[];
  /** The phase's change of level by processes, exactly: owners, largest change first, and what no process of them holds. */
  readonly owners?: readonly OwnedBytes[];
  readonly others?: number;
  /** The line that holds most of the phase's growth. */
  readonly line?: LineOwner;
}

/** Everything a renderer needs; `memwrap report --json` prints it without `curve`, `machineCurve`, `spans`. */
export interface Report {
  readonly version: 1;
  readonly command?: readonly string[];
  readonly name: string;
  readonly source?: string;
  /** What the leading metric really is, where it is not the resident memory of processes: 'heap', 'cgroup'. */
  readonly measure?: string;
  /** What times count, where they are no milliseconds: 'samples', 'instructions', 'bytes'. */
  readonly axis?: string;
  /** Of an imported recording: what was assumed or left out, in sentences. */
  readonly notes?: readonly string[];
  /** Epoch milliseconds. */
  readonly start: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly exit?: Exit;
  /** The exit status of memwrap itself. */
  readonly status?: number;
  readonly finished: boolean;
  readonly metric: ReportMetric;
  readonly peak?: {
    readonly bytes: number;
    readonly time: number;
    readonly bound?: number;
    readonly metric: ReportMetric;
    /** What held it, exactly. */
    readonly processes?: Decomposition;
    /** Of the sample at the peak: what kinds of memory it was, bytes. */
    readonly kinds?: { readonly [M in Metric]?: number };
  };
  /** The peak of each metric that was recorded, bytes. */
  readonly peaks: { readonly [M in ReportMetric]?: number };
  /** RSS and PSS differ by more than a tenth at the peak: processes share pages. */
  readonly shared: boolean;
  readonly machine?: {
    readonly total?: number;
    readonly peakUsed?: number;
    readonly limit?: number;
  };
  /** The requested sampling interval, milliseconds. */
  readonly interval?: 'auto' | number;
  readonly limits?: Readonly<Record<string, number>>;
  readonly breaches: readonly BreachRecord[];
  readonly samples: number;
  readonly lines: number;
  readonly processes: number;
  /** The processes at the peak by RSS, largest first; empty if no sample lists any. */
  readonly largestProcesses: readonly ProcessSize[];
  readonly phases: readonly ReportPhase[];
  readonly growthByLine: readonly LineGrowth[];
  /** The phase to look at first: 1-based number, its share of the growth and of the time. */
  readonly focus?: {
    readonly phase: number;
    readonly shareOfGrowth: number;
    readonly shareOfTime: number;
    /** When the answer's owner grew, milliseconds since the start of the recording: not bound to one phase. */
    readonly start?: number;
    readonly end?: number;
  };
  /** Where to start, by the peak. */
  readonly answer?: Answer;
  /** What groups of like processes held over time, largest peak first; not in JSON. */
  readonly lanes?: readonly ProcessLane[];
  readonly marks: readonly { readonly time: number; readonly msg: string }[];
  readonly warnings: readonly string[];
  /** The leading metric over time, thinned out to bounded memory. */
  readonly curve: Series;
  readonly machineCurve?: Series;
  readonly spans: readonly ProcessSpan[];
}
