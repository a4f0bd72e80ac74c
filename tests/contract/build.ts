import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

/** Builds the program once for all test files, unless another program is under test. */
export default async function setup(): Promise<() => void> {
  const compiled = mkdtempSync(path.join(tmpdir(), 'memwrap-native-'));
  process.env['CONTRACT_NATIVE'] = compiled;
  if (process.env['MEMWRAP_UNDER_TEST'] === undefined) {
    const root = path.resolve(import.meta.dirname, '../..');
    await execa(process.execPath, [path.join(root, 'src/build/build.js')], { stdio: 'inherit' });
  }
  return () => rmSync(compiled, { recursive: true, force: true });
}
