/** More pids than can end between two samples; a build of days must not be remembered whole. */
const MAX_REMEMBERED = 2048;

/** The most recent member pids, to recognise the groups and sessions that they led. */
export class FormerMembers {
  readonly #pids = new Set<number>();

  has(pid: number): boolean {
    return this.#pids.has(pid);
  }

  remember(pid: number): void {
    this.#pids.delete(pid);
    this.#pids.add(pid);
    if (this.#pids.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#pids;
    if (oldest !== undefined) this.#pids.delete(oldest);
  }

  /** The pid now belongs to a foreign process. */
  forget(pid: number): void {
    this.#pids.delete(pid);
  }
}
