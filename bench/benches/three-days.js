import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { missing, row } from '../rows.js';

export const title =
  'The recording of a three-day run (clock injected): samples at the adaptive interval';

const MB = 1e6;

export async function run(context) {
  const outfile = context.file('three-days.mjs');
  try {
    await build({
      entryPoints: [path.join(import.meta.dirname, '../children/three-days.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    });
  } catch (error) {
    return [missing('three days', 'memwrap', error.message.split('\n')[0])];
  }
  const { simulate } = await import(pathToFileURL(outfile).href);
  const days = context.smoke ? 0.1 : 3;
  const rows = [];
  for (const shape of ['plateau', 'noisy', 'leak']) {
    const { bytes, samples, longest } = simulate(shape, days);
    rows.push(
      row(`${days} days, ${shape}`, 'memwrap', [bytes / MB], 'MB', {
        beside: `${samples} samples, at most ${longest.toFixed(0)} ms apart`,
        asked: '≤ 40 MB, ≤ 1000 ms apart',
        reached: bytes <= 40 * MB && longest <= 1000,
      }),
    );
  }
  return rows;
}
