import type { LineOwner } from '../lines/types.ts';
import type { ProcessLead } from '../processes/types.ts';

/** What is still going on at the end. */
export interface Trend {
  /** Bytes a second. */
  readonly rate: number;
  /** The line behind it and what each adds, bytes. */
  readonly line?: { readonly text: string; readonly each: number };
  /** The process behind it. */
  readonly process?: string;
  /** A limit of the run ('max-rss', 'container') that it would meet this long after the end, milliseconds. */
  readonly limit?: { readonly name: string; readonly bytes: number; readonly after: number };
}

/** Where to start, by the peak. Times in milliseconds since the start of the recording, sizes in bytes. */
export type Answer = {
  /** The peak of the leading metric, and when. */
  readonly peak: number;
  readonly peakTime: number;
  /** What the owner holds of it, and when it grew to that. */
  readonly held: number;
  readonly start: number;
  readonly end: number;
  readonly trend?: Trend;
  /** Most of the peak is memory of one unexpected kind: pages of mapped files, or shared memory; a fraction of the peak. */
  readonly mostly?: { readonly kind: 'file' | 'shmem'; readonly part: number };
} & (
  | {
      readonly kind: 'process';
      readonly process: ProcessLead;
      readonly line?: LineOwner;
      readonly next: readonly ProcessLead[];
    }
  | {
      readonly kind: 'line';
      readonly line: LineOwner;
      /** What other lines hold, largest first. */
      readonly rest: readonly LineOwner[];
      /** The process, where it is not the command itself. */
      readonly process?: string;
    }
  | {
      readonly kind: 'time';
      readonly rate: number;
      readonly lines: number;
      readonly steps: boolean;
      readonly process?: string;
    }
  | { readonly kind: 'open'; readonly candidates: readonly string[]; readonly process?: string }
  | { readonly kind: 'flushed'; readonly lines: number; readonly process?: string }
  /** No line was written while it grew, or none at all. */
  | {
      readonly kind: 'silent';
      readonly process?: string;
      /** It is the whole machine that grew: from this level to the peak, bytes. */
      readonly machineFrom?: number;
    }
  /** Memory that no process of the tree holds: the cgroup's or the machine's growth beyond the tree's. */
  | {
      readonly kind: 'outside';
      readonly tree: number;
      readonly where: 'shmem' | 'cgroup' | 'machine';
    }
  /** Nothing grows: `swing`: what it moved within; `each`: like processes in turn. */
  | {
      readonly kind: 'nothing';
      readonly swing: number;
      readonly process?: ProcessLead;
      /** Up and down in cycles that come back to their foot, bytes; the line that each cycle belongs to. */
      readonly saw?: {
        readonly cycles: number;
        readonly foot: number;
        readonly height: number;
        readonly line?: string;
      };
    }
);
