import { numberAt } from './digits.ts';
import type { ProcFiles } from './proc-files.ts';

/** Trying a pid costs about as much as this many names of a listing. */
const NAMES_PER_TRY = 8;

/**
 * Tells which pids are new. The kernel gives pids out in a circle and shows the last one given in ns_last_pid
 * (kernel/pid_namespace.c): when it stands still, nobody was born, and the whole question costs one read. Where that file is
 * missing (CONFIG_CHECKPOINT_RESTORE, sandboxes) the listing of /proc is compared with the former one.
 */
export class PidWatch {
  readonly #files: ProcFiles;
  readonly #bytes = Buffer.allocUnsafe(32);
  readonly #descriptor: number;
  #last: number;
  #known: ReadonlySet<number> = new Set();
  #listed = 128;

  /** All pids given out after `root`'s are new at the first question. */
  constructor(files: ProcFiles, root: number) {
    this.#files = files;
    this.#descriptor = files.open('/proc/sys/kernel/ns_last_pid');
    this.#last = root;
  }

  /** Pids that came since the last question, oldest first; some may be threads or gone already. */
  newcomers(): readonly number[] {
    const now = this.#lastGiven();
    if (now < 0) return this.#fromListing(-1);
    const last = this.#last;
    if (now === last) return NONE;
    this.#last = now;
    if (now > last && (now - last) * NAMES_PER_TRY <= this.#listed) {
      return Array.from({ length: now - last }, (_, index) => last + 1 + index);
    }
    return this.#fromListing(last, now);
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
    // After the round trip at the largest pid the small numbers are the younger ones.
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
