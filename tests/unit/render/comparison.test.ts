import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import type { ComparedSize, Comparison } from '../../../src/analyze/compare/compare.ts';
import { COMPARISON_RENDERERS } from '../../../src/render/compare/registry.ts';
import { GIB, MIB, straight } from './example.ts';
import { hostileText } from './hostile.ts';

const VIEW = { columns: 80, color: false, unicode: true };
const NAMES = { base: 'main', next: 'pr-118' };

const size = (base: number, next: number, verdict: ComparedSize['verdict']): ComparedSize => ({
  base,
  next,
  change: next - base,
  allowed: base * 0.05,
  verdict,
});

const WORSE: Comparison = {
  version: 1,
  metric: 'pss',
  baseName: 'npm-test',
  nextName: 'npm-test',
  baseRuns: 1,
  nextRuns: 1,
  tolerance: 0.05,
  noiseKnown: false,
  peak: size(1.61 * GIB, 1.94 * GIB, 'worse'),
  end: size(412 * MIB, 418 * MIB, 'same'),
  duration: { base: 69_000, next: 71_000, change: 2000 },
  phases: [
    {
      kind: 'rise',
      baseNumber: 1,
      nextNumber: 1,
      ...size(330 * MIB, 332 * MIB, 'same'),
      templates: [],
    },
    {
      kind: 'plateau',
      baseNumber: 2,
      nextNumber: 2,
      ...size(70 * MIB, 72 * MIB, 'same'),
      templates: [],
    },
    {
      kind: 'climb',
      baseNumber: 3,
      nextNumber: 3,
      ...size(1.22 * GIB, 1.55 * GIB, 'worse'),
      templates: [
        {
          template: '✓ test/render/<path>',
          base: { lines: 96, bytes: 1.21 * GIB, bytesPerLine: 12.9 * MIB },
          next: { lines: 96, bytes: 1.54 * GIB, bytesPerLine: 16.5 * MIB },
        },
      ],
    },
    { kind: 'rise', nextNumber: 4, ...size(0, 40 * MIB, 'worse'), templates: [] },
  ],
  processes: [],
  lines: [],
  growths: [],
  verdict: 'worse',
  warnings: [],
  baseCurve: straight([
    [0, 330 * MIB],
    [69_000, 1.61 * GIB],
  ]),
  nextCurve: straight([
    [0, 330 * MIB],
    [71_000, 1.94 * GIB],
  ]),
};

test('no quoted line begins as a command to a GitHub runner does, nor holds one', () => {
  const templates = ['::error::no', '##[error]no', 'so ##[error]no'].map((template) => ({
    template,
    next: { lines: 1, bytes: MIB, bytesPerLine: MIB },
  }));
  const phases = templates.map((template) => ({
    ...size(0, 40 * MIB, 'worse'),
    kind: 'rise' as const,
    nextNumber: 1,
    templates: [template],
  }));
  for (const columns of [40, 80]) {
    const text = COMPARISON_RENDERERS.chart({ ...WORSE, phases }, NAMES, { ...VIEW, columns });
    expect(text).not.toMatch(/^\s*::|##\[/m);
    expect(text).toContain('"::error::no"');
  }
});

test('a phase that only the baseline has takes no number of the new run', () => {
  const { nextNumber: _, ...gone } = { ...WORSE.phases[2], kind: 'climb' as const };
  const phases = [
    { ...gone, ...size(80 * MIB, 0, 'better'), templates: [] },
    ...WORSE.phases.slice(0, 1),
  ];
  for (const draw of [COMPARISON_RENDERERS.chart, COMPARISON_RENDERERS.markdown]) {
    const text = draw({ ...WORSE, phases }, NAMES, VIEW);
    expect(text).toMatch(/^\W*- climb/m);
    expect(text).not.toContain('3 climb');
  }
});

test('where only the growth behind a log line is worse, the outcome says so', () => {
  const growth = {
    ...size(300 * MIB, 450 * MIB, 'worse'),
    template: 'batch <n>',
    kind: 'climb',
    nextNumber: 3,
  } as const;
  const peak = size(1 * GIB, 1 * GIB, 'same');
  const text = COMPARISON_RENDERERS.chart({ ...WORSE, peak, growths: [growth] }, NAMES, VIEW);
  expect(text).toContain('Worse: growth in phase 3 (climb) +50.0%');
});

test('two runs stand side by side, with where the difference comes from and the outcome', () => {
  expect(COMPARISON_RENDERERS.chart(WORSE, NAMES, VIEW)).toMatchInlineSnapshot(`
    "                  main    pr-118     change
      peak pss    1.61 GiB  1.94 GiB   +338 MiB  +20.5%  worse
      end of run   412 MiB   418 MiB  +6.00 MiB   +1.5%  same
      duration       1m09s     1m11s        +2s   +2.9%  (not judged)

      phase         growth    growth     change
      1 rise       330 MiB   332 MiB  +2.00 MiB          same
      2 plateau   70.0 MiB  72.0 MiB  +2.00 MiB          same
      3 climb     1.22 GiB  1.55 GiB   +338 MiB          worse
        ✓ test/render/<path>  12.9 MiB -> 16.5 MiB a line, 96 lines both
      4 rise             -  40.0 MiB  +40.0 MiB          worse

      main ▂▂▂▃▃▃▃▄▄▄▄▄▅▅▅▅▆▆▆▆▆▇▇▇    pr-118 ▂▂▃▃▃▃▄▄▄▅▅▅▅▆▆▆▇▇▇▇████

      Worse: peak +20.5% (82.4 MiB allowed, 1 baseline run; noise unknown).
    "
  `);
});

test('as Markdown there are two tables and the outcome', () => {
  expect(COMPARISON_RENDERERS.markdown(WORSE, NAMES, VIEW)).toMatchInlineSnapshot(`
    "**Worse: peak +20.5% (82.4 MiB allowed, 1 baseline run; noise unknown).**

    | | \`main\` | \`pr-118\` | change | | |
    | :- | -: | -: | -: | -: | :- |
    | peak pss | 1.61 GiB | 1.94 GiB | +338 MiB | +20.5% | **worse** |
    | end of run | 412 MiB | 418 MiB | +6 MiB | +1.5% | same |
    | duration | 1m09s | 1m11s | +2s | | |

    | phase | growth | growth | change | | follows |
    | :- | -: | -: | -: | :- | :- |
    | 1 rise | 330 MiB | 332 MiB | +2 MiB | same |  |
    | 2 plateau | 70 MiB | 72 MiB | +2 MiB | same |  |
    | 3 climb | 1.22 GiB | 1.55 GiB | +338 MiB | **worse** | \`✓ test/render/<path>\` 12.9 MiB -> 16.5 MiB a line, 96 lines both |
    | 4 rise | 0 B | 40 MiB | +40 MiB | **worse** |  |
    "
  `);
});

test('as JSON there is everything but the curves', () => {
  const { baseCurve: _, nextCurve: __, ...compared } = WORSE;
  expect(JSON.parse(COMPARISON_RENDERERS.json(WORSE, NAMES, VIEW))).toEqual({
    ...compared,
    baseLabel: 'main',
    nextLabel: 'pr-118',
  });
});

test('a narrow terminal keeps what changed and the verdict', () => {
  expect(COMPARISON_RENDERERS.chart(WORSE, NAMES, { ...VIEW, columns: 44 })).toContain(
    '  peak pss    1.94 GiB   +338 MiB  worse\n',
  );
});

test('what was not measured is not judged', () => {
  const { peak: _, end: __, ...rest } = WORSE;
  const nothing = straight([]);
  const text = COMPARISON_RENDERERS.chart(
    { ...rest, verdict: 'same', phases: [], baseCurve: nothing, nextCurve: nothing },
    NAMES,
    VIEW,
  );
  expect(text).toContain('Not judged: no memory was measured on one of the sides.');
});

test('nothing wider than the width, no control character, whatever the names and lines hold', () => {
  const number = fc.double({ min: 0, max: 2 ** 50, noNaN: true });
  fc.assert(
    fc.property(
      fc.record({ base: hostileText, next: hostileText }),
      fc.array(fc.tuple(hostileText, number, number), { maxLength: 5 }),
      fc.integer({ min: 40, max: 200 }),
      fc.boolean(),
      (names, phases, columns, color) => {
        const comparison: Comparison = {
          ...WORSE,
          phases: phases.map(([template, base, next], i) => ({
            kind: 'climb',
            nextNumber: i + 1,
            ...size(base, next, 'worse'),
            templates: [{ template, next: { lines: i, bytes: next, bytesPerLine: next } }],
          })),
          warnings: [names.base],
        };
        const text = COMPARISON_RENDERERS.chart(comparison, names, { ...VIEW, columns, color });
        const plain = color ? stripVTControlCharacters(text) : text;
        expect(plain).not.toMatch(
          /[\x00-\x09\x0b-\x1f\x7f-\x9f]|[\p{Cf}\p{Zl}\p{Zp}]|NaN|undefined/u,
        );
        for (const line of plain.split('\n')) {
          expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
        }
      },
    ),
  );
});

test('who makes the difference has a row: the process and the log line', () => {
  const both = {
    ...WORSE,
    processes: [
      { name: 'node vitest worker', base: 1.1 * GIB, next: 1.4 * GIB, change: 0.3 * GIB },
      { name: 'esbuild', next: 20 * MIB, change: 20 * MIB },
    ],
    lines: [{ name: '✓ render | x', base: 12 * MIB, next: 90 * MIB, change: 78 * MIB }],
  };
  const text = COMPARISON_RENDERERS.chart(both, NAMES, VIEW);
  expect(text).toContain(
    [
      '  process                 main    pr-118     change',
      '  node vitest worker  1.10 GiB  1.40 GiB   +307 MiB',
      '  esbuild                    -  20.0 MiB  +20.0 MiB',
      '',
      '  log line          main    pr-118     change',
      '  ✓ render | x  12.0 MiB  90.0 MiB  +78.0 MiB',
    ].join('\n'),
  );
  expect(COMPARISON_RENDERERS.markdown(both, NAMES, VIEW)).toContain(
    '| log line | base | new | change |\n| :- | -: | -: | -: |\n| `✓ render \\| x` | 12 MiB | 90 MiB | +78 MiB |',
  );
});
