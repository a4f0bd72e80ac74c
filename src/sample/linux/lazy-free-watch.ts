import { numberAt } from './digits.ts';
import type { PageSize } from './page-size.ts';
import type { ProcFiles } from './proc-files.ts';

/** The counter of pages that were freed by MADV_FREE, on the whole machine (mm/vmstat.c, Linux 4.12 and later). */
const LINE = Buffer.from('\npglazyfree ');
const LOOK_EVERY_MS = 1000;
/** Less is not worth a reading: bytes, and a part of the tree's RSS. */
const NOTABLE_BYTES = 32 * 2 ** 20;
const NOTABLE_PART = 0.1;

/**
 * Tells when somebody has freed much memory by MADV_FREE: RSS does not show it, and only a reading of PSS, which is seldom at
 * rest, tells whether it was the tree.
 */
export class LazyFreeWatch {
  readonly #files: ProcFiles;
  readonly #pageSize: Pick<PageSize, 'bytes'>;
  readonly #bytes = Buffer.allocUnsafe(16_384);
  #descriptor: number | undefined;
  #lookAt = 0;
  /** Pages when PSS was last read; undefined before. */
  #since: number | undefined;
  #now: number | undefined;

  constructor(files: ProcFiles, pageSize: Pick<PageSize, 'bytes'>) {
    this.#files = files;
    this.#pageSize = pageSize;
  }

  /** Whether so much was freed since the last reading of PSS that a tree of `rss` bytes may have freed a part worth telling. */
  rose(now: number, rss: number): boolean {
    if (rss < NOTABLE_BYTES) return false;
    if (now >= this.#lookAt) {
      this.#lookAt = now + LOOK_EVERY_MS;
      this.#now = this.#read();
      this.#since ??= this.#now;
    }
    if (this.#now === undefined || this.#since === undefined) return false;
    const freed = (this.#now - this.#since) * this.#pageSize.bytes;
    return freed >= Math.max(NOTABLE_BYTES, NOTABLE_PART * rss);
  }

  /** PSS was read, and with it what is freed. */
  told(): void {
    this.#since = this.#now;
  }

  close(): void {
    if (this.#descriptor !== undefined && this.#descriptor >= 0) {
      this.#files.close(this.#descriptor);
    }
  }

  #read(): number | undefined {
    this.#descriptor ??= this.#files.open('/proc/vmstat');
    if (this.#descriptor < 0) return undefined;
    const length = this.#files.read(this.#descriptor, this.#bytes);
    const found = this.#bytes.indexOf(LINE);
    if (length <= 0 || found < 0 || found >= length) return undefined;
    return numberAt(this.#bytes, found + LINE.length, length);
  }
}
