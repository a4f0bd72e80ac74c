import { sizeOfLine } from './field-lines.ts';
import { DENIED, GONE, NO_DESCRIPTOR, type ProcFiles, readOnce } from './proc-files.ts';
import type { ProcessEntry } from './process-entry.ts';

const PSS = Buffer.from('Pss:');

/** `undefined`: unknown for this tree. */
export type TreePss = number | undefined;

/**
 * The PSS of all living processes, read in one go so that the sum belongs to one moment; bytes. One process that may
 * not be read makes the sum unknown; one that has ended holds nothing. The file is opened anew each time: after an
 * exec, an open one still shows the old memory.
 */
export class PssReader {
  readonly #files: ProcFiles;
  readonly #bytes = Buffer.allocUnsafe(2048);
  /** The process that made the last sum untellable. */
  unreadable: number | undefined;

  constructor(files: ProcFiles) {
    this.#files = files;
  }

  sum(entries: Iterable<ProcessEntry>): TreePss {
    let sum = 0;
    for (const entry of entries) {
      // Pages copied by fork count nowhere else: here each is divided among its users.
      if (!entry.living || entry.rss + entry.inherited === 0) continue;
      const pss = this.#of(entry.folder);
      if (pss === undefined) {
        this.unreadable = entry.pid;
        return undefined;
      }
      entry.pss = pss;
      sum += pss;
    }
    return sum;
  }

  /**
   * Whether this kernel has smaps_rollup (4.14 and later); checked without reading, which would cost a quarter of a
   * millisecond.
   */
  get available(): boolean {
    return this.#files.exists('/proc/self/smaps_rollup');
  }

  #of(folder: string): number | undefined {
    const length = readOnce(this.#files, `${folder}/smaps_rollup`, this.#bytes);
    if (length === GONE) return 0;
    if (length === DENIED || length === NO_DESCRIPTOR) return undefined;
    return Math.max(0, sizeOfLine(this.#bytes, length, PSS));
  }
}
