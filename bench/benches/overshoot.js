import path from 'node:path';
import { median, start } from '../measure.js';
import { PYTHON } from '../peers.js';
import { missing, row } from '../rows.js';

export const title = 'Ceiling overshoot: --on-breach kill, a command that grows by 1 GiB/s';

const SCRIPT = path.join(import.meta.dirname, '../children/climb.py');
const MIB = 2 ** 20;
const CEILING = 512;

export async function run(context) {
  if (PYTHON === undefined) return [missing('overshoot', 'memwrap', 'python3 is not installed')];
  const over = [];
  for (let round = 0; round < (context.smoke ? 1 : 15); round++) {
    const options = ['--max-rss', `${CEILING}MiB`, '--on-breach', 'kill', '--grace', '0s'];
    const argv = [
      context.memwrap,
      '-q',
      '--force',
      '-o',
      context.file('climb.jsonl'),
      ...options,
      '--',
      PYTHON,
      SCRIPT,
    ];
    const { stdout, exitCode } = await start(argv, { stdout: 'pipe', reject: false });
    if (exitCode === 125) return [missing('overshoot', 'memwrap', 'this version has no --max-rss')];
    const last = stdout.split('\n').at(-1);
    over.push((Number(last) * 1024) / MIB - CEILING);
  }
  const reached = median(over) <= 10 && Math.max(...over) <= 30;
  return [
    row(`over ${CEILING} MiB`, 'memwrap', over, 'MiB', {
      asked: 'median ≤ 10, most ≤ 30',
      reached,
    }),
  ];
}
