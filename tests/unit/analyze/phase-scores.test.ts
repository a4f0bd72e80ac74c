import { expect, test } from 'vitest';
import { type Measure, phaseScores } from '../../../scripts/score/phase-scores.js';
import { findPhases } from '../../../src/analyze/phases/find-phases.ts';

// What was reached, less a hair: a change that finds fewer of the phases that a person marked shows here.
const REACHED: Readonly<Record<string, Readonly<Record<Measure, number>>>> = {
  'real programs': { f1: 0.935, pooled: 0.91, covering: 0.926, kindTime: 0.9, top: 0.96 },
  'own recordings': { f1: 0.75, pooled: 0.725, covering: 0.865, kindTime: 0.72, top: 0.79 },
  constructed: { f1: 1, pooled: 1, covering: 0.99, kindTime: 0.99, top: 0.95 },
  annotated: { f1: 0.9, pooled: 0.9, covering: 0.898, kindTime: 0.93, top: 0.99 },
  synthetic: { f1: 0.968, pooled: 0.954, covering: 0.98, kindTime: 0.987, top: 0.96 },
};
const MEASURES: readonly Measure[] = ['f1', 'pooled', 'covering', 'kindTime', 'top'];

const scores = phaseScores(findPhases);

test.each(Object.keys(REACHED))(
  'the phases of %s recordings are found as well as before',
  (set) => {
    const short = MEASURES.map((measure) => ({
      measure,
      least: REACHED[set]?.[measure] ?? Number.NaN,
      is: scores[set]?.[measure] ?? 0,
    })).filter(({ least, is }) => !(is >= least));
    expect(short).toEqual([]);
  },
);
