import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Fullness } from '../analyze/report/fullness.ts';
import { causeOf, killedFrom } from '../analyze/report/killed.ts';
import type { Report } from '../analyze/report/types.ts';
import { decodeRecord } from '../recording/decode.ts';
import type { BreachRecord, EndRecord, StartRecord, StreamRecord } from '../recording/records.ts';
import { compressionOf, MAGIC_BYTES } from './decompress.ts';
import { openRecording } from './recordings.ts';
import { isStillWritten } from './still-written.ts';

/** What the two ends of a recording say about its run, without reading what is between. */
export interface RecordingEnds extends Pick<Report, 'cause' | 'killed' | 'running' | 'full'> {
  readonly start?: StartRecord;
  readonly end?: EndRecord;
  /** Whether the last record is that end: after --append another run may have begun. */
  readonly over: boolean;
  /** The breaches near the two ends. */
  readonly breaches: readonly BreachRecord[];
  /** Milliseconds from the first record to the last. */
  readonly duration?: number;
}

const NOTHING: RecordingEnds = { over: false, breaches: [] };
const END_BYTES = 64 * 1024;

/** A compressed file is unfolded up to here, bytes: beyond, its end is not looked for. */
const MOST_UNFOLDED = 256 * 1024 * 1024;

/** Reads the first and last records of a file; empty if it cannot be read. */
export async function readEnds(file: string): Promise<RecordingEnds> {
  let descriptor: number | undefined;
  try {
    // Not blocking: what is no file any more is not waited for.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const info = fstatSync(descriptor);
    if (!info.isFile()) return NOTHING;
    if (compressionOf(bytesAt(descriptor, 0, MAGIC_BYTES)) !== undefined) return unfoldedEnds(file);
    const length = Math.min(END_BYTES, info.size);
    const head = bytesAt(descriptor, 0, length);
    const tail = bytesAt(descriptor, info.size - length, length);
    const last = records(tail);
    const ends = summarize(records(head), last);
    return ends.end === undefined ? { ...ends, ...unfinished(file, ends, last) } : ends;
  } catch {
    return NOTHING;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

async function unfoldedEnds(file: string): Promise<RecordingEnds> {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let length = 0;
  try {
    for await (const chunk of openRecording({ path: file, label: '' }, () => undefined)) {
      if (head.length < END_BYTES) head = Buffer.concat([head, chunk]).subarray(0, END_BYTES);
      tail = Buffer.concat([tail, chunk]);
      tail = tail.subarray(Math.max(0, tail.length - END_BYTES));
      length += chunk.length;
      if (length > MOST_UNFOLDED) return summarize(records(head), []);
    }
  } catch {
    // Not to be read by this Node, or at all.
    return NOTHING;
  }
  return summarize(records(head), records(tail));
}

function summarize(head: readonly StreamRecord[], tail: readonly StreamRecord[]): RecordingEnds {
  const start = head.find((record) => record.type === 'start');
  const end = tail.findLast((record) => record.type === 'end');
  const [first, last] = [head[0], tail.at(-1)];
  const until = end?.exited ?? end?.time ?? last?.time;
  const duration = first && until !== undefined ? Math.max(0, until - first.time) : undefined;
  return {
    ...(start && { start }),
    ...(end && { end, ...killedOf(end, first) }),
    over: tail.findLast(({ type }) => type !== 'mark')?.type === 'end',
    breaches: [...head, ...tail].filter((record) => record.type === 'breach'),
    ...(duration !== undefined && { duration }),
  };
}

/** Who was killed, as the end record has it. */
function killedOf(
  { cause, killed = [], time }: EndRecord,
  first: StreamRecord | undefined,
): Pick<Report, 'cause' | 'killed'> {
  const known = causeOf(cause);
  const at = Math.max(0, time - (first?.time ?? time));
  return {
    ...(known && { cause: known }),
    ...(killed.length > 0 && { killed: killed.map((one) => killedFrom(one, at)) }),
  };
}

/** What a recording without an end probably ended by. */
function unfinished(
  file: string,
  { start }: RecordingEnds,
  tail: readonly StreamRecord[],
): Pick<Report, 'running' | 'full'> {
  if (isStillWritten(file, start?.run)) return { running: true };
  // Who watches a cgroup is not in it.
  if (start?.watch !== undefined && start.watch !== 'machine') return {};
  const fullness = new Fullness();
  for (const record of tail) fullness.record(record.time - (start?.time ?? 0), record);
  const { cgroupLimit, machineTotal } = start?.host ?? {};
  const full = fullness.finish({
    ...(cgroupLimit !== undefined && { limit: cgroupLimit }),
    ...(machineTotal !== undefined && { total: machineTotal }),
  });
  return full === undefined ? {} : { full };
}

function records(bytes: Buffer): StreamRecord[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return decodeRecord(JSON.parse(line)) ?? [];
      } catch {
        // The first line of the tail and the last of the head are incomplete.
        return [];
      }
    });
}

function bytesAt(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position));
}
