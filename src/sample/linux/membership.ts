import type { RunMark } from './environment.ts';
import { type ProcFiles, readOnce } from './proc-files.ts';
import { emptyStat, FORKED_ONLY, KERNEL_THREAD, parseStat, type StatReading } from './stat.ts';
import { emptyStatus, parseStatus } from './status.ts';

/** 'later': it cannot be told yet, ask again; 'not-a-process': no process that could ever belong to the run. */
export type Membership = 'member' | 'foreign' | 'later' | 'not-a-process';

/** What is known of a pid once it was asked for; valid until the next question. */
export interface Newcomer {
  ppid: number;
  started: number;
  /** It runs a program of its own: its name and arguments are not its parent's any more. */
  executed: boolean;
}

/** Who of the tree is known: by pid, as the kernel would name it as parent, group or session. */
export interface Known {
  has(pid: number): boolean;
}

const bytes = Buffer.allocUnsafe(4096);
const status = emptyStatus();
const stat: StatReading = emptyStat();

/**
 * Tells whether a new process belongs to the run. In this order: its parent does (a process forked by a thread names the
 * thread's process); its group or session was founded by a member (a number that the kernel does not give anew while the
 * group lives); its environment names the run. The last two find what was re-parented before it was first seen.
 */
export class MembershipTest {
  readonly newcomer: Newcomer = { ppid: 0, started: 0, executed: false };
  readonly #files: ProcFiles;
  readonly #mark: RunMark;
  readonly #known: Known;
  readonly #formerMembers: Known;
  readonly #excluded: ReadonlySet<number>;
  readonly #since: number;

  /** `since`: the root's start; whoever is older is foreign. */
  constructor(options: {
    files: ProcFiles;
    mark: RunMark;
    members: Known;
    formerMembers: Known;
    excluded: readonly number[];
    since: number;
  }) {
    this.#files = options.files;
    this.#mark = options.mark;
    this.#known = options.members;
    this.#formerMembers = options.formerMembers;
    this.#excluded = new Set(options.excluded);
    this.#since = options.since;
  }

  classify(pid: number): Membership {
    if (this.#excluded.has(pid) || !this.#files.exists(`/proc/${pid}`)) return 'not-a-process';
    const statusLength = readOnce(this.#files, `/proc/${pid}/status`, bytes);
    if (statusLength > 0) {
      parseStatus(bytes, statusLength, status);
      // A thread has a number too, but is no process.
      if (status.tgid !== pid) return 'not-a-process';
    }
    const statLength = readOnce(this.#files, `/proc/${pid}/stat`, bytes);
    if (statLength <= 0 || !parseStat(bytes, statLength, stat)) return 'not-a-process';
    if (stat.started < this.#since || (stat.flags & KERNEL_THREAD) !== 0) return 'not-a-process';
    this.newcomer.ppid = stat.ppid;
    this.newcomer.started = stat.started;
    this.newcomer.executed = (stat.flags & FORKED_ONLY) === 0;
    if (this.#known.has(stat.ppid)) return 'member';
    if (this.#formerMembers.has(stat.session) || this.#formerMembers.has(stat.group))
      return 'member';
    switch (this.#mark.in(pid)) {
      case 'yes':
        return 'member';
      case 'no':
        return 'foreign';
      case 'empty':
        return 'later';
    }
  }
}
