import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { encodeRecord } from '../../src/recording/encode.ts';
import type { StreamRecord } from '../../src/recording/records.ts';

export const START = 1_780_000_000_000;
const MIB = 1024 ** 2;

/** A folder of its own for a test, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A run of ten seconds that grows by 100 MiB from the fifth on, with a line each second. */
export function exampleRecords(name = 'job'): StreamRecord[] {
  const records: StreamRecord[] = [
    { type: 'start', time: START, version: 1, name, argv: ['python', 'job.py'] },
  ];
  for (let i = 0; i <= 100; i += 1) {
    const time = START + i * 100;
    if (i % 10 === 5) {
      const fd = i === 95 ? 2 : 1;
      records.push({ type: 'line', time, fd, msg: `step ${(i - 5) / 10} of 9` });
    }
    records.push({ type: 'sample', time, rss: (20 + Math.max(0, i - 50) * 2) * MIB });
  }
  records.push({
    type: 'end',
    time: START + 10_000,
    reason: 'exit',
    exit: { code: 0 },
    status: 0,
    peak: { seen: 120 * MIB, rss: 120 * MIB },
  });
  return records;
}

export function encoded(records: readonly StreamRecord[]): string {
  return records.map(encodeRecord).join('');
}

/** Writes files below a folder, making the folders they are in. */
export function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
