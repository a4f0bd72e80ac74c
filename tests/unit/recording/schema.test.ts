import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeRecord } from '../../../src/recording/encode.ts';
import { createLineEncoder } from '../../../src/recording/line-encoder.ts';
import { anyRecord } from './any-record.ts';

const schema = JSON.parse(readFileSync('docs/stream.schema.json', 'utf8'));
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
const isPublished = ajv.compile(schema);

/** The published schema allows fields that it does not know; what we write ourselves must all be in it. */
const closed = structuredClone(schema);
for (const definition of Object.values<Record<string, unknown>>(closed.$defs)) {
  if (definition['properties']) definition['additionalProperties'] = false;
}
const isDocumented = ajv.compile(closed);

const errorsOf = (validate: typeof isPublished, text: string): unknown =>
  validate(JSON.parse(text)) ? [] : validate.errors;

test('every record that is encoded is as the published schema says, with no field beyond it', () => {
  fc.assert(
    fc.property(anyRecord, (record) => {
      expect(errorsOf(isDocumented, encodeRecord(record))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('every line record of any bytes is as the published schema says', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const lines = new TextDecoder().decode(createLineEncoder(2).push(bytes, 1.5, 1));
      for (const line of lines.split('\n').slice(0, -1)) {
        expect(errorsOf(isDocumented, line)).toEqual([]);
      }
    }),
  );
});

test('the schema refuses what is no record and lets fields of later versions pass', () => {
  const errors = (value: unknown) => errorsOf(isPublished, JSON.stringify(value));
  expect(errors({ level: 20, time: 1, type: 'sample', rss: 5, later: true })).toEqual([]);
  expect(errors({ level: 20, time: 1, type: 'sample', rss: '5' })).not.toEqual([]);
  expect(errors({ level: 30, time: 1, type: 'line', fd: 0, msg: '' })).not.toEqual([]);
  expect(errors({ level: 30, time: 1, type: 'heap' })).not.toEqual([]);
  expect(errors([])).not.toEqual([]);
});
