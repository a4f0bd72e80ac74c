import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IMPORTERS } from '../../../src/formats/import/registry.ts';
import { type Foreign, readForeign } from '../../../src/read/read-foreign.ts';
import { chartReport } from '../../../src/render/chart-report.ts';
import { jsonReport } from '../../../src/render/json.ts';
import { isUserError } from '../../../src/text/user-error.ts';

const FOLDER = new URL('../../fixtures/import/', import.meta.url);
const FIXTURES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name }): [string, Buffer] => [name, readFileSync(new URL(name, FOLDER))]);
const BY_NAME = new Map(FIXTURES);
/** Mutated are the first bytes of a sample: what comes later is more of the same. */
const SEED_BYTES = 12_000;
const HEAD_BYTES = 65_536;
/** Each run is another file: FUZZ_RUNS=1000 looks further. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 3);

/** What comes of a file with these bytes; undefined if nobody knows it. Its only error is a UserError of one line. */
async function read(bytes: Uint8Array, from?: string): Promise<Foreign | undefined> {
  try {
    return await readForeign(
      { label: 'file' },
      bytes.subarray(0, HEAD_BYTES),
      [bytes],
      from === undefined ? {} : { from },
    );
  } catch (error) {
    if (!isUserError(error)) throw error;
    expect(error.message).not.toMatch(/[\r\n]/);
    expect(error.message.length).toBeLessThan(500);
    return undefined;
  }
}

/** Whatever was in the file, what is told of it can be printed: finite numbers, and nothing that a terminal obeys. */
async function holds(bytes: Uint8Array, from?: string): Promise<void> {
  const found = await read(bytes, from);
  if (found?.kind === 'tasks') {
    for (const task of found.tasks) onlyFinite(task);
    return;
  }
  if (found === undefined) return;
  const { curve, spans: _, machineCurve: _machine, ...told } = found.report;
  onlyFinite(told);
  expect(curve.times.every(Number.isFinite)).toBe(true);
  const view = { columns: 80, unicode: true, color: false };
  expect(chartReport(found.report, view)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]/);
  expect(() => JSON.parse(jsonReport(found.report))).not.toThrow();
}

function onlyFinite(value: unknown): void {
  if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite);
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(onlyFinite);
}

const linesOf = (bytes: Buffer): string[] => bytes.toString('latin1').split('\n');
const joined = (lines: readonly string[]): Buffer => Buffer.from(lines.join('\n'), 'latin1');

const KINDS = [
  'cut',
  'splice',
  'swap',
  'repeat',
  'reverse',
  'utf-16',
  'insert',
  'numbers',
  'bytes',
] as const;
const TEXTS = [
  '\x1b[2J\x1b]0;title\x07',
  '\u202ereversed',
  '\0\0\0\0',
  'NaN',
  '-1',
  '1e999',
  '99999999999999999999',
  '9'.repeat(400),
  '\r',
  ',,,,;;;;\t\t',
  '"',
  '{'.repeat(50),
  '\xff\xfe',
  '__proto__',
  '',
  '0',
  '1e308',
];

/** What is done to a file. It is data, so that a counterexample can be read. */
const mutation = fc.record({
  kind: fc.constantFrom(...KINDS),
  /** Places, as parts of its length. */
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
  times: fc.integer({ min: 1, max: 40 }),
  text: fc.constantFrom(...TEXTS),
});

function mutated(
  seed: Buffer,
  { kind, from, to, times, text }: typeof mutation extends fc.Arbitrary<infer M> ? M : never,
  other: Buffer,
): Buffer {
  const at = Math.floor(from * seed.length);
  const lines = linesOf(seed);
  const [i, k] = [from, to].map((part) => Math.floor(part * (lines.length - 1))) as [
    number,
    number,
  ];
  const line = lines[i] ?? '';
  switch (kind) {
    case 'cut':
      return seed.subarray(Math.min(at, to * seed.length), Math.max(at, to * seed.length));
    case 'splice':
      return Buffer.concat([seed.subarray(0, at), other.subarray(to * other.length)]);
    case 'swap':
      [lines[i], lines[k]] = [lines[k] ?? '', line];
      return joined(lines);
    case 'repeat':
      return joined([...lines.slice(0, i), ...Array<string>(times).fill(line), ...lines.slice(i)]);
    case 'reverse':
      return joined(lines.reverse());
    case 'utf-16':
      return Buffer.from(`\ufeff${seed.toString('latin1').replaceAll('\n', '\r\n')}`, 'utf16le');
    case 'insert':
      return Buffer.concat([seed.subarray(0, at), Buffer.from(text), seed.subarray(at)]);
    case 'numbers':
      lines[i] = line.replace(/\d+(?:\.\d+)?/g, text);
      return joined(lines);
    case 'bytes': {
      const changed = Buffer.from(seed);
      for (let n = 0; n < times; n += 1)
        changed[(at + n * 7919) % (changed.length || 1)] = times * n;
      return changed;
    }
  }
}

describe.each(FIXTURES)('%s', (_, bytes) => {
  const seed = bytes.subarray(0, SEED_BYTES);

  test('whatever is done to it is read in part or refused in one line', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...FIXTURES.map(([name]) => name)),
        async (mutations, name) => {
          const other = (BY_NAME.get(name) ?? bytes).subarray(0, SEED_BYTES);
          const changed = mutations.reduce<Buffer>((all, one) => mutated(all, one, other), seed);
          await holds(changed);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe.each(Object.keys(IMPORTERS))('--from %s', (from) => {
  test('any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), (bytes) => holds(bytes, from)),
      { numRuns: RUNS },
    );
  });

  test('files of other kinds', async () => {
    const name = fc.constantFrom(...FIXTURES.map(([one]) => one));
    await fc.assert(
      fc.asyncProperty(name, (one) =>
        holds((BY_NAME.get(one) ?? Buffer.alloc(0)).subarray(0, SEED_BYTES), from),
      ),
      { numRuns: RUNS },
    );
  });

  test('a line of 200 kB, of brackets, digits, blanks or quotes', async () => {
    for (const text of ['[', '1', ' ', '"', '{"a":', '1,', '[GC 1K->', 'a="']) {
      await holds(Buffer.from(text.repeat(200_000 / text.length)), from);
    }
  });
});
