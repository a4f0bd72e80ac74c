import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createReport } from '../../../../src/analyze/report/report.ts';
import type { LineGrowth } from '../../../../src/analyze/report/types.ts';
import type { StreamRecord } from '../../../../src/recording/records.ts';

const FOLDER = new URL('../../../fixtures/phases/dev/', import.meta.url);

interface Truth {
  readonly templates: readonly { readonly id: string; readonly bytes: number }[];
  readonly line_templates: readonly number[];
}

function growthOf(name: string): readonly LineGrowth[] {
  const [head, ...rows] = readFileSync(new URL(`${name}.jsonl`, FOLDER), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const start = (head.wall0 ?? 0) * 1000;
  const builder = createReport();
  const add = (record: object) => builder.add(record as StreamRecord);
  add({ type: 'start', time: start, version: 1, name });
  for (const { t, rss, line, stream } of rows) {
    const time = start + t * 1000;
    if (rss !== undefined) add({ type: 'sample', time, rss });
    else add({ type: 'line', time, fd: stream === 'stderr' ? 2 : 1, msg: line });
  }
  return builder.finish().growthByLine;
}

/** The total variation distance between the true and the found growth, over templates matched by their lines. */
function distance(truth: Truth, found: readonly LineGrowth[]): number {
  const lines = truth.templates.map(() => new Set<number>());
  for (const [line, id] of truth.line_templates.entries()) lines[id]?.add(line);
  const parts = (bytes: readonly number[]): number[] => {
    const grown = bytes.map((one) => Math.max(0, one));
    const sum = grown.reduce((a, b) => a + b, 0);
    return grown.map((one) => (sum > 0 ? one / sum : 0));
  };
  const wanted = parts(truth.templates.map(({ bytes }) => bytes));
  const got = parts(found.map(({ bytes }) => bytes));
  let shared = 0;
  for (const [i, { id }] of truth.templates.entries()) {
    const match = found.findIndex((one) => {
      if (id === '(start)') return one.template === '(start)';
      const both = (one.lines ?? []).filter((line) => lines[i]?.has(line)).length;
      const either = (one.lines?.length ?? 0) + (lines[i]?.size ?? 0) - both;
      return either > 0 && both / either >= 0.5;
    });
    if (match >= 0) shared += Math.min(wanted[i] ?? 0, got[match] ?? 0);
  }
  return 1 - shared;
}

// What was reached, with a little room; a worse result is a step back.
test.each([
  ['d01-blog60', 0.005],
  ['d05-stepleak', 0.005],
  ['d07-gcplateau', 0.02],
  ['d08-gcclimb', 0.01],
  ['d13-forkpool', 0.03],
  ['d17-logheavy', 0.01],
  ['d18-buffered', 0.005],
  ['d25-teeth', 0.03],
])('growth of %s is attributed to the right lines within %d of it', (name, most) => {
  const truth = JSON.parse(readFileSync(new URL(`${name}.truth.json`, FOLDER), 'utf8'));
  expect(distance(truth, growthOf(name))).toBeLessThanOrEqual(most);
});
