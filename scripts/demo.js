// Records the hungry job that ships with the project, then shows its report: what the README promises.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

for (const args of [
  ['--name', 'demo', '--', 'node', '--expose-gc', 'tests/fixtures/jobs/hungry.js'],
  ['report', 'demo'],
]) {
  console.error(`\n$ memwrap ${args.join(' ')}`);
  const { status } = spawnSync(path.join(root, 'bin/memwrap'), args, {
    stdio: 'inherit',
    cwd: root,
  });
  if (status !== 0) process.exit(status ?? 1);
}
