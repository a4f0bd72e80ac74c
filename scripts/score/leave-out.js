import { loadAnalyzer } from './analyzer.js';
import { scoreOf } from './phase-scores.js';
import { summary } from './table.js';

/** What was weighed by the scores, each with values on both sides of the one that was taken. */
const TUNED = {
  'resampled-boundaries.VISIBLE_STRAY': [0.02, 0.025, 0.03],
  'resampled-boundaries.COPY_STRAY': [0.012, 0.016, 0.02],
  'resampled-boundaries.SAME_BOUNDARY': [0.01, 0.015, 0.02],
  'merge.FACTOR': [1.8, 2, 2.2],
  'phase-candidates.PENALTY': [60, 75, 90],
  'detrend.GUESS': [0.1, 0.3, 1],
  'jumps.CONTRAST': [3, 4, 5, 6],
  'jumps.MOST': [0.5, 0.6, 0.75],
  'spikes.CLOSE': [0.03, 0.05, 0.07],
  'spikes.FEET': [0.25, 0.35, 0.45],
  'noise.WANDER': [3, 4, 6],
  'boundaries.PLAY': [2, 3, 4],
};
const FOLDS = 8;

/**
 * For each fold of programs: the setting that is best on all the others (one number changed at a time), scored on the
 * programs of the fold. The programs' recordings decide; the synthetic ones are looked at with what the programs chose.
 */
export async function leaveOut(sets, print) {
  const real = [...sets['real programs'], ...sets.annotated];
  const settings = [{}];
  for (const [key, values] of Object.entries(TUNED)) {
    for (const value of values) settings.push({ [key]: value });
  }
  const scored = [];
  for (const setting of settings) {
    const { findPhases } = await loadAnalyzer(setting);
    scored.push({ setting, rows: real.map((recording) => scoreOf(recording, findPhases)) });
  }
  const left = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const out = (_, i) => i % FOLDS === fold;
    const kept = (_, i) => i % FOLDS !== fold;
    const best = scored.reduce((a, b) =>
      merit(b.rows.filter(kept)) > merit(a.rows.filter(kept)) ? b : a,
    );
    left.push(...best.rows.filter(out));
    print(
      `fold ${fold + 1}: ${JSON.stringify(best.setting)} on ${best.rows
        .filter(out)
        .map(({ name }) => name)
        .join(' ')}`,
    );
  }
  print(`\nleft out:   ${line(summary(left))}`);
  print(`as shipped: ${line(summary(scored[0].rows))}`);
  print('\neach number moved alone:');
  for (const { setting, rows } of scored)
    print(`${JSON.stringify(setting).padEnd(28)} ${line(summary(rows))}`);
}

const merit = (rows) => {
  const { f1, pooled, covering, kindTime } = summary(rows);
  return f1 + pooled + covering + kindTime;
};

function line(mean) {
  const told = (key) => mean[key].toFixed(3);
  return `F1 ${told('f1')}, pooled ${told('pooled')}, covering ${told('covering')}, kind/t ${told('kindTime')}, top ${told('top')}`;
}
