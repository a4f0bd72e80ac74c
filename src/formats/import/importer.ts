import type { StreamRecord } from '../../recording/records.ts';
import type { Task } from '../../recording/task.ts';

/** What a file looks like from outside, enough to recognize it. */
export interface Sniff {
  /** Its beginning, up to 64 KiB, decoded, without a byte order mark; lines end with '\n'. */
  readonly head: string;
  /** Its end, up to 64 KiB, from the first whole line on; '' where `head` is all of it, or where only a pipe could be read. */
  readonly tail: string;
  /** The first lines of `head` that are not blank, at most 50, without colours and carriage returns. */
  readonly lines: readonly string[];
}

/** What the user said because the file does not. */
export interface ImportOptions {
  /** The name or number (1 is the first) of the column with the time. */
  readonly timeColumn?: string;
  /** Likewise of the column with the memory. */
  readonly memoryColumn?: string;
  /** Of the memory column, where neither a cell nor the header has it: 'B', 'KiB', 'MiB', 'MB', … */
  readonly unit?: string;
  /** Of stamps without a zone: 'UTC', '+02:00', 'Europe/Berlin'. */
  readonly zone?: string;
  /** When the recording began, epoch milliseconds, where its times count from 0 or are absent. */
  readonly start?: number;
  /** Milliseconds between two samples, where the file has no times. */
  readonly interval?: number;
  /** Only the series (container, process, pod) whose name holds this. */
  readonly series?: string;
  /** Which run of a file that holds several, from 1; the last without it. */
  readonly run?: number;
}

/** What an importer is given, and where it puts what it reads. */
export interface ImportContext {
  readonly options: ImportOptions;
  /** What a run is called if the file does not say: the file's name without its suffix. */
  readonly name: string;
  /** When the file was last written, epoch milliseconds; undefined of a pipe. */
  readonly modified?: number;
  /** Takes the next record. A start record begins a run; a file may hold several. No end record is needed. */
  emit(record: StreamRecord): void;
  /** Takes a row of a table: a peak and a duration, without a curve. A file gives records or tasks, never both. */
  task(task: Task): void;
  /** A sentence for the reader: what was assumed, what was left out and how often. Each text is told once. */
  note(text: string): void;
}

/** Reads one file. */
export interface Import {
  /**
   * Takes the next line, without its ending. Lines that are not in the format are skipped and counted for a note. Throws a
   * UserError where it is clear that nothing of the file can be used: what is wrong, and what to do instead.
   */
  add(line: string): void;
  /** The file is over: emits what is left. Throws as `add` does. */
  finish(): void;
}

/** How sure an importer is: it cannot be; the shape would do (any CSV); the file has this tool's own words. */
export const CERTAINTY = { no: 0, possible: 1, sure: 2 } as const;
export type Certainty = (typeof CERTAINTY)[keyof typeof CERTAINTY];

/** Converts a foreign recording to records, or to tasks. */
export interface Importer {
  /** The format in a few words. */
  readonly help: string;
  /** By content, never by name; never throws. The surest importer gets the file, of equals the first of the registry. */
  recognizes(sniff: Sniff): Certainty;
  /** A line that shows the format wherever it stands: sought in the whole file if nobody recognizes its ends. */
  readonly marker?: RegExp;
  open(context: ImportContext): Import;
}
