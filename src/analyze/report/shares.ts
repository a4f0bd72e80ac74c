import type { Follows, Phase, ReportPhase } from './types.ts';

/** Gives each phase its share of all growth; phases that do not grow have none. */
export function withShares(phases: readonly Phase[], follows: readonly Follows[][]): ReportPhase[] {
  const growth = phases.reduce((sum, { delta }) => sum + Math.max(0, delta), 0);
  return phases.map((phase, i) => ({
    ...phase,
    share: growth > 0 ? Math.max(0, phase.delta) / growth : 0,
    follows: follows[i] ?? [],
  }));
}
