import { pino } from 'pino';
import { expect, test } from 'vitest';
import { encodeRecord } from '../../../src/recording/encode.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';

/** What pino itself writes for the same content: the oracle for being a pino record. */
function byPino(record: StreamRecord): string {
  let written = '';
  const logger = pino(
    { base: null, timestamp: () => `,"time":${record.time}`, level: 'trace' },
    {
      write(text: string) {
        written += text;
      },
    },
  );
  const { time, type, ...rest } = record;
  const { msg, ...fields } = { msg: undefined, ...rest };
  const level = type === 'sample' ? 'debug' : type === 'breach' ? 'error' : 'info';
  logger[level]({ type, ...fields }, msg);
  return written;
}

const RECORDS: StreamRecord[] = [
  { type: 'start', time: 1.5, version: 1, name: 'job', argv: ['a "b"', '\n'], cwd: '/tmp' },
  { type: 'sample', time: 2, rss: 4096, procs: 1 },
  { type: 'process', time: 3, event: 'seen', pid: 7, name: 'cc1' },
  { type: 'mark', time: 4, msg: 'epoch \u001b[1m3', from: 'line' },
  { type: 'breach', time: 5, limit: 'max-rss', allowed: 1, measured: 2, by: 'sample' },
  { type: 'end', time: 6, reason: 'exit', exit: { code: 0 }, status: 0 },
];

test.each(RECORDS)(
  'a $type record says what pino would say, and begins as pino begins',
  (record) => {
    const ours = encodeRecord(record);
    const theirs = byPino(record);
    expect(JSON.parse(ours)).toEqual(JSON.parse(theirs));
    const head = /^\{"level":\d+,"time":[\d.]+,"type":"\w+"/;
    expect(head.exec(ours)?.[0]).toBe(head.exec(theirs)?.[0]);
  },
);
