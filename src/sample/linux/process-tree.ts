import { type Diagnostics, NO_DIAGNOSTICS } from '../../host/diagnostics.ts';
import type { Unseen } from '../sampler.ts';
import { type Births, NOBODY, withOne } from './births.ts';
import { Descriptors } from './descriptors.ts';
import { Ends } from './ends.ts';
import { RunMark } from './environment.ts';
import { FaultAccounts } from './fault-accounts.ts';
import { FormerMembers } from './former-members.ts';
import { type Membership, MembershipTest } from './membership.ts';
import { PageSize } from './page-size.ts';
import { PidWatch } from './pid-watch.ts';
import type { ProcFiles } from './proc-files.ts';
import { ProcessEntry } from './process-entry.ts';
import { runsInParentsMemory } from './shared-memory.ts';
import { startOf } from './stat.ts';

/**
 * A process is reported again after an exec, under its new name, up to this often: some rename themselves all the
 * time.
 */
const MAX_ANNOUNCEMENTS = 4;
/** How often to retry a process without an environment: it may be in the middle of an exec. */
const MAX_ASKS = 5;
/** Full readings per sample; in a larger tree the rest get a quick reading, and each process has its turn. */
const MAX_WHOLE_READINGS = 128;
/**
 * Between fork and exec a child's pages are its parent's. A child that has not called exec after this time was forked
 * to stay, whatever it does.
 */
const FORKED_TO_STAY_MS = 500;

export interface GoneProcess {
  readonly pid: number;
  readonly hwm?: number;
}

/** The processes of one run: the root and all its descendants, even those re-parented since. */
export class ProcessTree {
  /** All processes not yet reaped, zombies included, in order of birth. */
  readonly entries = new Map<number, ProcessEntry>();
  /** Processes gone since `reported` was called, each with its last known high-water mark in bytes. */
  gone: GoneProcess[] = [];
  /** Sum of the high-water marks of those, bytes. */
  goneHwm = 0;
  /** Processes that are new under a name of their own, or changed it by an exec. */
  arrived: ProcessEntry[] = [];
  readonly ends = new Ends();
  readonly #descriptors: Descriptors;
  readonly #watch: PidWatch;
  readonly #formerMembers = new FormerMembers();
  readonly #membership: MembershipTest;
  readonly #pageSize: PageSize;
  readonly #diagnostics: Diagnostics;
  readonly #accounts: FaultAccounts;
  #turn = 0;
  /** Pids handed out since `unseen` was called that are found nowhere. */
  #vanished = 0;
  #births: Births = NOBODY;
  /** Undecided pids, with the retries they have left. */
  readonly #undecided = new Map<number, number>();
  /** Foreign pids of the current update, with their parents. */
  readonly #strangers = new Map<number, number>();

  constructor(options: {
    files: ProcFiles;
    root: number;
    run: string;
    exclude: readonly number[];
    diagnostics?: Diagnostics;
  }) {
    const { files, root, diagnostics = NO_DIAGNOSTICS } = options;
    this.#diagnostics = diagnostics;
    this.#pageSize = new PageSize(files);
    this.#descriptors = new Descriptors(files);
    this.#watch = new PidWatch(files, root);
    const started = startOf(files, root);
    this.#membership = new MembershipTest({
      files,
      mark: new RunMark(files, options.run),
      members: this.entries,
      formerMembers: this.#formerMembers,
      excluded: options.exclude,
      since: started,
    });
    this.#accounts = new FaultAccounts(files, this.#pageSize, root);
    if (started >= 0) this.#add(root, started, 0);
    diagnostics.debug('process found', { pid: root, by: 'start', started });
  }

  /** Reads every process and looks for new ones; `now` in monotonic milliseconds. */
  update(now: number): void {
    if (this.entries.size <= MAX_WHOLE_READINGS) {
      for (const entry of this.entries.values()) {
        this.#accounts.look(entry);
        this.#read(entry);
      }
    } else {
      this.#accounts.suspend();
      this.#readLarge();
    }
    this.findNewcomers();
    this.#dropSharedMemory(now);
  }

  /** Whether any pid was handed out since newcomers were last looked for. */
  get born(): boolean {
    return this.#watch.moved;
  }

  /** What lived unseen up to the last update, since the update before; undefined where nothing did. */
  unseen(): Unseen | undefined {
    const unseen = this.#accounts.settle(this.entries, this.#vanished);
    this.#vanished = 0;
    return unseen;
  }

  /** What arrived and what went so far was told. */
  reported(): void {
    this.gone = [];
    this.goneHwm = 0;
    this.arrived = [];
  }

  /** A number for the living forks that run their parent's program: another set of them has another number. */
  get forks(): number {
    let number = 0;
    for (const { living, forked, ownMemory, pid, started } of this.entries.values()) {
      if (living && forked && ownMemory) number = (number + Math.imul(pid, started | 1)) | 0;
    }
    return number;
  }

  /** Half of the full readings go to processes that moved, half to those whose turn it is. */
  #readLarge(): void {
    const turns = Math.ceil((2 * this.entries.size) / MAX_WHOLE_READINGS);
    this.#turn++;
    let left = MAX_WHOLE_READINGS / 2;
    for (const entry of this.entries.values()) {
      if (!entry.ownMemory || (entry.pid + this.#turn) % turns === 0) {
        this.#read(entry);
        continue;
      }
      const quick = entry.quickRead(this.#pageSize);
      if (quick === 'unclear') this.#read(entry);
      else if (quick === 'moved' && left > 0) {
        left--;
        if (entry.readAgain(this.#pageSize) === 'gone') this.#remove(entry);
      }
    }
  }

  /** Adds the processes born since the last call. */
  findNewcomers(): Births {
    this.#births = NOBODY;
    const asked = [...this.#undecided];
    this.#undecided.clear();
    for (const [pid, left] of asked) this.#classify(pid, left - 1);
    for (const pid of this.#watch.newcomers()) {
      if (this.#classify(pid, MAX_ASKS) === 'gone') this.#vanished++;
    }
    this.#vanished += this.#watch.unlisted;
    this.#classifyStrangers();
    return this.#births;
  }

  /** A child classified before its parent looked foreign: a listing is not in order of birth. */
  #classifyStrangers(): void {
    let found = true;
    while (found) {
      found = false;
      for (const [pid, ppid] of this.#strangers) {
        if (!this.entries.has(ppid)) continue;
        this.#strangers.delete(pid);
        this.#classify(pid, 0);
        found = true;
      }
    }
    this.#strangers.clear();
  }

  #classify(pid: number, asksLeft: number): Membership {
    if (this.entries.has(pid)) return 'member';
    const membership = this.#membership.classify(pid);
    const { started, ppid, executed, by } = this.#membership.newcomer;
    switch (membership) {
      case 'member': {
        this.#accounts.enter(pid, this.#membership.newcomer.figures);
        const entry = this.#add(pid, started, ppid);
        entry.forked = !executed;
        this.#births = withOne(this.#births, !executed);
        this.#read(entry);
        if (this.#diagnostics.enabled) {
          const { name } = entry;
          this.#diagnostics.debug('process found', { pid, ppid, by, name, started, executed });
        }
        if (executed && this.entries.has(pid)) this.#announce(entry);
        break;
      }
      case 'later':
        this.#births = withOne(this.#births, false);
        if (this.#diagnostics.tracing) {
          this.#diagnostics.trace('process undecided', { pid, ppid, asksLeft });
        }
        if (asksLeft > 0) this.#undecided.set(pid, asksLeft);
        break;
      case 'foreign':
        this.#formerMembers.forget(pid);
        this.#strangers.set(pid, ppid);
        if (this.#diagnostics.tracing) this.#diagnostics.trace('process foreign', { pid, ppid });
        break;
      case 'gone':
        this.#births = withOne(this.#births, false);
        this.#formerMembers.forget(pid);
        break;
      case 'not-a-process':
        this.#formerMembers.forget(pid);
        break;
    }
    return membership;
  }

  #add(pid: number, started: number, ppid: number): ProcessEntry {
    const entry = new ProcessEntry(this.#descriptors, pid, started, ppid);
    this.entries.set(pid, entry);
    this.#formerMembers.remember(pid);
    return entry;
  }

  #read(entry: ProcessEntry): void {
    const reading = entry.read(this.#pageSize);
    if (reading === 'zombie' && !entry.ended) {
      entry.readEnd();
      this.ends.add(entry);
    }
    if (reading === 'gone') this.#remove(entry);
    else if (entry.readings > 1) this.#announce(entry);
  }

  #announce(entry: ProcessEntry): void {
    if (entry.announced === entry.name || entry.announcements === MAX_ANNOUNCEMENTS) return;
    entry.announced = entry.name;
    entry.announcements++;
    this.arrived.push(entry);
  }

  #remove(entry: ProcessEntry): void {
    this.#announce(entry);
    this.ends.add(entry);
    entry.close();
    this.entries.delete(entry.pid);
    this.#accounts.leave(entry.pid);
    if (this.#diagnostics.enabled) {
      const { pid, name, hwm } = entry;
      this.#diagnostics.debug('process gone', { pid, name, hwm });
    }
    if (entry.wasLiving) this.goneHwm += entry.hwm;
    this.gone.push(entry.hwm > 0 ? { pid: entry.pid, hwm: entry.hwm } : { pid: entry.pid });
  }

  #dropSharedMemory(now: number): void {
    for (const entry of this.entries.values()) {
      if (entry.ownMemory || !entry.living) continue;
      entry.comparedAt ??= now;
      const parent = this.entries.get(entry.ppid);
      if (!parent?.living) entry.countsWhole();
      else if (runsInParentsMemory(entry, parent, this.#pageSize)) entry.sharesParentsMemory();
      else if (!entry.forked || now - entry.comparedAt >= FORKED_TO_STAY_MS) entry.countsWhole();
      else this.#dropCopiedPages(entry, parent);
    }
  }

  #dropCopiedPages(entry: ProcessEntry, parent: ProcessEntry): void {
    switch (entry.sinceFork()) {
      case 'about-to':
        entry.sharesParentsPages(parent);
        break;
      case 'stays':
        entry.countsWhole();
        break;
      case 'another-program':
        // Perhaps only since its figures were read.
        entry.countsWhole();
        entry.readAgain(this.#pageSize);
    }
  }

  close(): void {
    for (const held of [...this.entries.values(), this.#watch, this.#accounts]) held.close();
    this.entries.clear();
  }
}
