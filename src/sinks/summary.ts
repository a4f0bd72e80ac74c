import { createReport } from '../analyze/report/report.ts';
import type { Report } from '../analyze/report/types.ts';
import type { World } from '../host/world.ts';
import type { StreamRecord } from '../recording/records.ts';
import { summaryLines } from '../render/summary.ts';
import { viewOf } from '../render/terminal-view.ts';

/** Watches a run's records and tells at its end what they come to. */
export interface Summary {
  add(record: StreamRecord): void;
  /** Of the records so far. */
  report(): Report;
  print(): Promise<void>;
}

export function startSummary(world: World, color: boolean | undefined): Summary {
  const report = createReport();
  return {
    add: (record) => report.add(record),
    report: () => report.finish(),
    async print() {
      const view = viewOf(world, world.stderr, color === undefined ? {} : { color });
      await world.stderr.write(`${summaryLines(report.finish(), view).join('\n')}\n`);
    },
  };
}
