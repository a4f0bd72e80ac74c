import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { decodeRecord } from '../recording/decode.ts';
import type { EndRecord, StartRecord, StreamRecord } from '../recording/records.ts';

/** What the two ends of a recording say about its run, without reading what is between. */
export interface RecordingEnds {
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
    return summarize(head, tail);
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
    ...(end && { end }),
    ...(duration !== undefined && { duration }),
  };
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
