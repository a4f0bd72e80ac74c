import type { KilledProcess, Outlived, UnjudgedLimit } from './end-facts.ts';
import type { Metric } from './metrics.ts';

export type { KilledProcess, Outlived, UnjudgedLimit };

/** The version of the recording's format that this program writes. */
export const STREAM_VERSION = 1;

/** How a command ended: its own code, or the name of the signal that ended it (`'SIGTERM'`). */
export type Exit = { readonly code: number } | { readonly signal: string };

export interface HostInfo {
  readonly name?: string;
  readonly platform?: string;
  readonly cpus?: number;
  /** Physical memory in bytes. */
  readonly machineTotal?: number;
  /** The memory limit of the cgroup that the run is in, in bytes; absent without one. */
  readonly cgroupLimit?: number;
}

export interface SamplerInfo {
  /** How it measured; 'events' of an imported log whose samples are no moments of a clock, but all that happened. */
  readonly kind: string;
  /** `'auto'`, or a fixed interval in milliseconds. */
  readonly interval: 'auto' | number;
  readonly metrics: readonly Metric[];
  /** Why a metric cannot be measured here, by name. */
  readonly missing?: Readonly<Record<string, string>>;
}

interface Stamped {
  /** Epoch milliseconds with a fraction, from the wall clock at the start plus monotonic time: never steps back. */
  readonly time: number;
}

export interface StartRecord extends Stamped {
  readonly type: 'start';
  readonly version: number;
  readonly memwrap?: string;
  readonly name: string;
  readonly argv?: readonly string[];
  readonly cwd?: string;
  readonly pid?: number;
  readonly run?: string;
  readonly host?: HostInfo;
  readonly sampler?: SamplerInfo;
  /** The limits in force, by option name, in bytes (slope: bytes per millisecond). */
  readonly limits?: Readonly<Record<string, number>>;
  readonly envAdded?: readonly string[];
  /** The tool whose recording this was imported from. */
  readonly source?: string;
  /** What `rss` of the samples really is, where it is not the resident memory of processes: 'heap', 'working set', 'cgroup'. */
  readonly measure?: string;
  /** What was watched without a command: 'machine', or the folder of a cgroup. */
  readonly watch?: string;
  /** What the samples' times count, where they are no milliseconds: 'samples', 'instructions', 'bytes'. */
  readonly axis?: string;
  /** What the streams of lines are called that are no output of the command but logs laid beside it, by their number. */
  readonly streams?: Readonly<Record<string, string>>;
}

export type Sizes = { readonly [M in Metric]?: number };

/** One measurement. Absent means that it cannot be measured here (or, for pss, that it was not due). */
export interface SampleRecord extends Stamped, Sizes {
  readonly type: 'sample';
  /** Without `pss`: what it was at least, bytes; absent where that is `anon`, as without forks. */
  readonly pssAtLeast?: number;
  /** In place of `pss`, where not all processes could be read, or some were born meanwhile: what it was at most, bytes. */
  readonly pssAtMost?: number;
  /** Largest sum that the kernel's high-water marks allow at this moment, bytes. */
  readonly hwm?: number;
  /** What was held at one moment since the sample before, where high-water marks prove more than `rss`, bytes. */
  readonly peak?: number;
  readonly procs?: number;
  /** With `pss`: how much of `hugetlb` is counted more than once at most, because several processes map it, bytes; absent: none. */
  readonly hugetlbAgain?: number;
  readonly machineUsed?: number;
  readonly machineAvailable?: number;
  /** tmpfs and shared memory on the whole machine, bytes; absent while it stays within 1 MiB of the value before. */
  readonly machineShmem?: number;
  /** Of a watch: swap that the whole machine uses, bytes. */
  readonly machineSwapUsed?: number;
  /**
   * Of a watch: how much of the last ten seconds some, or all, tasks waited for memory, percent; and how long they have waited
   * since the machine was started, milliseconds (PSI, Documentation/accounting/psi.rst); of the cgroup where one is watched.
   */
  readonly pressureSome?: number;
  readonly pressureFull?: number;
  readonly stalledSome?: number;
  readonly stalledFull?: number;
  /** Memory usage of the run's cgroup, or of the one that is watched, bytes. */
  readonly cgroup?: number;
  /** Of a watched cgroup: what of that is page cache, which the kernel can take back, bytes. */
  readonly cgroupCache?: number;
  /** Of a watched cgroup: RSS of its processes, as a sum, and now and then their PSS, bytes. */
  readonly membersRss?: number;
  readonly membersPss?: number;
  /** What this measurement took, milliseconds. */
  readonly cost?: number;
  /** How late this sample was, milliseconds; absent when on time. */
  readonly late?: number;
  /** The largest processes, largest first: [pid, rss]; of a watched cgroup [pid, anon], for file pages are not in its curve. */
  readonly top?: readonly (readonly [number, number])[];
}

export interface LineRecord extends Stamped {
  readonly type: 'line';
  /** 1: stdout, 2: stderr; from 3 on: a log that was laid beside, see `streams` of the start record. */
  readonly fd: number;
  readonly msg: string;
  /** What ended the line; absent: a newline; '' where it was cut, flushed unfinished, or the stream ended. */
  readonly eol?: string;
  /** Of a line that `--redact` masked: how many bytes it had; `msg` is not what was written. */
  readonly redacted?: number;
  /** The bytes in base64, where they are not UTF-8. */
  readonly b64?: string;
  /** Block-buffered: the line was written at some moment between `since` and `time`. */
  readonly since?: number;
  /** When the first byte of this record was read, epoch milliseconds; absent where that was at most 5 ms before `time`. */
  readonly begun?: number;
  /** Further reads that brought bytes of it before `time`, in whole milliseconds after `begun`, in order, at most 64. */
  readonly ticks?: readonly number[];
}

export interface ProcessRecord extends Stamped {
  readonly type: 'process';
  readonly event: 'seen' | 'gone';
  readonly pid: number;
  readonly ppid?: number;
  /** Start time, epoch milliseconds. */
  readonly started?: number;
  readonly name?: string;
  readonly argv?: readonly string[];
  /** Of a first `seen`: it still runs its parent's program, and shares pages with it. */
  readonly forked?: boolean;
  /** Of a first `seen`: what it held that belongs to no file when it was first looked at, bytes; of a fork, mostly its parent's pages. */
  readonly anon?: number;
  /** The kernel's high-water mark of its RSS, bytes. */
  readonly hwm?: number;
}

/**
 * What lived between samples without being seen, or used more after it was last seen: since the last such record. `bytes` and
 * `most` are of the moment of the largest `most`, at `time` or in the interval before it.
 */
export interface UnseenRecord extends Stamped {
  readonly type: 'unseen';
  /** All of it together held so much at most that belongs to no file, bytes. */
  readonly bytes: number;
  /** That and what the others held then, RSS at most, bytes. */
  readonly most: number;
  /** So many processes at most were born and ended; 0 where none surely did. */
  readonly births: number;
}

/** A size of a process that may not be read: the tree's sum of that metric is not known while it lives. */
export interface UnreadRecord extends Stamped {
  readonly type: 'unread';
  readonly pid: number;
  readonly name?: string;
  readonly metric: Metric;
}

export interface MarkRecord extends Stamped {
  readonly type: 'mark';
  readonly msg: string;
  /** 'line': matched --mark; 'command': `memwrap mark`; 'ci': a section line of a CI system; 'kernel': of a watch. */
  readonly from: string;
}

export interface BreachRecord extends Stamped {
  readonly type: 'breach';
  readonly limit: string;
  readonly allowed: number;
  readonly measured: number;
  readonly by: string;
  /** Of a slope: with what confidence it is above what is allowed, 0–1. */
  readonly confidence?: number;
  /** Of a slope: how long the climb had lasted that it is measured over, milliseconds. */
  readonly over?: number;
  /** Of growth: the level that it counts from, bytes. */
  readonly since?: number;
  /** What the limit is judged by; absent where it is about the machine, and in recordings before 0.2. */
  readonly metric?: Metric;
  /** The tree at that moment, as far as it was told, bytes. */
  readonly sizes?: Sizes;
  /** How many processes it had. */
  readonly procs?: number;
  /** The largest, by the limit's metric; `bytes`: what of that they held, where it is not RSS. */
  readonly processes?: readonly {
    readonly pid: number;
    readonly name?: string;
    readonly rss: number;
    readonly bytes?: number;
  }[];
  readonly lines?: readonly string[];
  readonly phase?: string;
  readonly follows?: string;
}

/** What `--breach-hook` did: a line that it wrote (`msg`), or, last, how it ended. */
export interface HookRecord extends Stamped {
  readonly type: 'hook';
  /** The limit that was broken. */
  readonly limit: string;
  /** A line of its output; 1: stdout, 2: stderr. */
  readonly msg?: string;
  readonly fd?: number;
  readonly exit?: Exit;
  /** How long it ran, milliseconds. */
  readonly took?: number;
  /** It was ended because its time was over. */
  readonly timedOut?: boolean;
}

export interface KilledRecord extends Stamped, KilledProcess {
  readonly type: 'killed';
}

/** The cgroup that limits the run, while it is nearly full. */
export interface CgroupRecord extends Stamped {
  readonly type: 'cgroup';
  /** Bytes. */
  readonly usage: number;
  readonly limit: number;
  /** What of the usage is page cache, which the kernel takes back before it kills, bytes. */
  readonly cache?: number;
}

export interface Peak extends Sizes {
  /** When the largest leading sum was seen, epoch milliseconds. */
  readonly time?: number;
  /** The largest sum that was seen at one moment, bytes. */
  readonly seen?: number;
  /** What the high-water marks allow at most, bytes; at least `seen`. Without it: of a command that ended before the first sample. */
  readonly bound?: number;
  /** Of a watch of the machine: the most that it used, bytes. */
  readonly machine?: number;
  /** The kernel's own peak of the cgroup that the command had to itself (--enforce), or that was watched, page cache included, bytes. */
  readonly cgroup?: number;
}

export interface EndRecord extends Stamped {
  readonly type: 'end';
  /** 'exit' or 'signal' of the command; of a watch 'until', 'stopped', 'gone' (the cgroup), 'full' (--max-record) or 'lost'. */
  readonly reason: string;
  readonly exit?: Exit;
  readonly status?: number;
  readonly peak?: Peak;
  readonly samples?: number;
  readonly lines?: number;
  /** Lines that were counted but not recorded. */
  readonly dropped?: number;
  readonly late?: number;
  /** CPU time that memwrap itself used, milliseconds. */
  readonly cost?: { readonly cpu: number };
  /** When the command was seen to have ended, epoch milliseconds. */
  readonly exited?: number;
  /** The limits that were not judged. */
  readonly unjudged?: readonly UnjudgedLimit[];
  /** Who of the tree still ran when the recording ended; absent: nobody, as far as is known. */
  readonly outlived?: Outlived;
  /** Why it was killed, as far as is known: 'ceiling', 'cgroup-oom', 'system-oom' or 'unknown'. */
  readonly cause?: string;
  /** Who was killed, also where the command lived on: the command first, then the largest, at most 8. */
  readonly killed?: readonly KilledProcess[];
  /** Of an imported recording: sentences on what was assumed or left out. */
  readonly notes?: readonly string[];
}

export type StreamRecord =
  | StartRecord
  | SampleRecord
  | LineRecord
  | ProcessRecord
  | UnseenRecord
  | UnreadRecord
  | MarkRecord
  | BreachRecord
  | HookRecord
  | KilledRecord
  | CgroupRecord
  | EndRecord;

/** Listens to a run: gets each of its records as it is made, in order. It never throws: a sink that fails never harms the run. */
export interface RecordSink {
  add(record: StreamRecord): void;
}
