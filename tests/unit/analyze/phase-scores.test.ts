import { expect, test } from 'vitest';
import { type Measure, phaseScores } from '../../../scripts/score/phase-scores.js';
import { findPhases } from '../../../src/analyze/phases/find-phases.ts';

// What was reached, less a hair: a change that finds fewer of the phases that a person marked shows here.
const REACHED: Readonly<Record<string, Readonly<Record<Measure, number>>>> = {
  'real programs': { f1: 0.88, pooled: 0.875, covering: 0.912, kindTime: 0.91, top: 0.9 },
  constructed: { f1: 0.965, pooled: 0.945, covering: 0.985, kindTime: 0.985, top: 0.95 },
  annotated: { f1: 0.8, pooled: 0.8, covering: 0.865, kindTime: 0.915, top: 0.99 },
  synthetic: { f1: 0.96, pooled: 0.945, covering: 0.977, kindTime: 0.982, top: 0.96 },
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
