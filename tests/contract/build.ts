import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** With MEMWRAP_SAMPLER=portable all tests run with `--sampler portable`, and those skip that need the sampler of Linux. */
const SAMPLER = process.env['MEMWRAP_SAMPLER'];

/** The program with another default for --sampler; a wrapper around it would change what the command inherits. */
function withSampler(folder: string, sampler: string): string {
  cpSync(path.join(ROOT, 'bin'), path.join(folder, 'bin'), { recursive: true });
  // Some tests run it as another user.
  chmodSync(folder, 0o755);
  symlinkSync(path.join(ROOT, 'dist'), path.join(folder, 'dist'));
  const subcommands =
    'report | import | list | log | compare | check | mark | help | export | prune';
  for (const name of ['memwrap', 'parts/first-process.sh']) {
    const file = path.join(folder, 'bin', name);
    const text = readFileSync(file, 'utf8').replace(/node (\\?"\\?\$main\\?")/, 'node $1 $sampler');
    const from = name === 'memwrap' ? text.indexOf('\nexec node') : 0;
    const choice = `\ncase \${1-} in ${subcommands}) sampler= ;; *) sampler='--sampler ${sampler}' ;; esac\n`;
    writeFileSync(file, text.slice(0, from) + choice + text.slice(from), { mode: 0o755 });
  }
  return path.join(folder, 'bin/memwrap');
}

/** Builds the program once for all test files, unless another program is under test. */
export default async function setup(): Promise<() => void> {
  const compiled = mkdtempSync(path.join(tmpdir(), 'memwrap-native-'));
  const sampled = mkdtempSync(path.join(tmpdir(), 'memwrap-sampled-'));
  process.env['CONTRACT_NATIVE'] = compiled;
  if (process.env['MEMWRAP_UNDER_TEST'] === undefined) {
    await execa(process.execPath, [path.join(ROOT, 'src/build/build.js')], { stdio: 'inherit' });
    if (SAMPLER !== undefined) process.env['CONTRACT_MEMWRAP'] = withSampler(sampled, SAMPLER);
  }
  return () => {
    for (const folder of [compiled, sampled]) rmSync(folder, { recursive: true, force: true });
  };
}
