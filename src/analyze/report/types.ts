import type { Metric, ReportMetric } from '../../recording/metrics.ts';
import type { BreachRecord, Exit, Outlived, UnjudgedLimit } from '../../recording/records.ts';
import type { Answer } from '../answer/types.ts';
import type { LineOwner } from '../lines/types.ts';
import type { Decomposition, OwnedBytes, ProcessLane } from '../processes/types.ts';
import type { Series } from '../series.ts';
import type { Watched } from './watched.ts';

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
  /** No command ran that could end: what memory does last is a phase like all others. */
  readonly isWatch?: boolean;
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
  /** Pages at its end that were freed already (MADV_FREE) and that the kernel takes back when it needs memory, bytes; absent: none were seen. */
  readonly lazyfree?: number;
}

/** Why something was killed: for a limit of ours, by one of the kernel's out-of-memory killers, or by SIGKILL from nobody knows where. */
export type KillCause = 'ceiling' | 'cgroup-oom' | 'system-oom' | 'unknown';

/** A container, or a machine, at its limit; bytes. */
export interface Full {
  readonly where: 'cgroup' | 'machine';
  readonly used: number;
  readonly limit: number;
  /** RSS of the run's processes then, and what tmpfs and shared memory of the machine had grown by. */
  readonly tree?: number;
  readonly shmem?: number;
  /** What of it was page cache, which the kernel takes back before it kills. */
  readonly cache?: number;
  /** It was not quite there, but grew by so much a second. */
  readonly rate?: number;
  /** The end was probably a kill for memory: nothing in it could have been taken back instead. */
  readonly probably: boolean;
}

/** A process of the run that was killed. */
export interface Killed {
  /** When that was noticed, milliseconds since the start of the recording. */
  readonly time: number;
  readonly pid: number;
  /** By its work, as everywhere in the report. */
  readonly label: string;
  readonly cause: KillCause;
  /** What it held when it was last seen, and in which metric. */
  readonly bytes?: number;
  readonly metric?: string;
  /** The kernel's limit that was reached, bytes. */
  readonly limit?: number;
  /** What held the container just before, bytes; of a kill for its limit. */
  readonly held?: Pick<Full, 'tree' | 'shmem'>;
  /** It is the command itself. */
  readonly command?: boolean;
  /** It is the likeliest of several, or nobody saw how it ended. */
  readonly probably?: boolean;
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
  /** Who of the tree outlived the command, unmeasured from then on. */
  readonly outlived?: Outlived;
  readonly finished: boolean;
  /** Why the command was killed, or a part of it that it failed without. */
  readonly cause?: KillCause;
  /** Who was killed, in order of time. */
  readonly killed?: readonly Killed[];
  /** Of an unfinished recording: it is still being written. */
  readonly running?: boolean;
  /** Of a recording without a command: what was watched, and what was seen beside the curve. */
  readonly watch?: Watched;
  /** Of an unfinished recording: what was at its limit when it stops. */
  readonly full?: Full;
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
  /** The most that PSS was, bytes, what is estimated between two readings included; absent without a reading. */
  readonly mostPss?: number;
  readonly machine?: {
    readonly total?: number;
    readonly peakUsed?: number;
    readonly limit?: number;
  };
  /** The requested sampling interval, milliseconds. */
  readonly interval?: 'auto' | number;
  readonly limits?: Readonly<Record<string, number>>;
  /** The most that RSS and huge pages of hugetlbfs, which it does not count, were together, bytes; absent without such pages. */
  readonly withHugePages?: number;
  readonly breaches: readonly BreachRecord[];
  /** The limits that could not be judged; absent where all were. */
  readonly unjudged?: readonly UnjudgedLimit[];
  readonly samples: number;
  readonly lines: number;
  readonly processes: number;
  /** Some were born and ended between two samples: `processes` is a lower limit. */
  readonly processesAtLeast?: true;
  /** What lived between two samples, or used more after it was last seen. Absent where nothing is known of any. */
  readonly unseen?: {
    /** So many processes at most were born and ended unseen; 0 where none surely did. */
    readonly births: number;
    /** Of the moment at which the tree may have held most: how much of it unseen at most, and all of it at most, RSS in bytes. */
    readonly bytes: number;
    readonly most: number;
    /** When, at the latest: milliseconds since the start of the recording. */
    readonly time: number;
  };
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
