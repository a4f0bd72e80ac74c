import type { Report } from '../analyze/report/types.ts';

/** Where a run is, and which log line its growth follows. */
export interface Growth {
  readonly phase?: string;
  readonly follows?: string;
}

/** What the report calls growth before the first line. */
const BEFORE_LINES = '(start)';

/** Of a report that ends at the moment in question: its last phase, and the log line that this one's growth follows, or the run's. */
export function growthOf(report: Report | undefined): Growth {
  if (report === undefined) return {};
  const { phases, growthByLine } = report;
  const phase = phases.at(-1);
  const most = growthByLine.reduce<Report['growthByLine'][number] | undefined>(
    (best, next) => (next.bytes > (best?.bytes ?? 0) ? next : best),
    undefined,
  );
  const follows = [phase?.follows[0]?.template, most?.template].find(
    (template) => template !== undefined && template !== BEFORE_LINES,
  );
  return {
    ...(phase && { phase: `${phases.length} ${phase.kind}` }),
    ...(follows !== undefined && { follows }),
  };
}
