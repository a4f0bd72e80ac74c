import type { Report } from '../analyze/report/types.ts';
import type { Metric } from '../recording/metrics.ts';
import type { LazySummary } from '../sinks/lazy-summary.ts';
import type { RunRecording } from './recording.ts';

/** The phase that a run is in, and the log line that its growth follows. */
export interface Growth {
  readonly phase?: string;
  readonly follows?: string;
}

/** The report's name for growth before the first line. */
const BEFORE_LINES = '(start)';

/**
 * What a running command's memory grows by at this moment: read back from the recording, with its log lines; from the
 * summary, which has none, if the recording cannot be read. Empty without either. `metric`: the one to look at.
 */
export async function currentGrowth(
  recording: RunRecording,
  summary: LazySummary | undefined,
  metric?: Metric,
): Promise<Growth> {
  const written = await recording.written();
  // Only a run that breaks a limit needs this.
  const { readBack } = await import('../read/read-back.ts');
  const report = written && (await readBack(written, [], metric));
  return growthOf(report ?? (await summary?.get())?.report());
}

/** From a report that ends now: its last phase, and the log line that this phase's growth follows, or else the whole run's. */
function growthOf(report: Report | undefined): Growth {
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
