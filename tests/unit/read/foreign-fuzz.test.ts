import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IMPORTERS } from '../../../src/formats/import/registry.ts';
import { type Foreign, readForeign } from '../../../src/read/read-foreign.ts';
import { chartReport } from '../../../src/render/chart-report.ts';
import { jsonReport } from '../../../src/render/json.ts';
import { isUserError } from '../../../src/text/user-error.ts';

const FOLDER = new URL('../../fixtures/import/', import.meta.url);
const FIXTURES = readdirSync(FOLDER).map((name): [string, Buffer] => [
  name,
  readFileSync(new URL(name, FOLDER)),
]);
/** Mutated are the first bytes of a sample: what comes later is more of the same. */
const SEED_BYTES = 20_000;
const HEAD_BYTES = 65_536;
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 6);

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

type Mutation = (seed: Buffer, other: Buffer) => Buffer;
/** A place in a file, as a part of its length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
const linesOf = (bytes: Buffer): string[] => bytes.toString('latin1').split('\n');
const joined = (lines: readonly string[]): Buffer => Buffer.from(lines.join('\n'), 'latin1');
const HOSTILE = [
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
];

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, place).map(
    ([a, b]): Mutation =>
      (seed) =>
        seed.subarray(
          Math.floor(Math.min(a, b) * seed.length),
          Math.ceil(Math.max(a, b) * seed.length),
        ),
  ),
  fc.tuple(place, place).map(
    ([a, b]): Mutation =>
      (seed, other) =>
        Buffer.concat([seed.subarray(0, a * seed.length), other.subarray(b * other.length)]),
  ),
  fc.tuple(place, place).map(
    ([a, b]): Mutation =>
      (seed) => {
        const lines = linesOf(seed);
        const [i, k] = [Math.floor(a * (lines.length - 1)), Math.floor(b * (lines.length - 1))];
        [lines[i], lines[k]] = [lines[k] ?? '', lines[i] ?? ''];
        return joined(lines);
      },
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 40 })).map(
    ([a, times]): Mutation =>
      (seed) => {
        const lines = linesOf(seed);
        const i = Math.floor(a * (lines.length - 1));
        return joined([
          ...lines.slice(0, i),
          ...Array<string>(times).fill(lines[i] ?? ''),
          ...lines.slice(i),
        ]);
      },
  ),
  fc.constant((seed: Buffer) => joined(linesOf(seed).reverse())),
  fc.constant((seed: Buffer) =>
    Buffer.from(`\ufeff${seed.toString('latin1').replaceAll('\n', '\r\n')}`, 'utf16le'),
  ),
  fc.tuple(place, fc.constantFrom(...HOSTILE)).map(
    ([a, text]): Mutation =>
      (seed) =>
        Buffer.concat([
          seed.subarray(0, a * seed.length),
          Buffer.from(text),
          seed.subarray(a * seed.length),
        ]),
  ),
  // Every number of one line becomes another.
  fc
    .tuple(place, fc.constantFrom('0', '-5', '1e308', '999999999999999999', 'NaN', '', '0.0000001'))
    .map(
      ([a, number]): Mutation =>
        (seed) => {
          const lines = linesOf(seed);
          const i = Math.floor(a * (lines.length - 1));
          lines[i] = (lines[i] ?? '').replace(/\d+(?:\.\d+)?/g, number);
          return joined(lines);
        },
    ),
  fc.uint8Array({ minLength: 1, maxLength: 200 }).chain((bytes) =>
    place.map(
      (a): Mutation =>
        (seed) => {
          const changed = Buffer.from(seed);
          changed.set(
            bytes.subarray(0, changed.length),
            Math.floor(a * Math.max(0, changed.length - bytes.length)),
          );
          return changed;
        },
    ),
  ),
);

describe.each(FIXTURES)('%s', (_, bytes) => {
  const seed = bytes.subarray(0, SEED_BYTES);

  test('whatever is done to it is read in part or refused in one line', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...FIXTURES),
        async (mutations, [, other]) => {
          const changed = mutations.reduce(
            (all, mutate) => mutate(all, other.subarray(0, SEED_BYTES)),
            seed,
          );
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

  test('any file of another kind', async () => {
    for (const [, bytes] of FIXTURES) await holds(bytes.subarray(0, SEED_BYTES), from);
  });

  test('a line of 2 MB, of brackets, digits, blanks or quotes', async () => {
    for (const text of ['[', '1', ' ', '"', '{"a":', '1,', '[GC 1K->', 'a="']) {
      await holds(Buffer.from(text.repeat((2 * 2 ** 20) / text.length)), from);
    }
  });
});
