import { type Diagnostics, NO_DIAGNOSTICS } from '../../host/diagnostics.ts';
import { Descriptors } from './descriptors.ts';
import { RunMark } from './environment.ts';
import { Founders } from './former-members.ts';
import { KinshipTest } from './membership.ts';
import { PageSize } from './page-size.ts';
import { PidWatch } from './pid-watch.ts';
import { type ProcFiles, readOnce } from './proc-files.ts';
import { ProcessEntry } from './process-entry.ts';
import { runsInParentsMemory } from './shared-memory.ts';
import { emptyStat, parseStat } from './stat.ts';

/** A process that starts another program is told again under its new name; one that renames itself all the time is not. */
const ANNOUNCEMENTS = 4;
/** How often a process without an environment is asked again: it may be in the middle of an exec. */
const ASK_AGAIN = 5;
/** So many whole readings a sample; of a larger tree the rest is glanced at, and everyone has its turn. */
const WHOLE_READINGS = 128;
/** Between fork and exec a child's pages are its parent's. One that still runs no program of its own after this, milliseconds, was forked to stay, whatever it does. */
const FORKED_TO_STAY = 500;

export interface GoneProcess {
  readonly pid: number;
  readonly hwm?: number;
}

/** The processes of one run: the root and whoever descends from it, wherever they went since. */
export class ProcessTree {
  /** Everyone that has not been reaped, zombies included, in order of birth. */
  readonly entries = new Map<number, ProcessEntry>();
  /** Who went at the last update, with the last known high-water mark in bytes. */
  gone: GoneProcess[] = [];
  /** What those added up to that ended since the update before, bytes. */
  goneHwm = 0;
  /** Who came with a name of its own, or took another one by an exec. */
  arrived: ProcessEntry[] = [];
  readonly #descriptors: Descriptors;
  readonly #watch: PidWatch;
  readonly #founders = new Founders();
  readonly #kinship: KinshipTest;
  readonly #pageSize: PageSize;
  readonly #diagnostics: Diagnostics;
  #turn = 0;
  /** Whom to ask again at the next look, and how often still. */
  readonly #undecided = new Map<number, number>();
  /** The foreign ones of the present look, with their parents. */
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
    this.#kinship = new KinshipTest({
      files,
      mark: new RunMark(files, options.run),
      members: this.entries,
      founders: this.#founders,
      excluded: options.exclude,
      since: started,
    });
    if (started >= 0) this.#add(root, started, 0);
    diagnostics.debug('process found', { pid: root, by: 'start', started });
  }

  /** Reads every process and looks for new ones; `now` in milliseconds. */
  update(now: number): void {
    this.gone = [];
    this.goneHwm = 0;
    this.arrived = [];
    if (this.entries.size <= WHOLE_READINGS) {
      for (const entry of this.entries.values()) this.#read(entry);
    } else this.#readLarge();
    this.findNewcomers();
    this.#dropSharedMemory(now);
  }

  /** Half of the whole readings go to those that moved, half to those whose turn it is. */
  #readLarge(): void {
    const turns = Math.ceil((2 * this.entries.size) / WHOLE_READINGS);
    this.#turn++;
    let left = WHOLE_READINGS / 2;
    for (const entry of this.entries.values()) {
      if (!entry.ownMemory || (entry.pid + this.#turn) % turns === 0) {
        this.#read(entry);
        continue;
      }
      const glance = entry.glance(this.#pageSize);
      if (glance === 'unclear') this.#read(entry);
      else if (glance === 'moved' && left > 0) {
        left--;
        if (entry.readAgain(this.#pageSize) === 'gone') this.#bury(entry);
      }
    }
  }

  /** Adds whoever was born since the last look. */
  findNewcomers(): void {
    const asked = [...this.#undecided];
    this.#undecided.clear();
    for (const [pid, left] of asked) this.#meet(pid, left - 1);
    for (const pid of this.#watch.newcomers()) this.#meet(pid, ASK_AGAIN);
    this.#meetAgain();
  }

  /** A child that was met before its parent was taken for a stranger: the order of a listing is not that of birth. */
  #meetAgain(): void {
    let met = true;
    while (met) {
      met = false;
      for (const [pid, ppid] of this.#strangers) {
        if (!this.entries.has(ppid)) continue;
        this.#strangers.delete(pid);
        this.#meet(pid, 0);
        met = true;
      }
    }
    this.#strangers.clear();
  }

  #meet(pid: number, asksLeft: number): void {
    if (this.entries.has(pid)) return;
    const kinship = this.#kinship.of(pid);
    const { started, ppid, executed, by } = this.#kinship.newcomer;
    switch (kinship) {
      case 'member': {
        const entry = this.#add(pid, started, ppid);
        entry.forked = !executed;
        this.#read(entry);
        if (this.#diagnostics.enabled) {
          const { name } = entry;
          this.#diagnostics.debug('process found', { pid, ppid, by, name, started, executed });
        }
        if (executed && this.entries.has(pid)) this.#announce(entry);
        break;
      }
      case 'later':
        if (this.#diagnostics.tracing) {
          this.#diagnostics.trace('process undecided', { pid, ppid, asksLeft });
        }
        if (asksLeft > 0) this.#undecided.set(pid, asksLeft);
        break;
      case 'foreign':
        this.#founders.forget(pid);
        this.#strangers.set(pid, ppid);
        if (this.#diagnostics.tracing) this.#diagnostics.trace('process foreign', { pid, ppid });
        break;
      case 'nobody':
        this.#founders.forget(pid);
        break;
    }
  }

  #add(pid: number, started: number, ppid: number): ProcessEntry {
    const entry = new ProcessEntry(this.#descriptors, pid, started, ppid);
    this.entries.set(pid, entry);
    this.#founders.remember(pid);
    return entry;
  }

  #read(entry: ProcessEntry): void {
    if (entry.read(this.#pageSize) === 'gone') this.#bury(entry);
    else if (entry.readings > 1) this.#announce(entry);
  }

  #announce(entry: ProcessEntry): void {
    if (entry.announced === entry.name || entry.announcements === ANNOUNCEMENTS) return;
    entry.announced = entry.name;
    entry.announcements++;
    this.arrived.push(entry);
  }

  #bury(entry: ProcessEntry): void {
    this.#announce(entry);
    entry.close();
    this.entries.delete(entry.pid);
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
      entry.metAt ??= now;
      const parent = this.entries.get(entry.ppid);
      if (!parent?.living) entry.countsWhole();
      else if (runsInParentsMemory(entry, parent, this.#pageSize)) entry.sharesParentsMemory();
      else if (!entry.forked || now - entry.metAt >= FORKED_TO_STAY) entry.countsWhole();
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
        // Since its figures were read, perhaps.
        entry.countsWhole();
        entry.readAgain(this.#pageSize);
    }
  }

  close(): void {
    for (const entry of this.entries.values()) entry.close();
    this.entries.clear();
    this.#watch.close();
  }
}

function startOf(files: ProcFiles, pid: number): number {
  const bytes = Buffer.allocUnsafe(4096);
  const stat = emptyStat();
  const length = readOnce(files, `/proc/${pid}/stat`, bytes);
  return length > 0 && parseStat(bytes, length, stat) ? stat.started : -1;
}
