import type { Packed } from './packed.ts';

/** What the script of a page draws, as JSON. Times are milliseconds since the start of the recording, sizes bytes. */
export interface PageData {
  /** What times count, where they are no milliseconds. */
  readonly axis?: string;
  /** The end of the time axis. */
  readonly duration: number;
  /** The curve; of a comparison that of the base, then that of the new run. */
  readonly curves: readonly { readonly name: string; readonly series: Packed }[];
  readonly machine?: Packed;
  /** What groups of processes held, by moments that they share. */
  readonly lanes: readonly { readonly name: string; readonly series: Packed }[];
  readonly phases: readonly PagePhase[];
  readonly marks: readonly PageMoment[];
  readonly breaches: readonly PageMoment[];
  readonly limits: readonly { readonly bytes: number; readonly label: string }[];
  readonly peak?: { readonly time: number; readonly bytes: number };
  readonly log?: PageLog;
  /** Shown first, instead of all: from, to. */
  readonly zoom?: readonly [number, number];
}

export interface PagePhase {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

export interface PageMoment {
  readonly time: number;
  readonly text: string;
}

export interface PageLog {
  readonly total: number;
  /** Milliseconds that the unit of their times has. */
  readonly tick: number;
  /** Index, time in ticks, 1 for stdout or 2 for stderr, text. */
  readonly lines: readonly (readonly [number, number, number, string])[];
}
