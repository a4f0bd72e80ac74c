import { expect, test } from 'vitest';
import type { ProcessLane } from '../../../src/analyze/processes/types.ts';
import { chartReport } from '../../../src/render/chart-report.ts';
import { exampleReport, MIB } from './example.ts';

const VIEW = { columns: 100, rows: 60, color: false, unicode: true };

function lane(label: string, peak: number): ProcessLane {
  const series = { times: Float64Array.of(0, 1000), values: Float64Array.of(peak, peak) };
  return { label, pids: [1], count: 1, bytes: peak, peak, series } as unknown as ProcessLane;
}

function draw(peaks: readonly number[]): string {
  const lanes = peaks.map((peak, i) => lane(`job ${i}`, peak));
  const report = exampleReport(MIB, [['climb', 1000, 200 * MIB]], { lanes });
  return chartReport(report, VIEW, { processes: true });
}

test('groups of processes without a lane are counted', () => {
  expect(draw([100 * MIB, 50 * MIB])).not.toContain('drawn');
  expect(draw([100 * MIB, MIB, MIB])).toContain(
    '(2 groups of processes with less than 2% of the largest: not drawn)',
  );
  expect(draw(Array.from({ length: 12 }, () => MIB))).toContain(
    '(the largest 12 groups of processes are drawn)',
  );
});
