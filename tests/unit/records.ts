import type {
  EndRecord,
  LineRecord,
  ProcessRecord,
  SampleRecord,
  StartRecord,
  StreamRecord,
  UnseenRecord,
} from '../../src/recording/records.ts';

// Records for tests: times in milliseconds since the start of the run, sizes in MiB.

export const MIB = 1024 * 1024;
/** The start of every run, epoch milliseconds. */
export const START = 1_700_000_000_000;

export const start = (more: Partial<StartRecord> = {}): StartRecord => ({
  type: 'start',
  time: START,
  version: 1,
  name: 'job',
  ...more,
});

/** A sample of `rss` MiB; the fields in `more` are bytes. */
export const sample = (
  time: number,
  rss: number,
  more: Partial<SampleRecord> = {},
): SampleRecord => ({
  type: 'sample',
  time: START + time,
  rss: Math.round(rss * MIB),
  ...more,
});

export const line = (time: number, msg: string, more: Partial<LineRecord> = {}): LineRecord => ({
  type: 'line',
  time: START + time,
  fd: 1,
  msg,
  ...more,
});

export const process = (
  event: ProcessRecord['event'],
  time: number,
  pid: number,
  more: Partial<ProcessRecord> = {},
): ProcessRecord => ({
  type: 'process',
  time: START + time,
  event,
  pid,
  ...more,
});

/** Sizes in MiB. */
export const unseen = (time: number, bytes: number, most: number, births = 0): UnseenRecord => ({
  type: 'unseen',
  time: START + time,
  bytes: bytes * MIB,
  most: most * MIB,
  births,
});

export const end = (time: number, more: Partial<EndRecord> = {}): EndRecord => ({
  type: 'end',
  time: START + time,
  reason: 'exit',
  exit: { code: 0 },
  ...more,
});

export const inOrder = (records: readonly StreamRecord[]): StreamRecord[] =>
  records.toSorted((a, b) => a.time - b.time);
