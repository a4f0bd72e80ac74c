import { phaseScore } from './phase-score.js';
import { fixtureSets, syntheticSet } from './recordings.js';
import { summary } from './table.js';

/** The mean scores of each set for any way to find phases: from a series in milliseconds and bytes to phases. */
export function phaseScores(findPhases) {
  const sets = { ...fixtureSets(), synthetic: syntheticSet() };
  const scored = Object.entries(sets).map(([name, recordings]) => [
    name,
    summary(recordings.map((recording) => scoreOf(recording, findPhases))),
  ]);
  return Object.fromEntries(scored);
}

/** How well the phases of one recording's bare curve are found. */
export function scoreOf({ name, truth, times, values }, findPhases) {
  const series = {
    times: Float64Array.from(times, (time) => time * 1000),
    values: Float64Array.from(values),
  };
  return { name, ...phaseScore(truth, findPhases(series).map(inSeconds), times) };
}

export const inSeconds = (phase) => ({
  ...phase,
  start: phase.start / 1000,
  end: phase.end / 1000,
});
