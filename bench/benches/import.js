import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { interleaved, median, mostOf, timed } from '../measure.js';
import { missing, row } from '../rows.js';

export const title = 'memwrap report of a CSV, whole process';

const START = 1_795_339_033;

export async function run(context) {
  const cases = [
    { what: '10 k rows', count: 1e4, stamp: epoch },
    { what: '1 M rows, epoch seconds', count: 1e6, stamp: epoch, cpu: 1.2, memory: 200 },
    { what: '1 M rows, dates', count: 1e6, stamp: date, cpu: 1.2, memory: 200 },
  ];
  const rows = [];
  for (const one of context.smoke ? cases.slice(0, 1) : cases)
    rows.push(await measure(context, one));
  return rows;
}

async function measure(context, { what, count, stamp, cpu: mostCpu, memory }) {
  const file = context.file('rows.csv');
  write(file, count, stamp);
  const argv = [context.memwrap, 'report', file];
  const { status } = await timed(context, argv);
  if (status !== 0) return missing(what, 'memwrap', 'this version reads no CSV');
  const { memwrap } = await interleaved(context.smoke ? 1 : 5, {
    memwrap: async () => ({ ...(await timed(context, argv)), most: await mostOf(argv) }),
  });
  rmSync(file);
  const peak = median(memwrap.most);
  return row(what, 'memwrap', memwrap.cpu, 'CPU s', {
    beside: `at most ${peak.toFixed(0)} MiB`,
    ...(mostCpu !== undefined && {
      asked: `≤ ${mostCpu} s, ≤ ${memory} MiB`,
      reached: median(memwrap.cpu) <= mostCpu && peak <= memory,
    }),
  });
}

const epoch = (i) => `${(START + i / 10).toFixed(3)}`;
const date = (i) =>
  new Date(START * 1000 + i * 100).toISOString().replace('T', ' ').replace('Z', '000');

function write(file, count, stamp) {
  const descriptor = openSync(file, 'w');
  let text = 'timestamp,cpu,rss,vms\n';
  for (let i = 0; i < count; i++) {
    text += `${stamp(i)},12.5,${4096 * (100_000 + 7 * (i % 5000))},9999998976\n`;
    if (text.length > 1e6) {
      writeSync(descriptor, text);
      text = '';
    }
  }
  writeSync(descriptor, text);
  closeSync(descriptor);
}
