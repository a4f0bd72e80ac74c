import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DARK, LIGHT } from '../../../src/render/svg/style.ts';
import { svgChart } from '../../../src/render/svg/svg-chart.ts';
import { BUILD } from './answers.ts';
import { exampleReport, MIB, straight, TRAINING } from './example.ts';
import { hostileReport } from './hostile.ts';

const VIEW = { columns: 80, color: false, unicode: true };
const draw = (report: Parameters<typeof svgChart>[0]): string => svgChart(report, VIEW);

/** The texts that are drawn. */
const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);

/** Whether every tag is closed, and nothing stands where XML does not allow it. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  const rest = svg.replace(
    /<(\/?)(\w+)((?: [\w:-]+="[^"<]*")*)(\/?)>/g,
    (_, end, name, __, empty) => {
      if (end === '/') {
        if (open.pop() !== name) throw new Error(`</${name}> closes something else`);
      } else if (empty === '') open.push(name);
      return '';
    },
  );
  return open.length === 0 && !/[<>]/.test(rest) && !/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(svg);
}

test('its title is the answer, as real text, and who cannot see it is told the phases', () => {
  const svg = draw(TRAINING);
  expect(isWellFormed(svg)).toBe(true);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" [^>]*role="img"/);
  expect(svg).toContain('<title>Start with “loaded shard &lt;n&gt;/64 from &lt;path&gt;”');
  expect(svg).toMatch(/<desc>.*phase 2, climb, from 4m12s to 2d13h: \+2 GiB/);
  expect(texts(svg)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('Start with “loaded shard'),
      'python train.py · 2d14h · exit 0 · peak 6.35 GiB rss · 9 processes',
      '2 climb',
      '2d14h',
      '6.35 GiB',
    ]),
  );
});

test('a number of the title stays with its unit', () => {
  const svg = draw(TRAINING);
  expect(texts(svg).join('\n')).toContain('4.3 of the 6.35\u00a0GiB at the peak');
  expect(svg).toMatch(/<title>.*4\.3 of the 6\.35 GiB at the peak/);
});

test('what is no time is not called so', () => {
  const svg = draw({ ...TRAINING, axis: 'instructions' });
  expect(texts(svg)).toContain('223 M');
  expect(svg).toContain('across: instructions, not time');
  expect(svg).not.toMatch(/4m12s|2d14h/);
});

test('ceilings and marks are drawn with their names', () => {
  const report = exampleReport(10 * MIB, [['climb', 10_000, 100 * MIB]], {
    limits: { 'max-rss': 90 * MIB },
    marks: [
      { time: 1000, msg: 'load <data>' },
      { time: 5000, msg: 'train' },
    ],
  });
  const svg = draw(report);
  expect(texts(svg)).toEqual(
    expect.arrayContaining(['max-rss 90.0 MiB', 'load &lt;data&gt;', 'train']),
  );
});

test('it needs nothing from elsewhere and runs nothing', () => {
  for (const report of [TRAINING, BUILD]) {
    const svg = draw(report).replace('http://www.w3.org/2000/svg', '');
    expect(svg).not.toMatch(/href|url\(|https?:|@import|<script|\son\w+=|<image|<foreignObject/i);
  }
});

test('its size is bounded, however long the run and however many its phases and marks', () => {
  const jumps = Array.from(
    { length: 2000 },
    (_, i) => [i * 10, (i % 2 === 0 ? 1 : 1000) * MIB + ((i * 7919) % 997) * MIB] as const,
  );
  const report = exampleReport(
    MIB,
    Array.from({ length: 400 }, (_, i) => ['climb', (i + 1) * 50, (i + 1) * MIB] as const),
    {
      curve: straight(jumps),
      marks: Array.from({ length: 5000 }, (_, i) => ({ time: i * 4, msg: `mark ${i}`.repeat(99) })),
    },
  );
  expect(draw(report).length).toBeLessThan(60_000);
});

test('whatever a report holds, the picture is well-formed and stays small', () => {
  fc.assert(
    fc.property(hostileReport, (report) => {
      const svg = draw(report);
      expect(isWellFormed(svg)).toBe(true);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      expect(svg.length).toBeLessThan(60_000);
    }),
    { numRuns: 30 },
  );
});

test('without samples it says so', () => {
  const empty = { times: new Float64Array(), values: new Float64Array() };
  const { peak: _, answer: __, ...rest } = TRAINING;
  const svg = draw({ ...rest, curve: empty, samples: 0, phases: [] });
  expect(texts(svg)[0]).toContain('No memory was measured');
  expect(isWellFormed(svg)).toBe(true);
});

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('text of the %s theme can be read', (_, theme) => {
  const { ground, ink, muted, limit, rise, climb, flat, fall } = theme;
  for (const colour of [ink, muted, limit, rise, climb, flat, fall]) {
    expect(contrast(colour, ground)).toBeGreaterThanOrEqual(4.5);
  }
});
