import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TABLES } from '../../../src/export/exporter.ts';
import { EXPORT_FORMATS } from '../../../src/export/registry.ts';
import { isUserError } from '../../../src/text/user-error.ts';
import { anyRecord } from '../recording/any-record.ts';
import { exported } from './exported.ts';

const WAYS = [
  ...EXPORT_FORMATS.map((format) => ({ format, table: 'samples' as const })),
  ...TABLES.map((table) => ({ format: 'csv' as const, table })),
];

/** What no line of these formats may hold. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  openmetrics:
    /^(?!# (?:TYPE|UNIT|HELP) memwrap_\w+ .+$|# EOF$|$|memwrap_\w+\{run="(?:[^"\\]|\\.)*"(?:,group="(?:[^"\\]|\\.)*")?\} [\d.e+-]+ [\d.]+$).*$/m,
  mprof: /^(?!(?:CMDLINE .*|MEM [\d.]+ [\d.]+|FUNC \w+(?: [\d.]+){4} 0)$|$).*$/m,
  csv: /\b(?:NaN|undefined|Infinity)\b,|(?<!\r)\n$/m,
};

test.each(WAYS)(
  '$format ($table) takes any recording, or says why not',
  async ({ format, table }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { maxLength: 12 }), async (records) => {
        let text: string;
        try {
          text = await exported(format, records, table);
        } catch (error) {
          expect(isUserError(error)).toBe(true);
          return;
        }
        if (format === 'trace') JSON.parse(text);
        if (format === 'jsonl')
          for (const line of text.split('\n')) line === '' || JSON.parse(line);
        const wrong = SHAPES[format];
        if (wrong !== undefined) expect(text).not.toMatch(wrong);
      }),
      { numRuns: 40 },
    );
  },
);
