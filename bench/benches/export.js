import { rmSync } from 'node:fs';
import { interleaved, median, mostOf, timed } from '../measure.js';
import { missing, row } from '../rows.js';
import { write } from './report.js';

export const title = 'memwrap export, whole process';

const MIB = 2 ** 20;

export async function run(context) {
  const count = context.smoke ? 1e5 : 1e6;
  const file = context.file('export.jsonl');
  const size = write(file, count, 0);
  const cases = [
    { to: 'csv', cpu: 1.5, memory: 100 },
    { to: 'openmetrics' },
    { to: 'mprof' },
    { to: 'svg' },
  ];
  const rows = [];
  for (const one of cases) rows.push(await measure(context, file, { count, size, ...one }));
  rmSync(file);
  return rows;
}

async function measure(context, file, { to, count, size, cpu: mostCpu, memory }) {
  const argv = [context.memwrap, 'export', file, '--to', to, '-o', '/dev/null'];
  const what = `${count / 1000} k samples to ${to}`;
  if ((await timed(context, argv)).status !== 0) {
    return missing(what, 'memwrap', 'this version has no export');
  }
  const { memwrap } = await interleaved(context.smoke ? 1 : 5, {
    memwrap: async () => ({ ...(await timed(context, argv)), most: await mostOf(argv) }),
  });
  const peak = median(memwrap.most);
  return row(what, 'memwrap', memwrap.cpu, 'CPU s', {
    beside: `at most ${peak.toFixed(0)} MiB, a recording of ${(size / MIB).toFixed(0)} MiB`,
    ...(mostCpu !== undefined && {
      asked: `≤ ${mostCpu} s, ≤ ${memory} MiB`,
      reached: median(memwrap.cpu) <= mostCpu && peak <= memory,
    }),
  });
}
