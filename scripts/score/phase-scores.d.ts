import type { Phase, Series } from '../../src/analyze/report/types.ts';

export type Measure = 'f1' | 'pooled' | 'covering' | 'kindTime' | 'top';

export function phaseScores(
  findPhases: (series: Series) => readonly Phase[],
): Readonly<Record<string, Readonly<Record<Measure, number>>>>;

export function markedCurves(): readonly { readonly name: string; readonly series: Series }[];
