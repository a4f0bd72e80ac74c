import type { RunMark } from './environment.ts';
import { type ProcFiles, readOnce } from './proc-files.ts';
import { emptyStat, FORKED_ONLY, KERNEL_THREAD, parseStat, type StatReading } from './stat.ts';
import { emptyStatus, parseStatus } from './status.ts';

/** 'later': it cannot be told yet, ask again; 'nobody': no process that could ever belong to the run. */
export type Kinship = 'member' | 'foreign' | 'later' | 'nobody';

/** What is known of a pid once it was asked for; valid until the next question. */
export interface Newcomer {
  ppid: number;
  started: number;
  /** It runs a program of its own: its name and arguments are not its parent's any more. */
  executed: boolean;
  /** Of a member: which test found it. */
  by: 'parent' | 'session' | 'group' | 'environment';
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
export class KinshipTest {
  readonly newcomer: Newcomer = { ppid: 0, started: 0, executed: false, by: 'parent' };
  readonly #files: ProcFiles;
  readonly #mark: RunMark;
  readonly #known: Known;
  readonly #founders: Known;
  readonly #excluded: ReadonlySet<number>;
  readonly #since: number;

  /** `since`: the root's start; whoever is older is foreign. */
  constructor(options: {
    files: ProcFiles;
    mark: RunMark;
    members: Known;
    founders: Known;
    excluded: readonly number[];
    since: number;
  }) {
    this.#files = options.files;
    this.#mark = options.mark;
    this.#known = options.members;
    this.#founders = options.founders;
    this.#excluded = new Set(options.excluded);
    this.#since = options.since;
  }

  of(pid: number): Kinship {
    if (this.#excluded.has(pid) || !this.#files.exists(`/proc/${pid}`)) return 'nobody';
    const statusLength = readOnce(this.#files, `/proc/${pid}/status`, bytes);
    if (statusLength > 0) {
      parseStatus(bytes, statusLength, status);
      // A thread has a number too, but is no process.
      if (status.tgid !== pid) return 'nobody';
    }
    const statLength = readOnce(this.#files, `/proc/${pid}/stat`, bytes);
    if (statLength <= 0 || !parseStat(bytes, statLength, stat)) return 'nobody';
    if (stat.started < this.#since || (stat.flags & KERNEL_THREAD) !== 0) return 'nobody';
    this.newcomer.ppid = stat.ppid;
    this.newcomer.started = stat.started;
    this.newcomer.executed = (stat.flags & FORKED_ONLY) === 0;
    if (this.#known.has(stat.ppid)) return this.#member('parent');
    if (this.#founders.has(stat.session)) return this.#member('session');
    if (this.#founders.has(stat.group)) return this.#member('group');
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
