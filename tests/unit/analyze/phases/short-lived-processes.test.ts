import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findPhases } from '../../../../src/analyze/phases/find-phases.ts';
import { createReport } from '../../../../src/analyze/report/report.ts';
import type { ProcessSpan, Series } from '../../../../src/analyze/report/types.ts';
import type { StreamRecord } from '../../../../src/recording/records.ts';
import { MIB } from '../../records.ts';

const DURATION = 30_000;

/** A driver of 20 MiB, and compilers of unlike size and length that overlap. */
function build(): { series: Series; processes: ProcessSpan[] } {
  const processes: ProcessSpan[] = [];
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  for (let lane = 0; lane < 2; lane++) {
    let at = 300 + 400 * lane;
    while (at < DURATION - 3000) {
      const life = 400 + 3500 * random() ** 3;
      const peak = (40 + 260 * random() ** 2) * MIB;
      processes.push({ pid: processes.length + 2, name: 'cc1', seen: at, gone: at + life, peak });
      at += life + 20;
    }
  }
  const times = Float64Array.from({ length: 600 }, (_, i) => (i * DURATION) / 599);
  const values = times.map((time) =>
    processes.reduce((sum, { seen, gone = 0, peak = 0 }) => {
      const alive = time >= seen && time < gone;
      return sum + (alive ? (peak * (time - seen)) / (gone - seen) : 0);
    }, 20 * MIB),
  );
  return { series: { times, values }, processes };
}

test('compilers that come and go make no phases', () => {
  const { series, processes } = build();
  expect(findPhases(series, { processes }).map(({ kind }) => kind)).toEqual(['plateau']);
});

test('a recorded build of 39 compilers is judged by its level, which its curve alone does not show', () => {
  const rows = readFileSync('tests/fixtures/phases/own/o01-make.jsonl', 'utf8')
    .trimEnd()
    .split('\n');
  const records = rows.map((row) => JSON.parse(row) as StreamRecord);
  const phases = (chosen: readonly StreamRecord[]) => {
    const report = createReport({ metric: 'rss', attribute: false });
    for (const record of chosen) report.add(record);
    return report.finish().phases;
  };
  expect(phases(records).map(({ kind }) => kind)).toEqual(['rise', 'plateau']);
  const bare = records
    .filter(({ type }) => type !== 'process')
    .map((record) => ({ ...record, top: undefined }) as unknown as StreamRecord);
  expect(phases(bare).length).toBeGreaterThan(2);
});

test('programs of many names that follow one another are phases', () => {
  const { series, processes } = build();
  const named = processes.map((one, i) => ({ ...one, name: `program ${i}` }));
  expect(findPhases(series, { processes: named })).toEqual(findPhases(series));
});

test('deltas add up to last − first under lives, too', () => {
  const { series, processes } = build();
  const sum = findPhases(series, { processes }).reduce((total, { delta }) => total + delta, 0);
  expect(sum).toBeCloseTo((series.values.at(-1) ?? 0) - (series.values[0] ?? 0), 3);
});
