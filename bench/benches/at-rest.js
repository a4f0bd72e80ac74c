import { interleaved, median, pause, sizeOf, start } from '../measure.js';
import { PEERS } from '../peers.js';
import { row } from '../rows.js';

export const title = 'Memory of the wrapper itself while its command sleeps';

const MIB = 2 ** 20;

export async function run(context) {
  const seconds = context.smoke ? 1 : 4;
  const resident =
    (...argv) =>
    async () => {
      const child = start(argv);
      await pause(seconds * 1000 - 400);
      const size = sizeOf(child.pid, 'VmRSS');
      const most = sizeOf(child.pid, 'VmHWM');
      await child;
      return { size: size / MIB, most: most / MIB };
    };
  const sleep = ['sleep', String(seconds)];
  const record = context.file('rest.jsonl');
  const results = await interleaved(context.smoke ? 1 : 5, {
    memwrap: resident(context.memwrap, '-q', '--force', '-o', record, '--', ...sleep),
    'node alone': resident('node', '-e', `setTimeout(() => {}, ${seconds * 1000})`),
    ...(PEERS.mprof && {
      mprof: resident(PEERS.mprof, 'run', '-C', '-o', context.file('mprof.dat'), ...sleep),
    }),
  });
  return Object.entries(results).map(([who, { size, most }]) =>
    row('RSS', who, size, 'MiB', {
      beside: `at most ${median(most).toFixed(1)} MiB`,
      ...(who === 'memwrap' && { asked: '≤ 50 MiB', reached: median(size) <= 50 }),
    }),
  );
}
