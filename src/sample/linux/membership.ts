import type { RunMark } from './environment.ts';
import { type ProcFiles, readOnce } from './proc-files.ts';
import { emptyStat, FORKED_ONLY, KERNEL_THREAD, parseStat, type StatReading } from './stat.ts';
import { emptyStatus, parseStatus } from './status.ts';

/** 'later': not decidable yet, ask again; 'not-a-process': a thread, a kernel thread, our own, or older than the run. */
export type Membership = 'member' | 'foreign' | 'later' | 'gone' | 'not-a-process';

/** What `classify` read about a pid; valid until the next call. */
export interface Newcomer {
  ppid: number;
  started: number;
  /** It has called exec: its name and arguments are no longer its parent's. */
  executed: boolean;
  /** Of a member: which test found it. */
  by: 'parent' | 'session' | 'group' | 'environment';
  readonly figures: StatReading;
}

/** Pids known to the tree, whether the kernel names them as parent, group or session. */
export interface Known {
  has(pid: number): boolean;
}

const bytes = Buffer.allocUnsafe(4096);
const status = emptyStatus();
const stat: StatReading = emptyStat();

/**
 * Decides whether a new process belongs to the run. In this order: its parent does (a process forked by a thread
 * names the thread's process); its group or session was led by a member (the kernel does not reuse such a number
 * while the group lives); its environment names the run. The last two find processes that were re-parented before
 * they were first seen.
 */
export class MembershipTest {
  readonly newcomer: Newcomer = {
    ppid: 0,
    started: 0,
    executed: false,
    by: 'parent',
    figures: stat,
  };
  readonly #files: ProcFiles;
  readonly #mark: RunMark;
  readonly #known: Known;
  readonly #formerMembers: Known;
  readonly #excluded: ReadonlySet<number>;
  readonly #since: number;

  /** `since`: the root's start in clock ticks; processes older than that are not ours. */
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
    if (this.#excluded.has(pid)) return 'not-a-process';
    if (!this.#files.exists(`/proc/${pid}`)) return 'gone';
    const statusLength = readOnce(this.#files, `/proc/${pid}/status`, bytes);
    if (statusLength > 0) {
      parseStatus(bytes, statusLength, status);
      // Threads have a /proc entry as well.
      if (status.tgid !== pid) return 'not-a-process';
    }
    const statLength = readOnce(this.#files, `/proc/${pid}/stat`, bytes);
    if (statLength <= 0 || !parseStat(bytes, statLength, stat)) return 'gone';
    if (stat.started < this.#since || (stat.flags & KERNEL_THREAD) !== 0) return 'not-a-process';
    this.newcomer.ppid = stat.ppid;
    this.newcomer.started = stat.started;
    this.newcomer.executed = (stat.flags & FORKED_ONLY) === 0;
    if (this.#known.has(stat.ppid)) return this.#member('parent');
    if (this.#formerMembers.has(stat.session)) return this.#member('session');
    if (this.#formerMembers.has(stat.group)) return this.#member('group');
    switch (this.#mark.in(pid)) {
      case 'yes':
        return this.#member('environment');
      case 'no':
        return 'foreign';
      case 'empty':
        return 'later';
    }
  }

  #member(by: Newcomer['by']): 'member' {
    this.newcomer.by = by;
    return 'member';
  }
}
