import { expect, test } from 'vitest';
import { CERTAINTY } from '../../../../src/formats/import/importer.ts';
import { IMPORTERS } from '../../../../src/formats/import/registry.ts';
import { sniffOf } from '../../../../src/formats/import/sniff.ts';
import { isUserError } from '../../../../src/text/user-error.ts';
import { imported } from '../imported.ts';
import { fixture, fixturesOf } from './fixture.ts';

const FORMATS = [
  'atop',
  'collectl',
  'docker-stats',
  'dstat',
  'free',
  'kubectl-top',
  'nmon',
  'pidstat',
  'ps',
  'sar',
  'top',
  'vmstat',
];

test('every machine format has a recording of its own', () => {
  for (const format of FORMATS) expect(fixturesOf([format]).length, format).toBeGreaterThan(0);
});

test.each(fixturesOf(FORMATS))('%s is known by its content to one importer only', (name) => {
  const sniff = sniffOf(Buffer.from(fixture(name)), undefined, 'utf-8');
  const sure = Object.entries(IMPORTERS).filter(
    ([, importer]) => importer.recognizes(sniff) === CERTAINTY.sure,
  );
  expect(sure.map(([format]) => format)).toEqual([
    FORMATS.find((format) => name.startsWith(format)),
  ]);
});

test.each([
  [
    'a log of downloads',
    'Collecting numpy\n  Downloading numpy.whl 12.5 MB / 18.0 MB\nInstalled\n',
  ],
  ['a build log that speaks of memory', 'Mem: a lot of it\nfree memory: 12\nused 12 of 14 MB\n'],
  ['a TeX log', 'This is TeX, Version 3.14\nMemory usage: 12345 words of memory out of 5000000\n'],
  ['markdown', '--- | ---\nname | used\na | 12\n'],
  ['a csv of operations', 'time,memory_ops\n1,2\n2,3\n'],
])('%s is no recording of a machine', (_, text) => {
  const sniff = sniffOf(Buffer.from(text), undefined, 'utf-8');
  for (const format of FORMATS) {
    expect(IMPORTERS[format]?.recognizes(sniff), format).toBe(CERTAINTY.no);
  }
});

test.each([
  ['ps', '  PID TTY          TIME CMD\n    7 pts/0    00:00:00 bash\n'],
  [
    'free',
    '              total        used        free\nMem:        24684084     1347412    21067608\n',
  ],
])(
  "one table of %s at the beginning of a job's log leaves the file to a surer tool",
  (format, table) => {
    const log = `job 17 begins\n${table}step 1 of 3\nstep 2 of 3\nstep 3 of 3\n`;
    const sniff = sniffOf(Buffer.from(log), undefined, 'utf-8');
    expect(IMPORTERS[format]?.recognizes(sniff)).toBe(CERTAINTY.possible);
  },
);

test.each([
  ['digits', '1'.repeat(60_000)],
  ['blanks', ' '.repeat(60_000)],
  ['sizes', '1MiB / '.repeat(9000)],
  ['totals', 'a: total, '.repeat(6000)],
  ['brackets', `Linux x ${'('.repeat(30_000)}${')'.repeat(30_000)}`],
  ['words', 'a b '.repeat(15_000)],
])('a line of %s ends every importer, though it is long', (_, line) => {
  const sniff = sniffOf(Buffer.from(`${line}\n${line}\n`), undefined, 'utf-8');
  for (const format of FORMATS) {
    const importer = IMPORTERS[format];
    importer?.recognizes(sniff);
    const reading = importer?.open({
      options: {},
      name: 'x',
      emit: () => undefined,
      task: () => undefined,
      note: () => undefined,
    });
    for (let i = 0; i < 3; i += 1) reading?.add(line.repeat(16));
    expect(
      userErrorOf(() => reading?.finish()),
      format,
    ).not.toBe('a bug');
  }
});

/** Nothing if it ends well, else the sentence for the user; 'a bug' of any other error. */
function userErrorOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return isUserError(error) ? error.message : 'a bug';
  }
}

/** The same numbers from 0 to 1 each time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** A text with lines lost, doubled, cut, swapped, and characters of others in them. */
function torn(text: string, random: () => number): string {
  const lines = text.split('\n');
  const pick = (): number => Math.floor(random() * lines.length);
  for (let i = 0; i < 8; i += 1) {
    const at = pick();
    const line = lines[at] ?? '';
    const cut = Math.floor(random() * line.length);
    const kinds = [
      () => lines.splice(at, 1),
      () => lines.splice(at, 0, lines[pick()] ?? ''),
      () => lines.splice(at, 1, line.slice(0, cut)),
      () => lines.splice(at, 1, line.slice(cut)),
      () => lines.splice(at, 1, `${line.slice(0, cut)}-9e99%/\u0000,:;"${line.slice(cut)}`),
      () => lines.splice(at, 1, line.replace(/\d/, '99999999999999999999')),
    ];
    kinds[Math.floor(random() * kinds.length)]?.();
  }
  return lines.join('\n');
}

test.each(fixturesOf(FORMATS))(
  '%s torn in any way gives sizes and times, or one sentence',
  (name) => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const text = torn(fixture(name), randomOf(seed));
      const failure = userErrorOf(() => {
        let before = Number.NEGATIVE_INFINITY;
        const { format, samples } = imported(text);
        // Torn beyond recognition, it is another importer's to judge.
        if (!FORMATS.includes(format ?? '')) return;
        for (const { time, rss = 0, machineUsed = 0, top = [] } of samples) {
          expect(time).toBeGreaterThanOrEqual(before);
          expect(rss).toBeGreaterThanOrEqual(0);
          expect(machineUsed).toBeGreaterThanOrEqual(0);
          expect(top.every(([, bytes]) => Number.isSafeInteger(bytes))).toBe(true);
          expect(Number.isSafeInteger(rss) && Number.isSafeInteger(machineUsed)).toBe(true);
          before = time;
        }
      });
      expect(failure, `seed ${seed}`).not.toBe('a bug');
    }
  },
);
