import { readFileSync } from 'node:fs';
import path from 'node:path';
import { start } from '../measure.js';
import { PYTHON } from '../peers.js';
import { missing, row } from '../rows.js';

export const title = 'A spike of 64 MiB in a process of 10: the recorded peak against the true one';

const SCRIPT = path.join(import.meta.dirname, '../children/spike.py');

export async function run(context) {
  if (PYTHON === undefined) return [missing('spikes', 'memwrap', 'python3 is not installed')];
  const rows = [];
  for (const place of ['child', 'grandchild']) {
    for (const hold of context.smoke ? [50] : [2, 10, 50, 200, 500]) {
      const [seen, bound] = [[], []];
      for (let round = 0; round < (context.smoke ? 1 : 5); round++) {
        const found = await measure(context, place, hold);
        seen.push(found.seen);
        bound.push(found.bound);
      }
      const what = `${hold} ms in the ${place}`;
      rows.push(row(what, 'seen at one moment', seen, '% off'), row(what, 'bound', bound, '% off'));
    }
  }
  return rows;
}

async function measure(context, place, hold) {
  const record = context.file('spike.jsonl');
  const command = [PYTHON, SCRIPT, place, String(hold)];
  const argv = [context.memwrap, '-q', '--force', '-o', record, '--', ...command];
  const { stdout } = await start(argv, { stdout: 'pipe' });
  const truth = Number(stdout) * 1024;
  const end = JSON.parse(readFileSync(record, 'utf8').trimEnd().split('\n').at(-1) ?? '{}');
  const off = (value) => ((value - truth) / truth) * 100;
  const { seen = Number.NaN, bound = seen } = end.peak ?? {};
  return { seen: off(seen), bound: off(bound) };
}
