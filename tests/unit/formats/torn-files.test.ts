import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUserError } from '../../../src/text/user-error.ts';
import { imported } from './imported.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../fixtures/import');
const FILES = readdirSync(FOLDER).filter((name) =>
  /^(?:mprof|psrecord|prmon|con-duct|runsolver)/.test(name),
);

/** Cuts a text off, takes some lines out, and swaps some characters. */
const damage = fc.record({
  end: fc.double({ min: 0, max: 1, noNaN: true }),
  lines: fc.array(fc.nat(200), { maxLength: 5 }),
  swaps: fc.array(
    fc.tuple(fc.nat(5000), fc.constantFrom('0', '-', 'e', '.', ' ', '{', '"', '\t', 'NaN')),
    { maxLength: 5 },
  ),
});

test.each(FILES)(
  '%s, damaged in any way, gives finite times and sizes, or one clear message',
  (name) => {
    const text = readFileSync(path.join(FOLDER, name), 'utf8');
    fc.assert(
      fc.property(damage, ({ end, lines, swaps }) => {
        let torn = text.slice(0, Math.floor(text.length * end));
        for (const [at, character] of swaps)
          torn = torn.slice(0, at) + character + torn.slice(at + 1);
        torn = torn
          .split('\n')
          .filter((_, i) => !lines.includes(i))
          .join('\n');
        try {
          const { records, tasks } = imported(torn);
          for (const record of records) {
            expect(Number.isFinite(record.time)).toBe(true);
            if (record.type === 'sample') expect(record.rss).toBeGreaterThanOrEqual(0);
          }
          for (const { peak = 0 } of tasks) expect(peak).toBeGreaterThanOrEqual(0);
        } catch (error) {
          if (!isUserError(error)) throw error;
        }
      }),
      { numRuns: 60 },
    );
  },
);
