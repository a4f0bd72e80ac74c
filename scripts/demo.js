// Records the hungry job that ships with the project and shows its report, as in the README.
import path from 'node:path';
import { execa } from 'execa';

const root = path.resolve(import.meta.dirname, '..');

for (const args of [
  ['--name', 'demo', '--', 'node', '--expose-gc', 'tests/fixtures/jobs/hungry.js'],
  ['report', 'demo'],
]) {
  console.error(`\n$ memwrap ${args.join(' ')}`);
  const options = { cwd: root, stdio: 'inherit', reject: false };
  const { failed, exitCode = 1 } = await execa(path.join(root, 'bin/memwrap'), args, options);
  if (failed) process.exit(exitCode);
}
