import { Buffer } from 'node:buffer';
import type { LineRecord } from './records.ts';

/** The bytes that the command wrote, with what ended the line: all of one `fd` in their order are its stream. */
export function lineBytes(record: LineRecord): Uint8Array {
  const eol = Buffer.from(record.eol ?? '\n');
  return record.b64 === undefined
    ? Buffer.from(record.msg + eol.toString())
    : Buffer.concat([Buffer.from(record.b64, 'base64'), eol]);
}
