import type { Follows, Phase, Report, ReportPhase } from './types.ts';

/** Gives each phase its share of all growth; phases that do not grow have none. */
export function withShares(phases: readonly Phase[], follows: readonly Follows[][]): ReportPhase[] {
  const growth = phases.reduce((sum, { delta }) => sum + Math.max(0, delta), 0);
  return phases.map((phase, i) => ({
    ...phase,
    share: growth > 0 ? Math.max(0, phase.delta) / growth : 0,
    follows: follows[i] ?? [],
  }));
}

/** The phase with most of the growth, if anything grew. */
export function focusOf(phases: readonly ReportPhase[]): Report['focus'] {
  let best = -1;
  for (let i = 0; i < phases.length; i++) {
    if ((phases[i]?.share ?? 0) > (phases[best]?.share ?? 0)) best = i;
  }
  const phase = phases[best];
  const first = phases[0];
  const last = phases.at(-1);
  if (!phase || !first || !last) return undefined;
  const time = last.end - first.start;
  return {
    phase: best + 1,
    shareOfGrowth: phase.share,
    shareOfTime: time > 0 ? Math.min(1, (phase.end - phase.start) / time) : 1,
  };
}
