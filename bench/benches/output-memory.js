import { rmSync, writeFileSync } from 'node:fs';
import { sizeOf, start } from '../measure.js';
import { row } from '../rows.js';

export const title = "memwrap's own memory while a command writes";

const MIB = 2 ** 20;
const BLOCK = 32 * MIB;

export async function run(context) {
  const volume = context.smoke ? 256 : 4096;
  const text = context.file('lines.txt');
  writeFileSync(text, `${'x'.repeat(99)}\n`.repeat(BLOCK / 100));
  const record = context.file('lines.jsonl');
  const command = `cat ${`'${text}' `.repeat((volume * MIB) / BLOCK)}`;
  // The size of the recording is not measured here: past the limit lines are only counted.
  const args = ['-q', '--force', '-o', record, '--max-record', '1GiB', '--', 'sh', '-c', command];
  const child = start([context.memwrap, ...args], { stdout: 'pipe', buffer: false });
  const marks = [0.05, 0.25, 0.5, 0.75, 0.98];
  const sizes = [];
  let seen = 0;
  child.stdout.on('data', (chunk) => {
    seen += chunk.length;
    if (seen >= (marks[sizes.length] ?? 2) * volume * MIB)
      sizes.push(sizeOf(child.pid, 'VmHWM') ?? Number.NaN);
  });
  await child;
  rmSync(record, { force: true });
  return sizes.map((size, i) =>
    row(
      `after ${Math.round((marks[i] ?? 1) * volume)} MiB`,
      'memwrap',
      [size / MIB],
      'MiB at most',
      {
        ...(i === sizes.length - 1 && {
          asked: 'flat',
          reached: size - (sizes[1] ?? 0) < 8 * MIB,
        }),
      },
    ),
  );
}
