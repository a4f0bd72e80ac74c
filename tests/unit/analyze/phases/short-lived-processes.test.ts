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
  expect(phases(records).map(({ kind }) => kind)).toEqual(['plateau']);
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

/** A driver of 10 MiB, and workers one after another, each of which grows to so many MiB within a tenth of its life. */
function chain(
  peaks: readonly number[],
  life = 1400,
): { series: Series; processes: ProcessSpan[] } {
  const processes = peaks.map((peak, i) => ({
    pid: i + 2,
    name: 'ocr',
    seen: 100 + i * life,
    gone: 100 + (i + 1) * life,
    peak: peak * MIB,
  }));
  const times = Float64Array.from(
    { length: 400 },
    (_, i) => (i * (100 + peaks.length * life)) / 400,
  );
  const values = times.map((time) => {
    const one = processes.find(({ seen, gone }) => time >= seen && time < gone);
    return 10 * MIB + (one ? one.peak * Math.min(1, (10 * (time - one.seen)) / life) : 0);
  });
  return { series: { times, values }, processes };
}

const kindsOf = ({ series, processes }: ReturnType<typeof chain>) =>
  findPhases(series, { processes }).map(({ kind }) => kind);

test('a few like processes one after another are one plateau', () => {
  expect(kindsOf(chain([60, 63, 66, 61, 64, 60, 66, 62]))).toEqual(['rise', 'plateau']);
});

test('a hungry one among like processes is a phase of its own', () => {
  expect(kindsOf(chain([60, 63, 260, 61, 64])).length).toBeGreaterThan(2);
});

test('like processes at the same time are no chain', () => {
  const { series, processes } = chain([60, 63, 66, 61, 64]);
  const beside = processes.map((one) => ({ ...one, seen: 100, gone: 2000 }));
  expect(findPhases(series, { processes: beside })).toEqual(findPhases(series));
});
