import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Builds the program once for all test files, unless another program is under test. */
export default function setup(): () => void {
  const compiled = mkdtempSync(path.join(tmpdir(), 'memwrap-native-'));
  process.env['CONTRACT_NATIVE'] = compiled;
  if (process.env['MEMWRAP_UNDER_TEST'] === undefined) {
    const root = path.resolve(import.meta.dirname, '../..');
    execFileSync(process.execPath, [path.join(root, 'src/build/build.js')], { stdio: 'inherit' });
  }
  return () => rmSync(compiled, { recursive: true, force: true });
}
