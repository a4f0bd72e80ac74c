import type { ListedProcess } from './process-list.ts';

/** ps computes start times from the time since boot, which may be off by a second or two. */
const JITTER_S = 2;

/** What a listing changed. */
export interface TreeChange {
  readonly seen: readonly ListedProcess[];
  readonly gone: readonly ListedProcess[];
}

/** Picks the run's processes out of all that are listed: a member stays one, and its children become members. */
export class PortableTree {
  /** Living members by pid. */
  readonly members = new Map<number, ListedProcess>();
  /** Pids that were members, to recognise the groups that they led. */
  readonly #formerMembers = new Set<number>();
  readonly #root: number;
  readonly #excluded: ReadonlySet<number>;
  #rootFound = false;

  constructor(root: number, exclude: readonly number[]) {
    this.#root = root;
    this.#excluded = new Set(exclude);
  }

  /** If processes cannot be listed, the tree is the root alone. */
  assumeRoot(): void {
    const pid = this.#root;
    this.members.set(pid, { pid, ppid: 0, started: 0, rss: 0, name: '', zombie: false });
  }

  /** Updates the tree from a list of all processes of the machine. */
  update(listed: readonly ListedProcess[]): TreeChange {
    const living = new Map<number, ListedProcess>();
    for (const process of listed) living.set(process.pid, process);
    const gone: ListedProcess[] = [];
    for (const member of this.members.values()) {
      const now = living.get(member.pid);
      if (now === undefined || !sameStart(now, member) || now.zombie) {
        this.members.delete(member.pid);
        gone.push(member);
      } else this.members.set(member.pid, now);
    }
    return { seen: this.#adopt(living, gone), gone };
  }

  #adopt(
    living: ReadonlyMap<number, ListedProcess>,
    gone: readonly ListedProcess[],
  ): readonly ListedProcess[] {
    const seen: ListedProcess[] = [];
    const former = new Map(gone.map((process) => [process.pid, process]));
    // A listing is not in order of birth: repeat until no more newcomers belong.
    for (let found = true; found; ) {
      found = false;
      for (const process of living.values()) {
        const { pid } = process;
        const before = former.get(pid);
        if (this.members.has(pid) || this.#excluded.has(pid) || process.zombie) continue;
        if ((before && sameStart(before, process)) || !this.#belongs(process)) continue;
        this.members.set(pid, process);
        this.#formerMembers.add(pid);
        seen.push(process);
        found = true;
      }
    }
    return seen;
  }

  #belongs(process: ListedProcess): boolean {
    if (process.pid === this.#root && !this.#rootFound) {
      this.#rootFound = true;
      return true;
    }
    const parent = this.members.get(process.ppid);
    // Where pids are reused freely, as on Windows, the parent's number may belong to a younger, foreign process.
    if (parent !== undefined) return parent.started <= process.started + JITTER_S;
    const { group } = process;
    return group !== undefined && group !== process.pid && this.#formerMembers.has(group);
  }
}

function sameStart(one: ListedProcess, other: ListedProcess): boolean {
  return Math.abs(one.started - other.started) <= JITTER_S;
}
