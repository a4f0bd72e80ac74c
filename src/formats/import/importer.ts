import type { StreamRecord } from '../../recording/records.ts';

/** Converts a foreign recording to records. */
export interface Importer {
  /** The format in a few words. */
  readonly help: string;
  /** Whether a file that begins with `head` (a few kilobytes) is in this format; never throws. */
  recognizes(head: string): boolean;
  /** The records of a file's lines, a start record first. Lines that are not in the format are skipped. */
  records(lines: AsyncIterable<string>): AsyncIterable<StreamRecord>;
}
