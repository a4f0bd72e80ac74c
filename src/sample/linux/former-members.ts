/** More than can go between two looks; a build of days must not be remembered whole. */
const MAX_REMEMBERED = 2048;

/** The last pids that were members: what a group or a session founded by one of them is named after. */
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

  /** The number was given to somebody else. */
  forget(pid: number): void {
    this.#pids.delete(pid);
  }
}
