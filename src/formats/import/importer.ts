import type { StreamRecord } from '../../recording/records.ts';

/** A foreign recording's way into records. */
export interface Importer {
  /** What the format is, in a few words. */
  readonly help: string;
  /** Whether a file that begins with `head` (a few kilobytes) is of this format; never throws. */
  recognizes(head: string): boolean;
  /** The records of a file's lines, a start record first. Lines that are none are left out. */
  records(lines: AsyncIterable<string>): AsyncIterable<StreamRecord>;
}
