import type { ImportOptions } from '../formats/import/importer.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import type { StreamRecord } from '../recording/records.ts';

/** What is asked of a file that memwrap did not write. */
export interface ForeignOptions {
  /** The format by its name in the registry, where recognition is not wanted. */
  readonly from?: string;
  readonly metric?: ReportMetric;
  readonly given?: ImportOptions;
  /**
   * Gets the records of the run that is reported, an end record with the notes last. Where the last of several runs is
   * reported, it gets those before as well: each start record begins anew.
   */
  readonly watch?: (record: StreamRecord) => void;
  readonly beside?: Beside;
}

/** Wraps what takes records: it gets them with those of other files between them. */
export type Beside = (to: (record: StreamRecord) => void) => {
  add(record: StreamRecord): void;
  /** The recording is over; what there is to tell that no end record has taken. */
  finish(): string[];
};
