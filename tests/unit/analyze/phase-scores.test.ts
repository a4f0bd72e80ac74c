import { expect, test } from 'vitest';
import { findPhases } from '../../../src/analyze/phases/find-phases.ts';
import { type Measure, phaseScores } from '../../score/phase-scores.js';

// What was reached, less a hair: a change that finds fewer of the phases that a person marked shows here.
const REACHED: Readonly<Record<string, Readonly<Record<Measure, number>>>> = {
  'real programs': { f1: 0.925, pooled: 0.91, covering: 0.925, kindTime: 0.905, top: 0.99 },
  'own recordings': { f1: 0.67, pooled: 0.7, covering: 0.846, kindTime: 0.775, top: 0.79 },
  constructed: { f1: 0.985, pooled: 0.963, covering: 0.987, kindTime: 0.987, top: 0.95 },
  annotated: { f1: 0.9, pooled: 0.9, covering: 0.897, kindTime: 0.936, top: 0.99 },
  synthetic: { f1: 0.96, pooled: 0.944, covering: 0.976, kindTime: 0.983, top: 0.955 },
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
