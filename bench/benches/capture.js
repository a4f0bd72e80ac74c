import { closeSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { interleaved, median, timed } from '../measure.js';
import { PEERS } from '../peers.js';
import { row } from '../rows.js';

export const title =
  'Lines: command | memwrap | cat, recorded and passed on; CPU beyond that of the bare command';

const MIB = 2 ** 20;
const BLOCK = 32 * MIB;
const TOUCHED = 4096 * MIB;

export async function run(context) {
  const cases = [
    { bytes: 10, volume: context.smoke ? 32 : 128 },
    { bytes: 100, volume: context.smoke ? 64 : 1024, most: 2 },
    { bytes: 1024, volume: context.smoke ? 64 : 1024 },
  ];
  if (!context.smoke) touchMemory(context.file('touched'));
  const rows = [];
  for (const one of cases) rows.push(...(await measure(context, one)));
  return rows;
}

/**
 * A virtual machine gets each page from its host when it is first touched, which takes ten times as long as writing to it:
 * the first contestant to write a file would pay for all others.
 */
function touchMemory(file) {
  const block = Buffer.alloc(BLOCK, 1);
  const descriptor = openSync(file, 'w');
  for (let written = 0; written < TOUCHED; written += BLOCK) writeSync(descriptor, block);
  closeSync(descriptor);
  rmSync(file);
}

async function measure(context, { bytes, volume, most }) {
  const text = context.file('lines.txt');
  writeFileSync(text, `${'x'.repeat(bytes - 1)}\n`.repeat(BLOCK / bytes));
  const written = Math.floor(BLOCK / bytes) * bytes * ((volume * MIB) / BLOCK);
  const command = (parts) => `cat ${`'${text}' `.repeat(parts)}`;
  const whole = command((volume * MIB) / BLOCK);
  // ts is so slow that a small part is enough.
  const little = (context.smoke ? 1 : 8) * MIB;
  const few = context.file('few-lines.txt');
  writeFileSync(few, `${'x'.repeat(bytes - 1)}\n`.repeat(little / bytes));
  const part = `cat '${few}'`;
  const record = context.file('lines.jsonl');
  const seconds =
    (...argv) =>
    () =>
      timed(context, argv);
  const results = await interleaved(context.smoke ? 1 : 3, {
    bare: seconds('sh', '-c', whole),
    'bare part': seconds('sh', '-c', part),
    memwrap: async () => {
      const result = await timed(context, [
        context.memwrap,
        '-q',
        '--force',
        '-o',
        record,
        '--',
        'sh',
        '-c',
        whole,
      ]);
      return { ...result, recorded: statSync(record).size };
    },
    ...(PEERS.tee && { tee: seconds('bash', '-c', `${whole} | ${PEERS.tee} '${record}'`) }),
    ...(PEERS.ts && { ts: seconds('bash', '-c', `${part} | ${PEERS.ts} %.s`) }),
  });
  rmSync(record, { force: true });
  const what = `${bytes}-byte lines`;
  const gib = written / 2 ** 30;
  const tee = results.tee && median(results.tee.cpu.map((s, i) => s - results.bare.cpu[i])) / gib;
  return Object.entries(results)
    .filter(([who]) => !who.startsWith('bare'))
    .map(([who, { cpu, wall, recorded }]) => {
      const share = who === 'ts' ? little / (volume * MIB) : 1;
      const bare = results[who === 'ts' ? 'bare part' : 'bare'].cpu;
      const perGib = cpu.map((s, i) => (s - bare[i]) / gib / share);
      const rate = (written * share) / bytes / median(wall) / 1e6;
      return row(what, who, perGib, 'CPU s/GiB', {
        beside:
          `${rate.toFixed(2)} M lines/s of wall time` +
          (recorded ? `, recording ${(recorded[0] / written).toFixed(2)} × the output` : ''),
        ...(who === 'memwrap' &&
          most &&
          tee && { asked: `≤ ${most} × tee`, reached: median(perGib) <= most * tee }),
      });
    });
}
