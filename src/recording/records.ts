import type { Metric } from './metrics.ts';

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
  /** What the samples' times count, where they are no milliseconds: 'samples', 'instructions', 'bytes'. */
  readonly axis?: string;
}

export type Sizes = { readonly [M in Metric]?: number };

/** One measurement. Absent means that it cannot be measured here (or, for pss, that it was not due). */
export interface SampleRecord extends Stamped, Sizes {
  readonly type: 'sample';
  /** Largest sum that the kernel's high-water marks allow at this moment, bytes. */
  readonly hwm?: number;
  readonly procs?: number;
  readonly machineUsed?: number;
  readonly machineAvailable?: number;
  /** tmpfs and shared memory on the whole machine, bytes; absent while it stays within 1 MiB of the value before. */
  readonly machineShmem?: number;
  /** Memory usage of the run's cgroup, bytes. */
  readonly cgroup?: number;
  /** What this measurement took, milliseconds. */
  readonly cost?: number;
  /** How late this sample was, milliseconds; absent when on time. */
  readonly late?: number;
  /** The largest processes, largest first: [pid, rss]. */
  readonly top?: readonly (readonly [number, number])[];
}

export interface LineRecord extends Stamped {
  readonly type: 'line';
  /** 1: stdout, 2: stderr. */
  readonly fd: number;
  readonly msg: string;
  /** What ended the line; absent: a newline; '' where it was cut, flushed unfinished, or the stream ended. */
  readonly eol?: string;
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

export interface MarkRecord extends Stamped {
  readonly type: 'mark';
  readonly msg: string;
  /** 'line': matched --mark; 'command': `memwrap mark`; 'ci': a section line of a CI system. */
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
  /** Of growth: the level that it counts from, bytes. */
  readonly since?: number;
  readonly processes?: readonly {
    readonly pid: number;
    readonly name?: string;
    readonly rss: number;
  }[];
  readonly lines?: readonly string[];
  readonly phase?: string;
  readonly follows?: string;
}

export interface Peak extends Sizes {
  /** When the largest leading sum was seen, epoch milliseconds. */
  readonly time?: number;
  /** The largest sum that was seen at one moment, bytes. */
  readonly seen?: number;
  /** What the high-water marks allow at most, bytes; at least `seen`. */
  readonly bound?: number;
  /** The kernel's own peak of the cgroup that the command had to itself (--enforce), page cache included, bytes. */
  readonly cgroup?: number;
}

export interface EndRecord extends Stamped {
  readonly type: 'end';
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
  /** Why it was killed, as far as is known: 'ceiling', 'cgroup-oom', 'system-oom' or 'unknown'. */
  readonly cause?: string;
  /** Of an imported recording: sentences on what was assumed or left out. */
  readonly notes?: readonly string[];
}

export type StreamRecord =
  | StartRecord
  | SampleRecord
  | LineRecord
  | ProcessRecord
  | MarkRecord
  | BreachRecord
  | EndRecord;

/** Listens to a run: gets each of its records as it is made, in order. It never throws: a sink that fails never harms the run. */
export interface RecordSink {
  add(record: StreamRecord): void;
}
