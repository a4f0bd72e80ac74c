import type { Follows, ReportPhase } from '../analyze/report/types.ts';

const WORTH_A_TEMPLATE = 0.01;
/** Lines with a lower correlation than this are unrelated to the growth. */
const NO_FIT = 0.2;

/**
 * Of a phase's first templates, those worth a line: they account for a hundredth of all growth, or release half of
 * what the phase does.
 */
export function significantFollows(phase: ReportPhase, templates: number): readonly Follows[] {
  return phase.follows.slice(0, templates).filter((follows) => isSignificant(phase, follows));
}

function isSignificant(phase: ReportPhase, follows: Follows): boolean {
  if (follows.lines > 1 && follows.fit < NO_FIT) return false;
  if (phase.share >= WORTH_A_TEMPLATE) return follows.bytes > 0;
  return phase.kind !== 'plateau' && phase.delta < 0 && follows.bytes <= phase.delta / 2;
}
