import path from 'node:path';
import { interleaved, median, start } from '../measure.js';
import { row } from '../rows.js';

export const title = 'What wrapping costs the command: its own timing';

const CHILDREN = path.join(import.meta.dirname, '../children');

export async function run(context) {
  const rows = [];
  for (const [what, script] of [
    ['computing', 'compute.js'],
    ['allocating with 1 GiB resident', 'allocate.js'],
  ]) {
    const command = ['node', path.join(CHILDREN, script), context.smoke ? '0.2' : '2'];
    const wrapped =
      (...options) =>
      () =>
        own([
          context.memwrap,
          '-q',
          '--force',
          '-o',
          context.file('slow.jsonl'),
          ...options,
          '--',
          ...command,
        ]);
    const results = await interleaved(context.smoke ? 1 : 7, {
      'the bare command': () => own(command),
      memwrap: wrapped(),
      'memwrap -i 10ms': wrapped('-i', '10ms'),
    });
    const bare = median(results['the bare command'].elapsed);
    for (const [who, { elapsed, cpu }] of Object.entries(results)) {
      rows.push(
        row(what, who, elapsed, 'ms', {
          beside: `${(median(elapsed) / bare).toFixed(3)} × bare; own CPU ${median(cpu).toFixed(0)} ms`,
        }),
      );
    }
  }
  return rows;
}

async function own(argv) {
  const { stdout } = await start(argv, { stdout: 'pipe' });
  const [elapsed, cpu] = stdout.split(' ').map(Number);
  return { elapsed, cpu };
}
