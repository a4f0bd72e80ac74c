import type { Follows, ReportPhase } from '../analyze/report/types.ts';

const WORTH_A_TEMPLATE = 0.01;
/** Lines that have less to do with the growth than this are only beside it. */
const NO_FIT = 0.2;

/** Of the first templates that a phase follows those worth a line: they grow by a hundredth of all growth, or give back half of what the phase does. */
export function significantFollows(phase: ReportPhase, templates: number): readonly Follows[] {
  return phase.follows.slice(0, templates).filter((follows) => isSignificant(phase, follows));
}

function isSignificant(phase: ReportPhase, follows: Follows): boolean {
  if (follows.lines > 1 && follows.fit < NO_FIT) return false;
  if (phase.share >= WORTH_A_TEMPLATE) return follows.bytes > 0;
  return phase.kind !== 'plateau' && phase.delta < 0 && follows.bytes <= phase.delta / 2;
}
