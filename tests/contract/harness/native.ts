import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { execaSync } from 'execa';

const SOURCES = path.join(import.meta.dirname, 'native');

/** Compiles a small C program of the tests, once for all test files; returns its path. */
export function native(name: string): string {
  const file = path.join(process.env['CONTRACT_NATIVE'] ?? '', name);
  if (!existsSync(file)) {
    // Two test files may compile it at the same time.
    const own = `${file}-${process.pid}`;
    const source = path.join(SOURCES, `${name}.c`);
    execaSync('cc', ['-O1', '-w', '-pthread', '-o', own, source]);
    renameSync(own, file);
  }
  return file;
}
