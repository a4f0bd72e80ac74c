import { rmSync, statSync, writeFileSync } from 'node:fs';
import { interleaved, median, timed } from '../measure.js';
import { PEERS } from '../peers.js';
import { row } from '../rows.js';

export const title =
  'Lines: command | memwrap | cat, recorded and passed on; CPU beyond that of the bare command';

const MIB = 2 ** 20;
const BLOCK = 32 * MIB;

export async function run(context) {
  const cases = [
    { bytes: 10, volume: context.smoke ? 32 : 128 },
    { bytes: 100, volume: context.smoke ? 64 : 1024, most: 2.5 },
    { bytes: 1024, volume: context.smoke ? 64 : 1024 },
  ];
  const rows = [];
  for (const one of cases) rows.push(...(await measure(context, one)));
  return rows;
}

async function measure(context, { bytes, volume, most }) {
  const text = context.file('lines.txt');
  writeFileSync(text, `${'x'.repeat(bytes - 1)}\n`.repeat(BLOCK / bytes));
  const written = Math.floor(BLOCK / bytes) * bytes * ((volume * MIB) / BLOCK);
  const command = (parts) => `cat ${`'${text}' `.repeat(parts)}`;
  const whole = command((volume * MIB) / BLOCK);
  // ts is so slow that an eighth tells enough.
  const part = command(Math.max(1, (volume * MIB) / BLOCK / 8));
  const record = context.file('lines.jsonl');
  const seconds =
    (...argv) =>
    () =>
      timed(context, argv);
  const results = await interleaved(context.smoke ? 1 : 3, {
    bare: seconds('sh', '-c', whole),
    'bare part': seconds('sh', '-c', part),
    memwrap: () => {
      const result = timed(context, [
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
  return Object.entries(results)
    .filter(([who]) => !who.startsWith('bare'))
    .map(([who, { cpu, wall, recorded }]) => {
      const share = who === 'ts' ? 1 / Math.max(1, Math.min(8, (volume * MIB) / BLOCK)) : 1;
      const bare = results[who === 'ts' ? 'bare part' : 'bare'].cpu;
      const perGib = cpu.map((s, i) => (s - bare[i]) / gib / share);
      const rate = (written * share) / bytes / median(wall) / 1e6;
      return row(what, who, perGib, 'CPU s/GiB', {
        beside:
          `${rate.toFixed(2)} M lines/s of wall time` +
          (recorded ? `, recording ${(recorded[0] / written).toFixed(2)} × the output` : ''),
        ...(who === 'memwrap' && most && { asked: `≤ ${most}`, reached: median(perGib) <= most }),
      });
    });
}
