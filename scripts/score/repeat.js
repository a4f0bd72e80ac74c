// Records each of a few loaders several times while the machine is busy, and prints how many phases each run has: a
// job must look the same every time it runs. usage: node scripts/score/repeat.js [--runs 5] [--only SUBSTRING] [--calm]
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LOADERS } from './loaders.js';

const program = path.resolve(import.meta.dirname, '../../bin/memwrap');
const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    /** Nothing else keeps the machine busy. */
    calm: { type: 'boolean' },
    /** Print each phase. */
    all: { type: 'boolean' },
  },
});

const busy = options.calm ? [] : cpus().map(() => spawn(process.execPath, ['-e', 'for (;;);']));
const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-repeat-'));
try {
  for (const [name, { command, phases }] of Object.entries(LOADERS)) {
    if (!name.includes(options.only)) continue;
    const runs = Array.from({ length: Number(options.runs) }, (_, i) =>
      recorded(path.join(folder, `${name}-${i}.jsonl`), command),
    );
    const counts = runs.map(({ length }) => length);
    const same = Math.max(...counts) - Math.min(...counts) <= 1;
    console.log(
      `${name.padEnd(22)} ${counts.join(' ')}, true ${phases}${same ? '' : '  <- they differ'}`,
    );
    if (options.all) for (const run of runs) console.log(`  ${run.map(told).join(', ')}`);
  }
} finally {
  for (const child of busy) child.kill();
  rmSync(folder, { recursive: true });
}

/** The phases of one run. */
function recorded(file, command) {
  const options = { encoding: 'utf8', maxBuffer: 2 ** 28 };
  spawnSync(program, ['-o', file, '--', ...command], { ...options, stdio: 'ignore' });
  const { stdout } = spawnSync(program, ['report', file, '--json'], options);
  return JSON.parse(stdout).phases;
}

function told({ kind, start, end, delta }) {
  return `${kind} ${(start / 1000).toFixed(2)}–${(end / 1000).toFixed(2)} ${Math.round(delta / 2 ** 20)}`;
}
