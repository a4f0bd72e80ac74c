import type { ProcFiles } from './proc-files.ts';

const NAME = Buffer.from('\0MEMWRAP_RUN=');
const CHUNK = 65_536;
/** No run name together with the variable's name is longer. */
const OVERLAP = 512;

/**
 * Whether a process carries this run's name; 'empty' if it has no environment (perhaps not yet: it may be in the
 * middle of an exec).
 */
export type Carries = 'yes' | 'no' | 'empty';

/** Looks for `MEMWRAP_RUN=<run>` in /proc/PID/environ; nested runs name several, separated by colons. */
export class RunMark {
  readonly #files: ProcFiles;
  readonly #run: string;
  #bytes: Buffer | undefined;

  constructor(files: ProcFiles, run: string) {
    this.#files = files;
    this.#run = run;
  }

  in(pid: number): Carries {
    const descriptor = this.#files.open(`/proc/${pid}/environ`);
    if (descriptor < 0) return 'no';
    try {
      return this.#search(descriptor);
    } finally {
      this.#files.close(descriptor);
    }
  }

  #search(descriptor: number): Carries {
    this.#bytes ??= Buffer.allocUnsafe(CHUNK);
    const bytes = this.#bytes;
    // A NUL in front makes the first variable look like the others.
    bytes[0] = 0;
    let kept = 1;
    let position = 0;
    for (;;) {
      const length = this.#files.read(descriptor, bytes.subarray(kept), position);
      if (length <= 0) return position === 0 && length === 0 ? 'empty' : 'no';
      position += length;
      const end = kept + length;
      if (this.#found(bytes.subarray(0, end))) return 'yes';
      if (end < bytes.length) {
        // Some kernels return environ a page at a time: a short read is not the end yet.
        kept = end;
        continue;
      }
      bytes.copyWithin(0, end - OVERLAP, end);
      kept = OVERLAP;
    }
  }

  #found(bytes: Buffer): boolean {
    const at = bytes.indexOf(NAME);
    if (at < 0) return false;
    const start = at + NAME.length;
    const stop = bytes.indexOf(0, start);
    return bytes
      .toString('latin1', start, stop < 0 ? bytes.length : stop)
      .split(':')
      .includes(this.#run);
  }
}
