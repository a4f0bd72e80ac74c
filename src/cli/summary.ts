import { createReport } from '../analyze/report.ts';
import type { Report } from '../analyze/report-types.ts';
import { summaryLines } from '../render/summary.ts';
import type { StreamRecord } from '../stream/records.ts';
import { viewOf } from './view.ts';
import type { World } from './world.ts';

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
