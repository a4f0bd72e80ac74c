// Records the hungry job that ships with the project, then shows its report: what the README promises.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const memwrap = path.join(root, 'bin/memwrap');
const job = path.join(root, 'tests/fixtures/jobs/hungry.js');

for (const args of [
  ['--name', 'demo', '--', process.execPath, '--expose-gc', job],
  ['report', 'demo'],
]) {
  console.error(
    `\n$ memwrap ${args.map((arg) => (path.relative(root, arg).startsWith('..') ? path.basename(arg) : arg.replace(`${root}/`, ''))).join(' ')}`,
  );
  const { status } = spawnSync(memwrap, args, { stdio: 'inherit', cwd: root });
  if (status !== 0) process.exit(status ?? 1);
}
