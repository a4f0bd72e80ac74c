import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Fullness } from '../analyze/report/fullness.ts';
import { causeOf, killedFrom } from '../analyze/report/killed.ts';
import type { Report } from '../analyze/report/types.ts';
import { decodeRecord } from '../recording/decode.ts';
import type { EndRecord, StartRecord, StreamRecord } from '../recording/records.ts';
import { isStillWritten } from './still-written.ts';

/** What the two ends of a recording say about its run, without reading what is between. */
export interface RecordingEnds extends Pick<Report, 'cause' | 'killed' | 'running' | 'full'> {
  readonly start?: StartRecord;
  readonly end?: EndRecord;
  /** Milliseconds from the first record to the last. */
  readonly duration?: number;
}

const END_BYTES = 64 * 1024;

/** Reads the first and last records of a file; empty if it cannot be read. */
export function readEnds(file: string): RecordingEnds {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const { size } = fstatSync(descriptor);
    const head = records(textAt(descriptor, 0, Math.min(END_BYTES, size)));
    const tail = records(
      textAt(descriptor, Math.max(0, size - END_BYTES), Math.min(END_BYTES, size)),
    );
    const ends = summarize(head, tail);
    return ends.end === undefined ? { ...ends, ...unfinished(file, ends, tail) } : ends;
  } catch {
    return {};
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
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
  const fullness = new Fullness();
  for (const record of tail) fullness.record(record.time - (start?.time ?? 0), record);
  const { cgroupLimit, machineTotal } = start?.host ?? {};
  const full = fullness.finish({
    ...(cgroupLimit !== undefined && { limit: cgroupLimit }),
    ...(machineTotal !== undefined && { total: machineTotal }),
  });
  return full === undefined ? {} : { full };
}

function records(text: string): StreamRecord[] {
  return text.split('\n').flatMap((line) => {
    try {
      return decodeRecord(JSON.parse(line)) ?? [];
    } catch {
      // The first line of the tail and the last of the head are incomplete.
      return [];
    }
  });
}

function textAt(descriptor: number, position: number, length: number): string {
  const buffer = Buffer.alloc(length);
  const read = readSync(descriptor, buffer, 0, length, position);
  return buffer.toString('utf8', 0, read);
}
