// How far a command that grows by 1 GiB/s overshoots a ceiling before it is ended: its own peak, read from the kernel
// when SIGTERM arrives, against the ceiling. Usage: node bench/gate/overshoot.js [runs]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

const runs = Number(process.argv[2] ?? 30);
const memwrap = path.resolve(import.meta.dirname, '../../bin/memwrap');
const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-overshoot-'));
const grower = path.join(folder, 'grower');
await execa('cc', ['-O2', '-o', grower, path.join(import.meta.dirname, 'grower.c')]);

const overshoots = [];
for (let i = 0; i < runs; i++) {
  const ceiling = 300 + ((i * 37) % 200);
  const rest = (i * 53) % 250;
  const wait = 200 + ((i * 311) % 1500);
  const file = path.join(folder, `${i}.jsonl`);
  const { exitCode, stdout } = await execa(
    memwrap,
    [
      '-q',
      '-o',
      file,
      '-m',
      `${ceiling}MiB`,
      '--on-breach',
      'kill',
      '--',
      grower,
      String(rest),
      '1024',
      String(wait),
    ],
    { stdin: 'ignore', stderr: 'ignore', reject: false },
  );
  if (exitCode !== 122) throw new Error(`run ${i} ended with ${exitCode}`);
  overshoots.push(Number(stdout) / 1024 - ceiling);
}
rmSync(folder, { recursive: true });
overshoots.sort((a, b) => a - b);
const at = (part) => overshoots[Math.min(runs - 1, Math.floor(part * runs))].toFixed(1);
console.log(
  `${runs} runs at 1 GiB/s: median ${at(0.5)} MiB, 90 % ${at(0.9)} MiB, max ${at(1)} MiB over the ceiling`,
);
