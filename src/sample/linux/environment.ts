import type { ProcFiles } from './proc-files.ts';

const NAME = Buffer.from('\0MEMWRAP_RUN=');
const CHUNK = 65_536;
/** A run's name and the mark before it are never longer. */
const OVERLAP = 512;

/** Whether a process was given this run's name; 'empty' when it has no environment (yet: it may be in the middle of an exec). */
export type Carries = 'yes' | 'no' | 'empty';

/** Looks for `MEMWRAP_RUN=<run>` in /proc/PID/environ; a nested run may name several, divided by colons. */
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
    // A NUL before the first variable makes it like all others.
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
        // Environ is read a page at a time at most by some kernels: short is not yet the end.
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
