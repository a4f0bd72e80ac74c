import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base } from 'vitest';
import { belongingTo } from './processes.ts';

/** A test with a folder of its own; processes started there that are still alive are killed when the test ends. */
export const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixture's needs from the pattern
  folder: async ({}, use) => {
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'memwrap-contract-')));
    await use(folder);
    for (const { pid } of belongingTo(folder)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    rmSync(folder, { recursive: true, force: true });
  },
});
