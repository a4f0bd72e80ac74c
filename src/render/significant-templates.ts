import type { Follows, ReportPhase } from '../analyze/report/types.ts';

const WORTH_A_TEMPLATE = 0.01;
/** Lines with a lower correlation than this are unrelated to the growth. */
const NO_FIT = 0.2;

/** How many templates are worth a line in all, beyond `templates`. */
export function moreTemplates(phase: ReportPhase, templates: number): number {
  const shown = significantFollows(phase, templates).length;
  return significantFollows(phase, phase.follows.length).length - shown;
}

/**
 * Of a phase's templates, the first that are worth a line: they account for a hundredth of all growth, or release half of
 * what the phase does.
 */
export function significantFollows(phase: ReportPhase, templates: number): readonly Follows[] {
  return phase.follows.filter((follows) => isSignificant(phase, follows)).slice(0, templates);
}

function isSignificant(phase: ReportPhase, follows: Follows): boolean {
  if (follows.lines > 1 && follows.fit < NO_FIT) return false;
  if (phase.share >= WORTH_A_TEMPLATE) return follows.bytes > 0;
  return phase.kind !== 'plateau' && phase.delta < 0 && follows.bytes <= phase.delta / 2;
}
