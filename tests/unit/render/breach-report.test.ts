import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { Follows, Report } from '../../../src/analyze/report/types.ts';
import type { BreachRecord } from '../../../src/recording/records.ts';
import { breachReport } from '../../../src/render/breach-report.ts';
import { chartReport } from '../../../src/render/chart-report.ts';
import { BUILD } from './answers.ts';
import { exampleReport, GIB, type Leg, MIB } from './example.ts';

const VIEW = { columns: 80, color: false, unicode: true };
const START = 1_780_000_000_000;
const OPTIONS = {
  record: '.memwrap/20261122-npm-test.jsonl',
  remedy: 'raise it: --max-rss 2.2GiB',
};

const follows = (template: string, lines: number, bytes: number): Follows[] => [
  { template, lines, bytes, bytesPerLine: bytes / lines, fit: 0.98 },
];
const over = (changes: Partial<BreachRecord> = {}): BreachRecord => ({
  type: 'breach',
  time: START + 70_300,
  limit: 'max-rss',
  allowed: 2 * GIB,
  measured: 2.01 * GIB,
  by: 'sample',
  ...changes,
});
const suite = (legs: readonly Leg[], changes: Partial<Report> = {}): Report =>
  exampleReport(10 * MIB, legs, {
    status: 122,
    limits: { 'max-rss': 2 * GIB },
    breaches: [over()],
    ...changes,
  });

test('a CI step over its ceiling sees by how much, in which phase, behind which line and in which processes', () => {
  const report = suite(
    [
      ['rise', 3000, 330 * MIB],
      ['plateau', 22_000, 400 * MIB],
      ['climb', 71_000, 2.03 * GIB, follows('✓ test/render/<path> (<n> ms)', 96, 1.6 * GIB)],
    ],
    {
      largestProcesses: [
        { pid: 7, name: 'node vitest worker 3', bytes: 1.21 * GIB },
        { pid: 5, name: 'npm test', bytes: 70 * MIB },
        { pid: 6, name: 'sh', bytes: 2 * MIB },
        { pid: 8, name: 'node vitest worker 4', bytes: 1 * MIB },
      ],
    },
  );
  expect(breachReport(report, VIEW, OPTIONS)).toMatchInlineSnapshot(`
    "memwrap  ▂▂▂▂▂▃▄▄▅▅▆▇▇██  peak 2.03 GiB rss  1m11s  exit 0, ceiling broken (122)
      2.5 GiB ┤
      2.0 GiB ┤╌╌ max-rss 2.00 GiB ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌⢀⣀⣀⣀⡤⠤⠤⠤⠖
      1.5 GiB ┤                                              ⣀⣀⣀⣠⠤⠤⠤⠴⠒⠒⠒⠋⠉⠉⠉
      1.0 GiB ┤                               ⢀⣀⣀⣀⡤⠤⠤⠤⠖⠒⠒⠚⠉⠉⠉⠁
      0.5 GiB ┤  ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡤⠤⠤⠤⠤⠤⠤⠴⠒⠒⠒⠋⠉⠉⠉
            0 ┤⠒⠋⠁
              └─1─┴2 plateau────────┴3 climb────────────────────────────────────────
               0s 3s               22s                                         1m11s
      x ceiling 2.00 GiB rss passed by 30.7 MiB, first in phase 3 (climb) at 1m11s
        follows: ✓ test/render/<path> (<n> ms)   96 lines, 17.1 MiB each
        largest: node vitest worker 3  1.21 GiB   npm test  70 MiB   sh  2 MiB
        raise it: --max-rss 2.2GiB    record: .memwrap/20261122-npm-test.jsonl
    "
  `);
});

test('if no phase owns the growth, the one in which the ceiling was breached is named', () => {
  const legs: Leg[] = [
    ['rise', 10_000, 0.8 * GIB],
    ['climb', 30_000, 1.6 * GIB, follows('compiled <path>', 40, 0.8 * GIB)],
    ['climb', 60_000, 2.4 * GIB],
  ];
  const lines = breachReport(
    suite(legs, { focus: { phase: 2, shareOfGrowth: 0.34, shareOfTime: 0.3 } }),
    VIEW,
    OPTIONS,
  );
  expect(lines).toContain(
    '  x ceiling 2.00 GiB rss passed by 410 MiB, first in phase 3 (climb) at 45s\n' +
      '    follows: compiled <path>   40 lines, 20.5 MiB each\n',
  );
});

test('a growth limit is drawn where it lies: above the level at the end of the first phase', () => {
  const report = suite(
    [
      ['rise', 1000, 1 * GIB],
      ['plateau', 9000, 1 * GIB],
      ['rise', 10_000, 2 * GIB],
    ],
    {
      limits: { 'max-growth': 500 * MIB },
      breaches: [
        over({ limit: 'max-growth', allowed: 500 * MIB, measured: 600 * MIB, since: 1 * GIB }),
      ],
    },
  );
  const text = breachReport(report, VIEW, OPTIONS);
  expect(text).toMatch(/^ {2}1\.5 GiB ┤╌╌ max-growth \+500 MiB ╌/m);
  expect(text).toContain('x growth limit 500 MiB passed by 524 MiB');
});

test('a template too long to stand beside its figures gets a line of its own', () => {
  const long = `wrote ${'segment '.repeat(9)}to <path>`;
  const report = suite([['climb', 71_000, 2.03 * GIB, follows(long, 123_456, 1.6 * GIB)]]);
  expect(breachReport(report, VIEW, OPTIONS)).toContain(
    `    follows: ${long.slice(0, 66)}…\n             123456 lines, 13.6 KiB each\n`,
  );
});

test('a long path stands on a line of its own', () => {
  const record = `.memwrap/${'long-'.repeat(9)}.jsonl`;
  expect(
    breachReport(suite([['climb', 71_000, 2.03 * GIB]]), VIEW, { ...OPTIONS, record }),
  ).toContain(`    raise it: --max-rss 2.2GiB\n    record: ${record}\n`);
});

test('two limits broken by the same memory share their evidence', () => {
  const report = suite([['climb', 71_000, 2.03 * GIB, follows('row <n>', 96, 1.6 * GIB)]], {
    breaches: [over({ limit: 'baseline', by: 'peak' }), over({ limit: 'baseline', by: 'end' })],
  });
  const text = breachReport(report, VIEW, OPTIONS);
  expect(text.match(/follows: row/g)).toHaveLength(1);
  expect(text).toContain('worse than the baseline: end 2.01 GiB, 2.00 GiB allowed');
});

test('what was ended before it could be measured has no chart, and no line is too wide', () => {
  const nothing = suite([['climb', 20, 3 * MIB]], { samples: 1 });
  expect(breachReport(nothing, VIEW, OPTIONS)).not.toContain('┤');
  for (const columns of [40, 60, 80, 120]) {
    const report = suite([['climb', 71_000, 2.03 * GIB, follows('row <n>', 96, 1.6 * GIB)]]);
    const lines = breachReport(report, { ...VIEW, columns }, { record: 'x.jsonl' }).split('\n');
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  }
});

test('a process is called by what it ran when the limit was passed', () => {
  const report = suite([['climb', 71_000, 2.03 * GIB]], {
    largestProcesses: [
      { pid: 7, name: 'bash pyenv-exec', bytes: 2 * GIB },
      { pid: 8, name: 'node job.js', bytes: MIB },
    ],
    breaches: [
      over({
        processes: [
          { pid: 7, name: 'python3', rss: GIB },
          { pid: 8, name: 'node', rss: MIB },
        ],
      }),
    ],
  });
  expect(breachReport(report, VIEW, OPTIONS)).toContain(
    'largest: python3  2 GiB   node job.js  1 MiB\n',
  );
});

test('growth that is worse than the baseline is shown with its own log line', () => {
  const report = suite(
    [
      ['climb', 30_000, 0.4 * GIB, follows('batch <n>', 40, 0.4 * GIB)],
      ['rise', 71_000, 2.03 * GIB, follows('saving', 1, 1.6 * GIB)],
    ],
    {
      breaches: [over({ limit: 'baseline', by: 'growth', phase: '1 climb', follows: 'batch <n>' })],
    },
  );
  expect(breachReport(report, VIEW, OPTIONS)).toContain(
    '  x worse than the baseline: growth in phase 1 2.01 GiB, 2.00 GiB allowed\n' +
      '    follows: batch <n>   40 lines, 10.2 MiB each\n',
  );
});

test('a broken limit says where to start and what held the peak, as the report does', () => {
  const broken = { ...BUILD, breaches: [over({ allowed: GIB, measured: 1.02 * GIB })] };
  expect(breachReport(broken, VIEW, OPTIONS)).toContain(
    [
      '  x ceiling 1.00 GiB rss passed by 22 MiB, first in phase 4 (climb) at 30s',
      '    Start with cc1plus grammar.cpp: 673 of the 1046 MiB at the peak (31 s),',
      '    growing from 4.2 s on.',
      '    Then cc1plus graph.cpp: 356 MiB, from 16 to 31 s.',
      '    At the peak: cc1plus grammar.cpp 673 MiB, cc1plus graph.cpp 356 MiB, the',
      '    rest 17 MiB.',
      '    raise it: --max-rss 2.2GiB    record: .memwrap/20261122-npm-test.jsonl',
    ].join('\n'),
  );
  // The report has said it above its chart.
  expect(chartReport(broken, VIEW).match(/Start with/g)).toHaveLength(1);
});
