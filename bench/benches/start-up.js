import { interleaved, median, timed } from '../measure.js';
import { PEERS } from '../peers.js';
import { row } from '../rows.js';

export const title = 'Start-up: `memwrap -q -- true`, whole process tree';

/** Times the CPU time of an empty Node. */
const MOST = 1.9;

export async function run(context) {
  const rounds = context.smoke ? 3 : 21;
  const seconds =
    (...argv) =>
    () =>
      timed(context, argv);
  const results = await interleaved(rounds, {
    'node -e 0': seconds('node', '-e', '0'),
    'the bare command': seconds('true'),
    memwrap: seconds(context.memwrap, '-q', '--', 'true'),
    ...(PEERS.time && { time: seconds(PEERS.time, '-o', '/dev/null', 'true') }),
    ...(PEERS.runsolver && { runsolver: seconds(PEERS.runsolver, '-w', '/dev/null', 'true') }),
    ...(PEERS.mprof && {
      mprof: seconds(PEERS.mprof, 'run', '-C', '-o', context.file('mprof.dat'), 'true'),
    }),
  });
  const node = median(results['node -e 0'].cpu);
  return Object.entries(results).flatMap(([who, { cpu, wall }]) => [
    row(
      'CPU',
      who,
      cpu.map((s) => s * 1000),
      'ms',
      {
        beside: `${(median(cpu) / node).toFixed(2)} × node -e 0`,
        ...(who === 'memwrap' && {
          asked: `≤ ${MOST} × node -e 0`,
          reached: median(cpu) <= MOST * node,
        }),
      },
    ),
    row(
      'wall time',
      who,
      wall.map((s) => s * 1000),
      'ms',
    ),
  ]);
}
