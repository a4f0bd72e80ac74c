import type { Report } from '../analyze/report/types.ts';
import type { ForeignOptions, TaskFile } from '../read/read-foreign.ts';
import { type Read, readAny } from '../read/read-report.ts';
import { printable } from '../text/printable.ts';
import { isUserError } from '../text/user-error.ts';

/**
 * Runs are compared by RSS, which every sample has: even for a pool of forks it repeats within a percent. PSS is read so
 * seldom that the peak of a short run is a matter of luck.
 */
export const METRIC = 'rss';

/** Whether it has the metric that runs are compared by. */
export const isMeasured = ({ peaks }: Report): boolean => peaks[METRIC] !== undefined;

/** What can be used of the files of a baseline: runs that ended well, and tables of tasks. */
export async function readBaseline(
  files: readonly string[],
  foreign?: Pick<ForeignOptions, 'from' | 'given'>,
): Promise<{
  readonly reports: readonly Report[];
  readonly tables: readonly TaskFile[];
  readonly remarks: string[];
}> {
  const reports: Report[] = [];
  const tables: TaskFile[] = [];
  const remarks: string[] = [];
  const take = (read: Read, file: string): void => {
    if (read.kind === 'tasks') {
      tables.push(read);
    } else if (!isMeasured(read.report)) {
      remarks.push(`${printable(file)}: left out of the baseline, it holds no ${METRIC}`);
    } else if (endedWell(read.report)) reports.push(read.report);
    else remarks.push(`${printable(file)}: left out of the baseline, that run failed`);
  };
  for (const file of files) {
    try {
      take(
        await readAny(
          { label: printable(file), path: file },
          METRIC,
          undefined,
          undefined,
          foreign,
        ),
        file,
      );
    } catch (error) {
      if (!isUserError(error)) throw error;
      remarks.push(`${error.message}; left out of the baseline`);
    }
  }
  return { reports, tables, remarks };
}

/** An import from another tool does not say how the run ended. */
function endedWell({ finished, exit, source }: Report): boolean {
  if (exit === undefined) return finished || source !== undefined;
  return 'code' in exit && exit.code === 0;
}
