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

/** The curve of each marked recording, by name. */
export function markedCurves() {
  const recordings = Object.values(fixtureSets()).flat();
  return recordings.map((recording) => ({ name: recording.name, series: seriesOf(recording) }));
}

/** Scores the phases found on one recording's curve alone. */
export function scoreOf(recording, findPhases) {
  const { name, truth, times } = recording;
  const found = findPhases(seriesOf(recording)).map(inSeconds);
  return { name, ...phaseScore(truth, found, times) };
}

const seriesOf = ({ times, values }) => ({
  times: Float64Array.from(times, (time) => time * 1000),
  values: Float64Array.from(values),
});

export const inSeconds = (phase) => ({
  ...phase,
  start: phase.start / 1000,
  end: phase.end / 1000,
});
