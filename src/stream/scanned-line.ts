import type { Buffer } from 'node:buffer';
import type { LineRecord } from './records.ts';
import { ROW } from './sample-view.ts';

// A row of a line record: kind, start and end of the line, time, fd, since (NaN: absent), start and end of msg, its flags,
// which eol, start and end of b64 (0: absent).
const EOLS = [undefined, '', '\r', '\r\n'] as const;
const NOT_ASCII = 1;
const HAS_ESCAPES = 2;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The line record in row number `index`; `undefined` if an escape in its message is not JSON. */
export function lineOf(rows: Float64Array, index: number, bytes: Buffer): LineRecord | undefined {
  const row = index * ROW;
  const column = (number: number): number => rows[row + number] ?? 0;
  const msg = textOf(bytes, column(6), column(7), column(8));
  if (msg === undefined) return undefined;
  const record: Writable<LineRecord> = { type: 'line', time: column(3), fd: column(4), msg };
  const eol = EOLS[column(9)];
  if (eol !== undefined) record.eol = eol;
  if (column(10) > 0) record.b64 = bytes.toString('latin1', column(10), column(11));
  if (!Number.isNaN(column(5))) record.since = column(5);
  return record;
}

function textOf(bytes: Buffer, from: number, to: number, flags: number): string | undefined {
  const text = bytes.toString((flags & NOT_ASCII) === 0 ? 'latin1' : 'utf8', from, to);
  if ((flags & HAS_ESCAPES) === 0) return text;
  try {
    return JSON.parse(`"${text}"`);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
