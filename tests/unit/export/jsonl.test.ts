import { expect, test } from 'vitest';
import { ByteText } from '../../../src/export/byte-text.ts';
import { jsonl } from '../../../src/export/jsonl.ts';
import { encodeRecord } from '../../../src/recording/encode.ts';
import { readRecording } from '../../../src/recording/reader.ts';
import { end, line, process, sample, start, unseen } from '../records.ts';
import { exported } from './exported.ts';

const RECORDS = [
  start({ argv: ['job'], limits: { 'max-rss': 5 } }),
  sample(0, 1, { top: [[1, 2]], cost: 0.5 }),
  process('seen', 0, 1, { name: 'job' }),
  line(5, 'done', { fd: 2, eol: '\r\n', begun: start().time + 1, since: start().time }),
  line(6, 'bytes', { b64: '/w==' }),
  line(7, 'slow', { begun: start().time + 6, ticks: [1] }),
  line(8, '***', { redacted: 12 }),
  unseen(9, 1, 2),
  end(10, { notes: ['Sampled every 60 s.'] }),
];

test('the recording comes out as it is, every kind of record', async () => {
  expect(await exported('jsonl', RECORDS)).toBe(RECORDS.map(encodeRecord).join(''));
});

test('so it does where samples and lines come in one object each', async () => {
  const text = RECORDS.map(encodeRecord).join('');
  const out = new ByteText();
  const view = { columns: 80, color: false, unicode: true };
  const target = jsonl.open({ table: 'samples', label: '', out, view, drain: async () => {} });
  await readRecording([Buffer.from(text)], {
    record: (record) => target.add?.(record),
    reuse: true,
  });
  expect(Buffer.from(out.take()).toString()).toBe(text);
});
