// Measures how long finding phases takes once the samples are in memory. usage: node bench/phases.js
import { loadAnalyzer } from '../scripts/score/analyzer.js';
import { synthetic } from '../scripts/score/synthetic.js';

const RUNS = 5;

/** Milliseconds taken to store and split each number of samples: the median of five runs, after one warm-up. */
export async function phaseTimes(counts = [10_000, 1_000_000, 10_000_000]) {
  const { SeriesBuilder, findPhases } = await loadAnalyzer();
  return counts.map((count) => {
    const { times, values } = synthetic(7, count, 0.01);
    const memory = { times: Float64Array.from(times), values: Float64Array.from(values) };
    const took = Array.from({ length: RUNS + 1 }, () => {
      const from = performance.now();
      const builder = new SeriesBuilder();
      for (let i = 0; i < count; i++) builder.add(memory.times[i] * 1000, memory.values[i]);
      const series = builder.finish();
      const kept = performance.now();
      const phases = findPhases(series).length;
      return { keep: kept - from, find: performance.now() - kept, phases };
    });
    took.shift();
    took.sort((a, b) => a.keep + a.find - b.keep - b.find);
    const { keep, find, phases } = took[RUNS >> 1];
    return { samples: count, keep, find, total: keep + find, phases };
  });
}

if (import.meta.filename === process.argv[1]) {
  for (const { samples, keep, find, total, phases } of await phaseTimes()) {
    const parts = `${keep.toFixed(0)} to keep, ${find.toFixed(0)} to split into ${phases}`;
    console.log(`${String(samples).padStart(9)} samples: ${total.toFixed(0)} ms (${parts})`);
  }
}
