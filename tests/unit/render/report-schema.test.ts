import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReport } from '../../../src/analyze/report/report.ts';
import { jsonReport } from '../../../src/render/json.ts';
import { exampleRecords } from '../recording-files.ts';
import { BUILD } from './answers.ts';
import { TRAINING } from './example.ts';
import { hostileReport } from './hostile.ts';

const SCHEMA = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../docs/report.schema.json'), 'utf8'),
);
const closed = new Ajv2020({ allErrors: true }).compile(closeObjects(SCHEMA));
const open = new Ajv2020().compile(SCHEMA);

test('what report --json prints of a run is what the schema says, and nothing else', () => {
  const builder = createReport();
  for (const record of exampleRecords()) builder.add(record);
  for (const report of [builder.finish(), TRAINING, BUILD]) {
    closed(JSON.parse(jsonReport(report)));
    expect(closed.errors).toBe(null);
  }
});

test('whatever a report holds, its JSON is what the schema says', () => {
  fc.assert(
    fc.property(hostileReport, (report) => {
      open(JSON.parse(jsonReport(report)));
      // A correlation or a size that is no number is null.
      const others = (open.errors ?? []).filter(({ instancePath }) => !/fit$/.test(instancePath));
      expect(others).toEqual([]);
    }),
  );
});

test('a report without its version, or with a phase of another kind, is not what the schema says', () => {
  expect(open({ ...TRAINING, version: 2 })).toBe(false);
  expect(open({ ...TRAINING, phases: [{ ...TRAINING.phases[0], kind: 'leap' }] })).toBe(false);
});

/** The schema with no field allowed but those it names: what is printed has to be described. */
function closeObjects(schema: unknown): Record<string, unknown> {
  const close = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(close);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, close(inner)]);
    const object: Record<string, unknown> = Object.fromEntries(entries);
    const isObject = object['type'] === 'object' && object['properties'] !== undefined;
    return isObject ? { additionalProperties: false, ...object } : object;
  };
  return close(schema) as Record<string, unknown>;
}
