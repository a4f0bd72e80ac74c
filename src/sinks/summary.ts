import { createReport } from '../analyze/report/report.ts';
import type { Report } from '../analyze/report/types.ts';
import type { World } from '../host/world.ts';
import type { RecordSink } from '../recording/records.ts';
import { type SummaryOptions, summaryLines } from '../render/summary.ts';
import { viewOf } from '../render/terminal-view.ts';

/** Folds a run's records into the summary that is printed at its end. */
export interface Summary extends RecordSink {
  /** The report of the records so far. */
  report(): Report;
  /** Writes the summary to stderr: of `report`, where one was read that knows more than the records seen here. */
  print(report?: Report, options?: SummaryOptions): Promise<void>;
}

export function startSummary(world: World, color: boolean | undefined): Summary {
  const report = createReport();
  return {
    add: (record) => report.add(record),
    report: () => report.finish(),
    async print(known, options) {
      const view = viewOf(world, world.stderr, color === undefined ? {} : { color });
      await world.stderr.write(
        `${summaryLines(known ?? report.finish(), view, options).join('\n')}\n`,
      );
    },
  };
}
