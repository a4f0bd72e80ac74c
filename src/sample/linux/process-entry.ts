import type { ProcessSample } from '../sampler.ts';
import type { Descriptors } from './descriptors.ts';
import { isSampleOf, sampleOf } from './entry-sample.ts';
import type { PageSize } from './page-size.ts';
import { ProcessFiles } from './process-files.ts';
import { emptyStat, FORKED_ONLY, type StatReading } from './stat.ts';
import { emptyStatus, type StatusReading } from './status.ts';

const ZOMBIE = 90; // 'Z'
const DEAD = 88; // 'X'
const SLEEPING = 83; // 'S'
/** No process runs for this many clock ticks between fork and exec. */
const WORKED_TICKS = 2;

/** Result of a full reading. */
export type Reading = 'living' | 'zombie' | 'gone' | 'unreadable';
/** Result of a quick reading: size unchanged, size moved, or a full reading is needed. */
export type QuickReading = 'unchanged' | 'moved' | 'unclear';

const status = emptyStatus();
const stat = emptyStat();
const pages = { resident: 0, shared: 0 };

/** One process of the tree, from when it was first seen to its end, with the figures of its last two readings. */
export class ProcessEntry {
  readonly pid: number;
  /** Clock ticks after boot; together with the pid it identifies the process. */
  readonly started: number;
  ppid: number;
  name = '';
  living = false;
  /** `living` at the previous reading. */
  wasLiving = false;
  /** Bytes; -1 where unknown. */
  rss = 0;
  hwm = 0;
  anon = -1;
  file = -1;
  shmem = -1;
  swap = -1;
  hugetlb = -1;
  pss = -1;
  previousRss = 0;
  previousHwm = 0;
  /** How often it was read. */
  readings = 0;
  /** The name it was last reported under. */
  announced: string | undefined;
  /** How often it was reported as seen. */
  announcements = 0;
  /** When its figures were first compared with its parent's, monotonic milliseconds. */
  comparedAt: number | undefined;
  /** Set once its figures differed from its parent's: from then on its memory is its own. */
  ownMemory = false;
  /** It had not called exec when that was last looked at. */
  forked = false;
  /** RssAnon at its first reading, bytes; -1 where unknown. */
  firstAnon = -1;
  /** The hash of the command line that it was last reported with, 0 without one; undefined before it was reported. */
  words: number | undefined;
  /** Its RSS when its command line was last looked at, or less if it has shrunk since, bytes. */
  lookedRss = 0;
  /** How often it was reported anew for its command line. */
  titles = 0;
  /** Bytes of its figures that are its parent's pages, copied to it by fork. */
  inherited = 0;
  /** Its RSS when it was last seen to hold any, bytes; 0 before. */
  heldRss = 0;
  /** The number of the signal that ended it, 0 if it exited; undefined where that was not seen (yet). */
  signal: number | undefined;
  /** Its end was told. */
  ended = false;

  readonly #files: ProcessFiles;
  /** Of `inherited`, what belongs to no file; -1 where unknown. */
  #inheritedAnon = -1;
  #residentPages = -1;
  #sharedPages = -1;
  #nameHash = -1;
  #sample: ProcessSample | undefined;

  constructor(descriptors: Descriptors, pid: number, started: number, ppid: number) {
    this.pid = pid;
    this.started = started;
    this.ppid = ppid;
    this.#files = new ProcessFiles(descriptors, pid, started);
  }

  /** Reads its figures; the former ones become the previous ones. */
  read(pageSize: PageSize): Reading {
    this.#shift();
    if (this.rss > 0) this.heldRss = this.rss;
    const result = this.#read(pageSize);
    this.living = result === 'living' || result === 'unreadable';
    if (result === 'zombie' || result === 'gone') {
      this.rss = 0;
      this.anon = this.file = this.shmem = this.swap = this.hugetlb = -1;
    }
    return result;
  }

  /** Reads its faults and CPU time, and those of the children that it has waited for; false if it is gone. */
  account(into: StatReading): boolean {
    return this.#files.account(into);
  }

  /** Whether it is alive right now; leaves its figures alone. Asked before signalling, in case the pid was reused. */
  livesNow(): boolean {
    switch (this.#files.status(status)) {
      case 'read':
        return !isDead(status.state) || status.threads > 1;
      case 'gone':
        return false;
      case 'denied':
        return this.living;
    }
  }

  #shift(): void {
    this.wasLiving = this.living;
    this.previousRss = this.rss;
    this.previousHwm = this.hwm;
    this.pss = -1;
    this.readings++;
  }

  /**
   * Reads `statm`, at a quarter of the cost of `status`. Unless the result is 'unclear' it counts as a reading:
   * sizes are exact, but the split between file and shmem is that of the last full reading, and a spike in between
   * goes unseen until the next.
   */
  quickRead(pageSize: PageSize): QuickReading {
    if (!this.living || this.readings === 0) return 'unclear';
    // Zombies and leaders that ended before their threads have no pages: it was one before, or has become one.
    if (!this.#files.statm(pages)) return 'unclear';
    const { resident, shared } = pages;
    const moved = resident !== this.#residentPages || shared !== this.#sharedPages;
    this.#residentPages = resident;
    this.#sharedPages = shared;
    this.#shift();
    if (!moved) return 'unchanged';
    this.rss = resident * pageSize.bytes;
    this.hwm = Math.max(this.hwm, this.rss);
    if (this.anon >= 0) {
      this.anon = (resident - shared) * pageSize.bytes;
      this.shmem = Math.min(this.shmem, shared * pageSize.bytes);
      this.file = shared * pageSize.bytes - this.shmem;
    }
    return 'moved';
  }

  /** A full reading in place of the quick one just taken. */
  readAgain(pageSize: PageSize): Reading {
    const { wasLiving, previousRss, previousHwm } = this;
    const result = this.read(pageSize);
    this.readings--;
    this.wasLiving = wasLiving;
    this.previousRss = previousRss;
    this.previousHwm = previousHwm;
    return result;
  }

  #read(pageSize: PageSize): Reading {
    const result = this.#files.status(status);
    if (result === 'gone') return 'gone';
    if (result === 'denied') return this.#readStat(pageSize);
    this.#rename();
    if (status.ppid >= 0) this.ppid = status.ppid;
    if (isDead(status.state)) {
      if (status.threads <= 1 || !this.#files.otherThread(status)) return 'zombie';
    }
    // Between its end and the change of its state: its memory is gone (exit_mm in kernel/exit.c), and so is it for a tree.
    if (status.rss < 0 && !this.#files.otherThread(status)) {
      this.signal ??= this.#files.endSignal();
      return 'zombie';
    }
    take(this, status);
    if (this.readings === 1) this.firstAnon = this.anon;
    return 'living';
  }

  /** Another user's process, or a hidden one: `stat` still gives the RSS. */
  #readStat(pageSize: PageSize): Reading {
    const result = this.#files.stat(stat);
    if (result === 'gone') return 'gone';
    if (result === 'denied') return 'unreadable';
    this.ppid = stat.ppid;
    if (isDead(stat.state)) return 'zombie';
    this.rss = Math.max(0, stat.rssPages) * pageSize.bytes;
    this.hwm = Math.max(this.hwm, this.rss);
    // Its parts are not in this file: those of an earlier reading would not add up to it.
    this.anon = this.file = this.shmem = this.swap = -1;
    return 'living';
  }

  #rename(): void {
    const hash = this.#files.nameHash(status);
    if (hash === this.#nameHash) return;
    this.#nameHash = hash;
    this.name = this.#files.name(status);
    this.#sample = undefined;
  }

  /** The /proc folder that its memory can be read from. */
  get folder(): string {
    return this.#files.folder;
  }

  /** Looks how it ended, before its parent takes note of it. */
  readEnd(): void {
    this.signal ??= this.#files.endSignal();
  }

  /** Whether SIGKILL is about to end it, or just does. */
  isBeingKilled(): boolean {
    return this.#files.isBeingKilled();
  }

  /** Counts it as holding nothing of its own for now: it runs in its parent's memory. */
  sharesParentsMemory(): void {
    this.rss = 0;
    this.hwm = 0;
    this.anon = this.file = this.shmem = this.swap = this.hugetlb = -1;
  }

  /**
   * Whether it has called exec since it was forked, may be about to, or was forked to stay: it sleeps or has done
   * work.
   */
  sinceFork(): 'another-program' | 'about-to' | 'stays' {
    if (this.#files.stat(stat) !== 'read' || (stat.flags & FORKED_ONLY) === 0) {
      return 'another-program';
    }
    return stat.state === SLEEPING || stat.ran >= WORKED_TICKS ? 'stays' : 'about-to';
  }

  /** Whether it has not called exec yet. Read again only of those that had not when they were first seen. */
  runsParentsProgram(): boolean {
    if (!this.forked || !this.living) return false;
    if (this.#files.stat(stat) !== 'read') return false;
    this.forked = (stat.flags & FORKED_ONLY) !== 0;
    return this.forked;
  }

  /** Counts only what it holds beyond the pages copied from its parent. */
  sharesParentsPages(parent: ProcessEntry): void {
    if (this.inherited === 0) this.inherited = Math.min(this.rss, parent.rss);
    if (this.anon >= 0 && this.#inheritedAnon < 0) {
      this.#inheritedAnon = Math.min(this.anon, Math.max(0, parent.anon));
    }
    this.rss = Math.max(0, this.rss - this.inherited);
    this.hwm = Math.max(0, this.hwm - this.inherited);
    this.swap = this.hugetlb = -1;
    if (this.anon < 0) return;
    // Its parts add up to what is counted: fork copies what belongs to no file, file pages come back one by one.
    this.anon = Math.min(this.rss, Math.max(0, this.anon - this.#inheritedAnon));
    this.shmem = Math.min(this.rss - this.anon, this.shmem);
    this.file = this.rss - this.anon - this.shmem;
  }

  /** From now on its memory counts as its own. */
  countsWhole(): void {
    this.ownMemory = true;
    this.inherited = 0;
  }

  /** Its figures as a value; the same object while they do not change. */
  sample(): ProcessSample {
    const last = this.#sample;
    if (last !== undefined && isSampleOf(last, this)) return last;
    this.#sample = sampleOf(this);
    return this.#sample;
  }

  close(): void {
    this.#files.close();
  }
}

const isDead = (state: number): boolean => state === ZOMBIE || state === DEAD;

function take(entry: ProcessEntry, from: StatusReading): void {
  entry.rss = from.rss;
  entry.hwm = Math.max(from.hwm, from.rss);
  entry.anon = from.anon;
  entry.file = from.file;
  entry.shmem = from.shmem;
  entry.swap = from.swap;
  entry.hugetlb = from.hugetlb;
}
