import type { Comparison } from '../analyze/compare/compare.ts';
import type { World } from '../host/world.ts';
import type { LogOptions } from '../read/log-beside.ts';
import { withProgress } from '../read/progress.ts';
import { readExcerpted } from '../read/read-excerpt.ts';
import type { ForeignOptions } from '../read/read-foreign.ts';
import { type Recording, sizeOf } from '../read/recordings.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import { htmlComparison } from '../render/html/compare-page.ts';
import { htmlReport } from '../render/html/report-page.ts';
import { UserError } from '../text/user-error.ts';
import { type HtmlTarget, putHtml } from './html-output.ts';

/** Writes the page of a recording. Throws UserError. */
export async function putReport(
  world: World,
  recording: Recording,
  options: {
    readonly metric: ReportMetric | undefined;
    readonly phase: number | undefined;
    readonly foreign: Pick<ForeignOptions, 'from' | 'given'>;
    readonly logs: LogOptions;
  },
  target: Omit<HtmlTarget, 'name'>,
): Promise<void> {
  const { metric, phase, foreign, logs } = options;
  const { report, log } = await readExcerpted(recording, {
    ...(metric !== undefined && { metric }),
    ...{ foreign, logs, cwd: world.cwd() },
    through: (chunks) => withProgress(chunks, sizeOf(recording), world),
  });
  if (phase !== undefined && report.phases[phase - 1] === undefined) {
    throw new UserError(
      `--phase: there is no phase ${phase}`,
      `this run has ${report.phases.length}`,
    );
  }
  const page = htmlReport(report, log, phase === undefined ? {} : { phase });
  const name = recording.path === undefined ? 'report' : baseName(recording.path);
  await putHtml(world, page, { ...target, name });
}

/** Writes the page of a comparison. Throws UserError. */
export async function putComparison(
  world: World,
  comparison: Comparison,
  names: { readonly base: string; readonly next: string },
  target: Omit<HtmlTarget, 'name'>,
): Promise<void> {
  const page = htmlComparison(comparison, names);
  await putHtml(world, page, { ...target, name: `${names.base}-${names.next}` });
}

const baseName = (file: string): string => file.slice(file.lastIndexOf('/') + 1);
