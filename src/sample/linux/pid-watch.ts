import { numberAt } from './digits.ts';
import type { ProcFiles } from './proc-files.ts';

/** Probing one pid costs about as much as this many names of a listing. */
const NAMES_PER_TRY = 8;

/**
 * Finds new pids. The kernel hands pids out in a circle and shows the last one in ns_last_pid
 * (kernel/pid_namespace.c): while that does not change, no process was born, and finding out costs one read. Where
 * the file is missing (CONFIG_CHECKPOINT_RESTORE, sandboxes), listings of /proc are compared.
 */
export class PidWatch {
  readonly #files: ProcFiles;
  readonly #bytes = Buffer.allocUnsafe(32);
  readonly #descriptor: number;
  #last: number;
  #unlisted = 0;
  #known: ReadonlySet<number> = new Set();
  #listed = 128;

  /** The first call of `newcomers` returns all pids handed out after `root`. */
  constructor(files: ProcFiles, root: number) {
    this.#files = files;
    this.#descriptor = files.open('/proc/sys/kernel/ns_last_pid');
    this.#last = root;
  }

  /** Pids handed out since the last call, oldest first; some may be threads or gone already. */
  newcomers(): readonly number[] {
    const now = this.#lastGiven();
    if (now < 0) return this.#fromListing(-1);
    const last = this.#last;
    this.#unlisted = 0;
    if (now === last) return NONE;
    this.#last = now;
    if (now > last && (now - last) * NAMES_PER_TRY <= this.#listed) {
      return Array.from({ length: now - last }, (_, index) => last + 1 + index);
    }
    return this.#fromListing(last, now);
  }

  /**
   * How many pids were handed out before the last call of `newcomers` that it did not even list, of others and of threads
   * included; 0 where that is not known: without the file, and when the circle began anew.
   */
  get unlisted(): number {
    return this.#unlisted;
  }

  /** Whether a pid was handed out since the last call of `newcomers`; false where that is not known. */
  get moved(): boolean {
    const now = this.#lastGiven();
    return now >= 0 && now !== this.#last;
  }

  #lastGiven(): number {
    if (this.#descriptor < 0) return -1;
    const length = this.#files.read(this.#descriptor, this.#bytes);
    return length < 0 ? -1 : numberAt(this.#bytes, 0, length);
  }

  #fromListing(last: number, now = -1): readonly number[] {
    const given = (pid: number): boolean =>
      last >= 0 && (last < now ? pid > last && pid <= now : pid > last || pid <= now);
    const pids = this.#files.names('/proc').map(Number).filter(Number.isInteger);
    this.#listed = pids.length;
    const known = this.#known;
    this.#known = new Set(pids);
    if (last >= 0 && now > last) this.#unlisted = now - last - pids.filter(given).length;
    // After wrapping around at the largest pid, small numbers are the younger ones.
    const age = (pid: number): number => (pid > last ? pid : pid + 2 ** 32);
    return pids
      .filter((pid) => given(pid) || !known.has(pid))
      .sort((one, other) => age(one) - age(other));
  }

  close(): void {
    if (this.#descriptor >= 0) this.#files.close(this.#descriptor);
  }
}

const NONE: readonly number[] = [];
