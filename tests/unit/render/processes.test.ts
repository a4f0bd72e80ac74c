import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { chartReport } from '../../../src/render/chart-report.ts';
import { BUILD } from './answers.ts';
import { MIB, straight } from './example.ts';

const VIEW = { columns: 80, color: false, unicode: true };

const lane = (label: string, count: number, points: readonly (readonly [number, number])[]) => ({
  label,
  count,
  pids: [1],
  peak: Math.max(...points.map(([, mib]) => mib)) * MIB,
  series: straight(points.map(([time, mib]) => [time, mib * MIB] as const)),
});

const LANES = [
  lane('cc1plus grammar.cpp', 1, [
    [0, 0],
    [4200, 0],
    [31_000, 673],
    [33_000, 673],
  ]),
  lane('cc1plus graph.cpp', 1, [
    [16_500, 0],
    [31_000, 356],
  ]),
  lane('cc1plus', 12, [
    [0, 120],
    [4200, 180],
  ]),
  lane('sh', 9, [
    [0, 3],
    [33_000, 3],
  ]),
];

test('the groups of processes stand below the curve, a row each, on its time axis', () => {
  const text = chartReport({ ...BUILD, lanes: LANES }, VIEW, { processes: true });
  const lines = text.split('\n');
  const rows = lines.filter((line) => /MiB │/.test(line));
  expect(rows.map((row) => row.split('│')[0]?.trim())).toEqual([
    'cc1plus grammar.cpp 673 MiB',
    'cc1plus graph.cpp   356 MiB',
    '12 × cc1plus        180 MiB',
  ]);
  const axis = lines.find((line) => line.includes('└')) ?? '';
  for (const row of rows) {
    expect(row.indexOf('│')).toBe(axis.indexOf('└'));
    expect(row.length).toBeLessThanOrEqual(80);
  }
  // A half of the run's time is a half of the columns.
  const from = axis.indexOf('└') + 1;
  const graph = rows[1]?.slice(from) ?? '';
  expect(graph.search(/\S/) / (80 - from)).toBeCloseTo(16.5 / 33, 1);
  expect(rows[2]?.slice(from).trimEnd().length).toBeLessThan((80 - from) / 6);
});

test('lanes fit any width, with the ends of their names', () => {
  const long = { ...BUILD, lanes: [{ ...LANES[0], label: `cc1plus ${'x/'.repeat(50)}g.cpp` }] };
  for (const columns of [40, 60, 100]) {
    const lanes = long.lanes as NonNullable<typeof BUILD.lanes>;
    const text = chartReport({ ...long, lanes }, { ...VIEW, columns }, { processes: true });
    for (const row of text.split('\n')) expect(stringWidth(row)).toBeLessThanOrEqual(columns);
    expect(text).toMatch(/cc1.*….*cpp 673 MiB/);
  }
});

test('a phase alone lists its processes by what each gained in it', () => {
  const text = chartReport(
    {
      ...BUILD,
      spans: [
        { pid: 100, name: 'cc1plus', seen: 3500, gone: 32_900, peak: 701 * MIB },
        { pid: 101, name: 'cc1plus', seen: 3800, gone: 16_100, peak: 213 * MIB },
      ],
      phases: BUILD.phases.map((phase) => ({
        ...phase,
        owners: [
          { label: 'cc1plus regex.cpp', count: 1, pids: [101], bytes: 66 * MIB },
          { label: 'cc1plus grammar.cpp', count: 1, pids: [100], bytes: 480 * MIB },
          { label: 'as', count: 3, pids: [9], bytes: -2 * MIB },
        ],
        others: -3 * MIB,
      })),
    },
    VIEW,
    { phase: 2 },
  );
  expect(text.split('\n').slice(-6)).toEqual([
    '     gained     peak  lived        process',
    '   +480 MiB  701 MiB  3.5s to 33s  cc1plus grammar.cpp (100)',
    '  +66.0 MiB  213 MiB  3.8s to 16s  cc1plus regex.cpp (101)',
    '  -2.00 MiB                        3 × as',
    '  -3.00 MiB                        others',
    '',
  ]);
});
