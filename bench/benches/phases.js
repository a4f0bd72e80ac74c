import { phaseTimes } from '../phases.js';
import { row } from '../rows.js';

export const title = 'Keeping samples and finding their phases, once they are in memory';

const MOST = { 1000000: 200, 10000000: 600 };

export async function run(context) {
  const counts = context.smoke ? [10_000] : [10_000, 1_000_000, 10_000_000];
  const times = await phaseTimes(counts);
  return times.map(({ samples, keep, find, total, phases }) => {
    const most = MOST[samples];
    return row(
      `${samples.toLocaleString('en').replaceAll(',', ' ')} samples`,
      'memwrap',
      [total],
      'ms',
      {
        beside: `${keep.toFixed(0)} ms to keep, ${find.toFixed(0)} ms to split into ${phases}`,
        ...(most !== undefined && { asked: `≤ ${most} ms`, reached: total <= most }),
      },
    );
  });
}
