import { expect, test } from 'vitest';
import { findPhases } from '../../../src/analyze/phases/find-phases.ts';
import { type Measure, phaseScores } from '../../score/phase-scores.js';

// What was reached, less a hair: a change that finds fewer of the phases that a person marked shows here.
const REACHED: Readonly<Record<string, Readonly<Record<Measure, number>>>> = {
  'real programs': { f1: 0.9, pooled: 0.888, covering: 0.921, kindTime: 0.901, top: 0.93 },
  'own recordings': { f1: 0.645, pooled: 0.69, covering: 0.808, kindTime: 0.714, top: 0.79 },
  constructed: { f1: 0.967, pooled: 0.946, covering: 0.985, kindTime: 0.987, top: 0.95 },
  annotated: { f1: 0.858, pooled: 0.84, covering: 0.885, kindTime: 0.937, top: 0.99 },
  synthetic: { f1: 0.96, pooled: 0.944, covering: 0.976, kindTime: 0.983, top: 0.96 },
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
