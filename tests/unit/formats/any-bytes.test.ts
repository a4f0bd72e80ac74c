import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IMPORTERS } from '../../../src/formats/import/registry.ts';
import { isUserError } from '../../../src/text/user-error.ts';
import { type Imported, imported } from './imported.ts';

/** Reads it, or is told in one line why not; anything else that is thrown is a bug. */
function survives(content: Uint8Array | string): Imported | undefined {
  try {
    return imported(content);
  } catch (error) {
    if (!isUserError(error)) throw error;
    expect(error.message).not.toMatch(/[\n\0]/);
    return undefined;
  }
}

const cell = fc.oneof(
  fc.constantFrom(
    '',
    '-',
    'NaN',
    'null',
    '"',
    '0',
    '-1',
    '1e999',
    '4096',
    '12,5',
    '1.2g',
    '82MiB / 7GiB',
    '17%',
    '#',
  ),
  fc.constantFrom(
    'time',
    'rss',
    'rss_mb',
    'mem %',
    'pid',
    'value',
    'total',
    'used',
    '\u202e',
    '{a="b"}',
  ),
  fc.constantFrom(
    '2024-11-23 18:35:06',
    '25:99:99',
    '99/99/9999 1:00 PM',
    '1732386906',
    '18:35:06',
    '1 day, 2:03:04',
  ),
  fc.double().map(String),
  fc.string({ maxLength: 12 }),
);
const delimiters = fc.constantFrom(',', ';', '\t', '|', ' ', '   ');
const rows = fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 30 });

test('no table of any cells breaks an importer', () => {
  fc.assert(
    fc.property(rows, delimiters, fc.constantFrom('\n', '\r\n', '\r'), (table, delimiter, eol) => {
      survives(table.map((row) => row.join(delimiter)).join(eol));
    }),
    { numRuns: 300 },
  );
});

test('no bytes break an importer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => void survives(bytes)),
    { numRuns: 200 },
  );
});

test('each importer survives lines that are not its own', () => {
  const line = fc.oneof(cell, fc.string({ maxLength: 80 }), fc.json({ maxDepth: 2 }));
  for (const importer of Object.values(IMPORTERS)) {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        try {
          const ignore = (): void => undefined;
          const context = { options: {}, name: 'a', emit: ignore, task: ignore, note: ignore };
          const reading = importer.open(context);
          for (const one of lines) reading.add(one);
          reading.finish();
        } catch (error) {
          if (!isUserError(error)) throw error;
        }
      }),
      { numRuns: 50 },
    );
  }
});

test('samples of any table have finite times and sizes', () => {
  fc.assert(
    fc.property(rows, delimiters, (table, delimiter) => {
      const header = ['time', 'rss_mb', 'c', 'd', 'e', 'f'].join(delimiter);
      const body = table.map((row, i) => [String(i), '12', ...row].join(delimiter)).join('\n');
      for (const { time, rss, machineUsed } of survives(`${header}\n${body}`)?.samples ?? []) {
        expect(Number.isFinite(time)).toBe(true);
        expect((rss ?? machineUsed ?? 0) >= 0).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['a megabyte in one cell', `time,rss_mb\n0,1\n1,${'9'.repeat(1e6)}\n2,2\n`],
  ['a quote that never ends', `time,rss_mb\n0,1\n1,"${'a\n'.repeat(5000)}`],
  ['a megabyte of one line', `${'1,2,'.repeat(250_000)}\n`],
  [
    'two thousand columns',
    `${'time,rss_mb,'.repeat(1000)}\n${'1,2,'.repeat(1000)}\n${'2,2,'.repeat(1000)}\n`,
  ],
  ['nothing but delimiters', `${',,,\n'.repeat(1000)}`],
  ['zeros', '\0\0\0\n\0\0\0\n'],
])('%s is bounded', (_, text) => {
  survives(text);
});
