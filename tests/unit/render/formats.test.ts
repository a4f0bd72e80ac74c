import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RENDERERS } from '../../../src/render/registry.ts';
import { exampleReport, MIB, TRAINING } from './example.ts';
import { hostileReport } from './hostile.ts';

const VIEW = { columns: 80, color: false, unicode: true };

test('JSON is one object on one line, with the names of the schema and without the curve', () => {
  const report = exampleReport(10 * MIB, [['climb', 5000, 110 * MIB]]);
  const text = RENDERERS.json(report, VIEW);
  expect(text.indexOf('\n')).toBe(text.length - 1);
  expect(JSON.parse(text)).toEqual({
    version: 1,
    command: ['python', 'train.py'],
    name: 'python-train',
    start: 1_780_000_000_000,
    duration: 5000,
    exit: { code: 0 },
    status: 0,
    finished: true,
    metric: 'rss',
    peak: { bytes: 110 * MIB, time: 5000, metric: 'rss' },
    peaks: { rss: 110 * MIB },
    shared: false,
    breaches: [],
    samples: 101,
    lines: 10,
    processes: 1,
    largestProcesses: [],
    phases: [
      {
        kind: 'climb',
        start: 0,
        end: 5000,
        startLevel: 10 * MIB,
        endLevel: 110 * MIB,
        delta: 100 * MIB,
        min: 10 * MIB,
        max: 110 * MIB,
        share: 1,
        follows: [],
      },
    ],
    growthByLine: [],
    focus: { phase: 1, shareOfGrowth: 1, shareOfTime: 1 },
    marks: [],
    warnings: [],
  });
});

test('JSON keeps every text, and shows a terminal nothing to act on', () => {
  fc.assert(
    fc.property(hostileReport, (report) => {
      const text = RENDERERS.json(report, VIEW);
      expect(text.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      const { name, marks } = JSON.parse(text);
      expect(name).toBe(report.name);
      expect(marks).toEqual(report.marks);
    }),
  );
});

test('Markdown has the chart as a text block and the phases as a table', () => {
  expect(RENDERERS.markdown(TRAINING, VIEW)).toMatchInlineSnapshot(`
    "### \`python train.py\`

    **Start with \`loaded shard <n>/64 from <path>\`: 64 lines, 69 MiB each, 4.3 of the 6.35 GiB at the peak (2d13h), growing in the first 4m12s.**

    Then \`processed batch <n> (<n> rows)\`: 2 GiB, from 4m12s to 2d13h.

    took 2d14h, exit 0, peak **6.35 GiB** rss, 9 processes.

    \`\`\`text
      8 GiB ┤
            │
      6 GiB ┤                                       ╭─────────────────────────────╮
            │    ╭──────────────────────────────────╯                             │
      4 GiB ┤────╯                                                                │
            │                                                                     │
      2 GiB ┤                                                                     ╰─
            │
          0 ┤
            └┴2 climb──────────────────────────────────────────────────────────────┴
             0s                                                                2d14h
             ▴ loaded shard <n>/64 from <path>
    \`\`\`

    | | phase | took | growth | share | owner |
    | -: | :- | :- | -: | -: | :- |
    | 1 | rise | 4m12s | +4.30 GiB | 68% | \`loaded shard <n>/64 from <path>\` (64 lines, 69 MiB each) |
    | 2 | climb | 2d13h | +2.00 GiB | 32% |  |
    | 3 | drop | 9m00s | -5.60 GiB |  |  |
    | 4 | plateau | 51m00s | 0 B |  |  |
    "
  `);
});

test('no text of a recording is markup', () => {
  const report = exampleReport(
    10 * MIB,
    [
      [
        'climb',
        5000,
        110 * MIB,
        [
          {
            template: '``` | <img src=x> [link](http://x) `',
            lines: 2,
            bytes: MIB,
            bytesPerLine: MIB,
            fit: 1,
            first: 0,
          },
        ],
      ],
    ],
    { command: ['sh', '-c', 'echo `id` | cat'] },
  );
  const text = RENDERERS.markdown(report, VIEW);
  expect(text).toContain("### `` sh -c 'echo `id` \\| cat' ``");
  expect(text).toContain('```` ``` \\| <img src=x> [link](http://x) ` ````');
  expect(text.match(/^````+/gm)).toEqual(['````', '````']);
});

test('Markdown is free of control characters, whatever a report holds', () => {
  fc.assert(
    fc.property(hostileReport, (report) => {
      const text = RENDERERS.markdown(report, VIEW);
      expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]|[\p{Cf}\p{Zl}\p{Zp}]|NaN|undefined/u);
    }),
  );
});
