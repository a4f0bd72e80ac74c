import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { Report } from '../../../src/analyze/report/types.ts';
import { chartReport } from '../../../src/render/chart-report.ts';
import { STYLE_NAMES } from '../../../src/render/styles/registry.ts';
import { BUILD } from './answers.ts';
import { exampleReport, GIB, MIB, TRAINING } from './example.ts';
import { hostileReport } from './hostile.ts';

const VIEW = { columns: 80, color: false, unicode: true };

test('the report of a run shows its curve over its phases, and where to start', () => {
  expect(chartReport(TRAINING, VIEW)).toMatchInlineSnapshot(`
    "python train.py   2d14h   exit 0   peak 6.35 GiB rss   9 processes   12425 lines

      Start with “loaded shard <n>/64 from <path>”: 64 lines, 69 MiB each, 4.3 of
      the 6.35 GiB at the peak (2d13h), growing in the first 4m12s.

      Then “processed batch <n> (<n> rows)”: 2 GiB, from 4m12s to 2d13h.

      8 GiB ┤
            │
      6 GiB ┤                                        ⣀⣀⣀⣀⣀⣀⣀⣀⣠⠤⠤⠤⠤⠤⠤⠤⠤⠴⠒⠒⠒⠒⠒⠒⠒⠒⠋⠉⠉⢹
            │     ⣀⣀⣀⣀⣀⣀⣀⣀⣀⡤⠤⠤⠤⠤⠤⠤⠤⠴⠒⠒⠒⠒⠒⠒⠒⠒⠋⠉⠉⠉⠉⠉⠉⠉⠉⠁                            ⢸
      4 GiB ┤⡏⠉⠉⠉⠉⠁                                                               ⢸
            │⡇                                                                    ⢸
      2 GiB ┤⡇                                                                    ⢸⡀
            │⡇                                                                     ⠧
          0 ┤⠃
            └┴2 climb──────────────────────────────────────────────────────────────┴
             0s                                                                2d14h
             ▴ loaded shard <n>/64 from <path>

        phase    took       growth  share  owner
      1 rise     4m12s   +4.30 GiB    68%  “loaded shard <n>/64 from <path>”
                                           64 lines, 69 MiB each
      2 climb    2d13h   +2.00 GiB    32%
      3 drop     9m00s   -5.60 GiB
      4 plateau  51m00s        0 B

      memwrap log --phase 1 shows what it wrote then
    "
  `);
});

test('without UTF-8 every character is 7-bit', () => {
  const text = chartReport(TRAINING, { ...VIEW, unicode: false });
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  expect(text).toMatchInlineSnapshot(`
    "python train.py   2d14h   exit 0   peak 6.35 GiB rss   9 processes   12425 lines

      Start with "loaded shard <n>/64 from <path>": 64 lines, 69 MiB each, 4.3 of
      the 6.35 GiB at the peak (2d13h), growing in the first 4m12s.

      Then "processed batch <n> (<n> rows)": 2 GiB, from 4m12s to 2d13h.

      8 GiB +
            |
      6 GiB +                                         ________.........--------'''|
            |      ________.........--------'''''''''/                            |
      4 GiB +|''''/                                                               |
            ||                                                                    |
      2 GiB +|                                                                    |\\
            ||                                                                     .
          0 +|
            ++2 climb--------------------------------------------------------------+
             0s                                                                2d14h
             ^ loaded shard <n>/64 from <path>

        phase    took       growth  share  owner
      1 rise     4m12s   +4.30 GiB    68%  "loaded shard <n>/64 from <path>"
                                           64 lines, 69 MiB each
      2 climb    2d13h   +2.00 GiB    32%
      3 drop     9m00s   -5.60 GiB
      4 plateau  51m00s        0 B

      memwrap log --phase 1 shows what it wrote then
    "
  `);
});

test('line style is drawn in box characters, block style as an area', () => {
  const short = exampleReport(10 * MIB, [
    ['plateau', 10_000, 10 * MIB],
    ['rise', 12_000, 90 * MIB],
    ['decline', 30_000, 40 * MIB],
  ]);
  expect(chartReport(short, { ...VIEW, columns: 60 }, { style: 'line' })).toMatchInlineSnapshot(`
    "python train.py   30s   exit 0   peak 90 MiB rss   10 lines

      Start with phase 2: it holds 100% of the growth and 6.7%
      of the time.

      100 MiB ┤
              │                  ╭───╮
       80 MiB ┤                 ╭╯   ╰─────╮
              │                 │          ╰─────╮
       60 MiB ┤                 │                ╰─────╮
              │                ╭╯                      ╰─────╮
       40 MiB ┤                │                             ╰──
              │               ╭╯
       20 MiB ┤               │
              │───────────────╯
            0 ┤
              └─1 plateau──────┴2──┴3 decline───────────────────
               0s             10s 12s                        30s

        phase    took     growth  share
      1 plateau  10s         0 B
      2 rise     2s    +80.0 MiB   100%
      3 decline  18s   -50.0 MiB
    "
  `);
  expect(chartReport(short, { ...VIEW, columns: 60 }, { style: 'block' })).toMatchInlineSnapshot(`
    "python train.py   30s   exit 0   peak 90 MiB rss   10 lines

      Start with phase 2: it holds 100% of the growth and 6.7%
      of the time.

      100 MiB ┤
              │                   ▄▃▂▁
       80 MiB ┤                   ████▇▆▅▃▂▁
              │                  ███████████▇▆▄▃▂
       60 MiB ┤                  █████████████████▇▆▄▃▂
              │                 ▅███████████████████████▇▆▄▃▁
       40 MiB ┤                 ██████████████████████████████▇▅
              │                ▁████████████████████████████████
       20 MiB ┤                █████████████████████████████████
              │▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄█████████████████████████████████
            0 ┤█████████████████████████████████████████████████
              └─1 plateau──────┴2──┴3 decline───────────────────
               0s             10s 12s                        30s

        phase    took     growth  share
      1 plateau  10s         0 B
      2 rise     2s    +80.0 MiB   100%
      3 decline  18s   -50.0 MiB
    "
  `);
});

test('a ceiling is drawn at its value, also between two ticks', () => {
  const report = exampleReport(
    10 * MIB,
    [
      ['rise', 10_000, 500 * MIB],
      ['climb', 60_000, 900 * MIB],
    ],
    { limits: { 'max-rss': 750 * MIB } },
  );
  const lines = chartReport(report, VIEW).split('\n');
  const row = (text: string) => lines.findIndex((line) => line.includes(text));
  const between =
    (row('600 MiB ┤') - row('max-rss 750 MiB')) / (row('600 MiB ┤') - row('800 MiB ┤'));
  expect(between).toBeCloseTo(150 / 200, 0);
  expect(row('max-rss 750 MiB')).not.toBe(row('600 MiB ┤'));
});

test('a ceiling far above the curve does not press it flat', () => {
  const report = exampleReport(10 * MIB, [['rise', 10_000, 500 * MIB]], {
    limits: { 'max-rss': 64 * GIB },
  });
  expect(chartReport(report, VIEW)).not.toContain('max-rss');
});

test('marks and the first of the lines that growth follows are pointed at from their place', () => {
  const report = exampleReport(
    10 * MIB,
    [
      ['plateau', 50_000, 10 * MIB],
      [
        'rise',
        60_000,
        500 * MIB,
        [
          {
            template: 'open <path>',
            lines: 3,
            bytes: 490 * MIB,
            bytesPerLine: 163 * MIB,
            fit: 0.9,
            first: 50_000,
          },
        ],
      ],
      ['plateau', 100_000, 500 * MIB],
    ],
    {
      marks: [
        { time: 25_000, msg: 'epoch 1' },
        { time: 99_000, msg: 'epoch 2' },
      ],
    },
  );
  const lines = chartReport(report, VIEW, { axis: 'time' }).split('\n');
  const axis = lines.findIndex((line) => line.includes('└'));
  const start = (lines[axis] ?? '').indexOf('└') + 1;
  const columns = 80 - start;
  expect(lines[axis + 2]?.indexOf('▴ open <path>')).toBe(start + Math.floor(columns / 2));
  expect(lines[axis + 3]?.indexOf('◆ epoch 1')).toBe(start + Math.floor(columns / 4));
  expect(lines[axis + 3]).toMatch(/epoch 2 ◆$/);
});

test('one phase alone comes with its processes and its lines', () => {
  const report = exampleReport(
    10 * MIB,
    [
      ['rise', 10_000, 110 * MIB],
      ['plateau', 60_000, 110 * MIB],
      ['climb', 90_000, 210 * MIB],
    ],
    {
      spans: [
        { pid: 10, name: 'make', seen: 0, peak: 5 * MIB },
        { pid: 11, name: 'cc1', seen: 1000, gone: 5000, peak: 90 * MIB },
        { pid: 12, name: 'ld', seen: 70_000, gone: 90_000, peak: 120 * MIB },
      ],
    },
  );
  expect(chartReport(report, VIEW, { phase: 3 })).toMatchInlineSnapshot(`
    "python train.py   1m30s   exit 0   peak 210 MiB rss   10 lines

      250 MiB ┤
              │
      200 MiB ┤                                                     ⣀⣀⣀⣀⣠⠤⠤⠤⠤⠖⠒⠒⠒⠋⠉⠉
              │                                    ⣀⣀⣀⣀⣠⠤⠤⠤⠴⠒⠒⠒⠒⠋⠉⠉⠉⠁
      150 MiB ┤                  ⢀⣀⣀⣀⣀⡤⠤⠤⠤⠴⠒⠒⠒⠚⠉⠉⠉⠉⠁
              │ ⢀⣀⣀⣀⣀⡤⠤⠤⠤⠖⠒⠒⠒⠚⠉⠉⠉⠉
      100 MiB ┤⠉⠉
              │
       50 MiB ┤
              │
            0 ┤
              └─3 climb─────────────────────────────────────────────────────────────
               1m00s                                                           1m30s

        phase  took    growth  share
      3 climb  30s   +100 MiB    50%

         peak  lived           process
      120 MiB  1m10s to 1m30s  ld (12)
        5 MiB  0s to the end   make (10)
    "
  `);
});

test('without a sample there is a report that says so', () => {
  const {
    peak: _,
    focus: __,
    ...nothing
  } = exampleReport(0, [], {
    samples: 0,
    phases: [],
    peaks: {},
    duration: 12,
    curve: { times: new Float64Array(), values: new Float64Array() },
  });
  expect(chartReport(nothing, VIEW)).toBe(
    'python train.py   12 ms   exit 0   10 lines\n\n' +
      '  No memory was measured, so there is nothing to compare the log with.\n',
  );
});

test('shared pages, a peak between samples, warnings and a missing end are shown', () => {
  const {
    exit: _,
    status: __,
    ...unfinished
  } = exampleReport(200 * MIB, [['plateau', 5000, 207 * MIB]], {
    metric: 'pss',
    peak: { bytes: 207 * MIB, time: 5000, bound: 250 * MIB, metric: 'pss' },
    peaks: { pss: 207 * MIB, rss: 1237 * MIB },
    shared: true,
    processes: 5,
    finished: false,
    warnings: ['3 lines could not be read'],
  });
  expect(chartReport(unfinished, VIEW).split('\n').slice(-8)).toEqual([
    '  1 plateau  5s    +7.00 MiB   100%',
    '',
    '  Unfinished: the recording stops at 5s without an end.',
    '  5 processes share pages: RSS counts them once per process (peak 1.21 GiB), PSS',
    '  once (207 MiB).',
    '  Peak: 207 MiB was seen; between samples it was 250 MiB at most.',
    '  warning: 3 lines could not be read',
    '',
  ]);
});

test('a breached ceiling is shown with the largest processes', () => {
  const report = exampleReport(10 * MIB, [['climb', 71_000, 2.03 * GIB]], {
    breaches: [
      {
        type: 'breach',
        time: 1_780_000_070_000,
        limit: 'max-rss',
        allowed: 2 * GIB,
        measured: 2.03 * GIB,
        by: 'sample',
        processes: [{ pid: 7, name: 'node vitest worker 3', rss: 1.21 * GIB }],
      },
    ],
  });
  const text = chartReport(report, VIEW);
  expect(text).toContain('  x ceiling 2.00 GiB rss passed by 30.7 MiB');
  expect(text).toContain('    largest: node vitest worker 3  1.21 GiB');
});

test('nothing wider than the width, no control character, no NaN, whatever a report holds', () => {
  fc.assert(
    fc.property(
      hostileReport,
      fc.record({
        columns: fc.integer({ min: 40, max: 200 }),
        color: fc.boolean(),
        unicode: fc.boolean(),
      }),
      fc.record({
        style: fc.constantFrom(...STYLE_NAMES),
        axis: fc.constantFrom('time', 'phase'),
        templates: fc.integer({ min: 0, max: 3 }),
      }),
      (report, view, options) => {
        const text = chartReport(report, view, options);
        const plain = view.color ? stripVTControlCharacters(text) : text;
        expect(plain).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]|[\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(plain).not.toMatch(/NaN|undefined|Infinity|\[object/);
        for (const line of plain.split('\n')) {
          expect(stringWidth(line), line).toBeLessThanOrEqual(view.columns);
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('lines unrelated to the growth are not shown as what it follows', () => {
  const beside = { lines: 500, bytes: 20 * MIB, bytesPerLine: MIB / 25, fit: 0.02 };
  const shrinking = { lines: 50, bytes: -MIB, bytesPerLine: -MIB / 50, fit: 0.9 };
  const report = exampleReport(10 * MIB, [
    ['climb', 10_000, 110 * MIB, [{ template: 'beside <n>', ...beside }]],
    ['climb', 30_000, 150 * MIB, [{ template: 'shrinking <n>', ...shrinking }]],
    ['plateau', 60_000, 150 * MIB, [{ template: 'idle <n>', ...beside, fit: 1 }]],
  ]);
  expect(chartReport(report, VIEW)).not.toMatch(/beside|shrinking|idle/);
});

test('without a log no phase is said to follow one', () => {
  const follows = [{ template: '(start)', lines: 1, bytes: MIB, bytesPerLine: MIB, fit: 1 }];
  const report = exampleReport(MIB, [['climb', 10_000, 110 * MIB, follows]], { lines: 0 });
  expect(chartReport(report, VIEW)).not.toMatch(/follows|before the first line/);
});

const STEPS = [40, 1, 2, 1, 30, 1, 20, 2, 1, 1, 50, 10, 11, 12, 13, 1];

function manyPhases(): Report {
  let level = 100;
  const legs = STEPS.map((step, i) => {
    level += step;
    return [step > 9 ? 'climb' : 'plateau', (i + 1) * 1000, level * MIB] as const;
  });
  return exampleReport(100 * MIB, legs);
}

test('of many phases those that change the level have a row, and it is said how to see the rest', () => {
  const text = chartReport(manyPhases(), VIEW);
  const rows = text.split('\n').filter((line) => /^ +\d+ (climb|plateau) +\d/.test(line));
  expect(rows.map((line) => line.trim().split(' ')[0])).toEqual([
    '1',
    '5',
    '7',
    '11',
    '12',
    '13',
    '14',
    '15',
  ]);
  expect(text).toContain('  8 more phases change little: memwrap report --phases all\n');
  const all = chartReport(manyPhases(), VIEW, { phases: 'all' });
  expect(all.match(/^ +\d+ (climb|plateau) +\d/gm)).toHaveLength(STEPS.length);
  expect(all).not.toContain('more phases');
});

test('answer and chart fit the rows of the terminal, down to a curve that can still be read', () => {
  for (const rows of [20, 24, 30]) {
    const lines = chartReport(BUILD, { ...VIEW, rows }).split('\n');
    const times = lines.findIndex((line) => /^ +0s .*33s$/.test(line));
    expect(times).toBeGreaterThan(0);
    expect(times + 2).toBeLessThanOrEqual(rows);
  }
});

test('the report of a build: the compiler to start with, what held the peak, whose each phase is', () => {
  expect(chartReport(BUILD, VIEW)).toMatchInlineSnapshot(`
    "ninja -j2   33s   exit 0   peak 1.02 GiB rss   57 processes   13 lines

      Start with cc1plus grammar.cpp: 673 of the 1046 MiB at the peak (31 s),
      growing from 4.2 s on.

      Then cc1plus graph.cpp: 356 MiB, from 16 to 31 s.
      At the peak: cc1plus grammar.cpp 673 MiB, cc1plus graph.cpp 356 MiB, the rest
      17 MiB.

      1.5 GiB ┤
              │
              │
      1.0 GiB ┤                                                         ⢀⣀⣀⡤⠤⠤⠖⠲⡄
              │                                             ⢀⣀⣀⣠⠤⠤⠴⠒⠒⠚⠉⠉⠉       ⠹⡄
              │                          ⢀⣀⣠⠤⠴⠒⠚⢹⣀⣀⣀⡤⠤⠤⠖⠒⠒⠋⠉⠉                    ⠹⡄
      0.5 GiB ┤                   ⣀⣀⡤⠤⠖⠚⠉⠉       ⠁                                ⠹⡄
              │           ⣀⣀⡤⠤⠖⠒⠋⠉⠁                                                ⠹
              │   ⣀⣀⡤⠤⠖⠒⠋⠉⠁
            0 ┤⠒⠋⠉⠁
              └─1───────┴2 climb────────────────┴┴4 climb───────────────────────┴5──
               0s      4.2s                    16s                               33s

        phase    took      growth  share  owner
      1 plateau  4.2s    +180 MiB    15%  3 × cc1plus +150 MiB
      2 climb    12s     +541 MiB    46%  cc1plus grammar.cpp +480 MiB
      3 drop     300 ms  -147 MiB         cc1plus regex.cpp -147 MiB
      4 climb    15s     +452 MiB    39%  cc1plus graph.cpp +356 MiB
      5 drop     2s      -746 MiB         cc1plus grammar.cpp -673 MiB

      memwrap report --processes draws them, --phase 2 lists those of a phase
    "
  `);
});
