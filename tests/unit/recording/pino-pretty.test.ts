import { Buffer } from 'node:buffer';
import { prettyFactory } from 'pino-pretty';
import { expect, test } from 'vitest';
import { encodeRecord } from '../../../src/recording/encode.ts';
import { createLineEncoder } from '../../../src/recording/line-encoder.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';

const time = 1_795_339_033_233.5;
const records: StreamRecord[] = [
  { type: 'start', time, version: 1, name: 'job', argv: ['python', 'job.py'] },
  { type: 'sample', time, rss: 1024, top: [[1, 1024]] },
  { type: 'mark', time, msg: 'epoch 3', from: 'line' },
  { type: 'breach', time, limit: 'max-rss', allowed: 1, measured: 2, by: 'sample' },
  { type: 'end', time, reason: 'exit', exit: { code: 0 }, status: 0 },
];

test('pino-pretty shows every record of a recording with its level and its message', () => {
  const pretty = prettyFactory({ colorize: false, singleLine: true, minimumLevel: 'trace' });
  const lines = Buffer.from(createLineEncoder(1).push(Buffer.from('loaded shard 3/64\n'), time));
  const recording = records.map(encodeRecord).join('') + lines.toString();
  const shown = recording
    .split('\n')
    .slice(0, -1)
    .map((line) => pretty(line).trim());
  expect(shown.map((text) => text.replace(/^\[[\d:.]+\] /, ''))).toEqual([
    'INFO (job): {"type":"start","version":1,"argv":["python","job.py"]}',
    'DEBUG: {"type":"sample","rss":1024,"top":[[1,1024]]}',
    'INFO: epoch 3 {"type":"mark","from":"line"}',
    'ERROR: {"type":"breach","limit":"max-rss","allowed":1,"measured":2,"by":"sample"}',
    'INFO: {"type":"end","reason":"exit","exit":{"code":0},"status":0}',
    'INFO: loaded shard 3/64 {"type":"line","fd":1}',
  ]);
});
