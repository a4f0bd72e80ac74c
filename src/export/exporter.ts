import type { LogExcerpt } from '../analyze/excerpt/log-excerpt.ts';
import type { Report } from '../analyze/report/types.ts';
import type { StreamRecord } from '../recording/records.ts';
import type { ShownTasks } from '../render/tasks/words.ts';
import type { View } from '../render/view.ts';
import type { ByteText } from './byte-text.ts';

/** The tables that a run can be taken as, where the format is one of tables. */
export const TABLES = ['samples', 'lines', 'processes', 'phases'] as const;
export type Table = (typeof TABLES)[number];

/** What an export is given, and where it puts what it makes. */
export interface ExportContext {
  readonly table: Table;
  /** The name of the file that was read, safe to print: for messages. */
  readonly label: string;
  /** Takes the output; it is written while the recording is read. */
  readonly out: ByteText;
  /** Writes what waits in `out`: now and then, where `finish` has much to say. */
  drain(): Promise<void>;
  /** For formats that are drawn as text. */
  readonly view: View;
}

/** Makes one file of one run. */
export interface Export {
  /** Takes each record of the run in order, where `needs` asks for them; it must not be kept. Throws UserError where the format cannot hold the run. */
  add?(record: StreamRecord): void;
  /** The run is over. `report` and `log`: where `needs` asks for them. Throws as `add` does. */
  finish(report: Report | undefined, log?: LogExcerpt): void | Promise<void>;
}

/** What an export needs of a run: not building a report, and leaving lines out, makes it several times as fast. */
export interface Needs {
  readonly records: boolean;
  /** Line records among them. */
  readonly lines: boolean;
  readonly report: boolean;
  /** The lines that are worth showing with the report. */
  readonly excerpt?: boolean;
}

/** A format that a run can be taken to another program in. */
export interface Exporter {
  /** What it is for, in a few words. */
  readonly help: string;
  /** How the names of such files end: `-o` tells the format by it. */
  readonly suffix: string;
  /** It tells what an import assumed by itself: nobody else needs to. */
  readonly tellsNotes?: true;
  needs(table: Table): Needs;
  open(context: ExportContext): Export;
  /** Writes a table of tasks, of which each has one number and no curve; absent where the format cannot hold one. */
  tasks?(table: ShownTasks, context: ExportContext): void;
}
