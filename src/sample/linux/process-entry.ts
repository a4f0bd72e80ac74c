import type { ProcessSample } from '../sampler.ts';
import type { Descriptors } from './descriptors.ts';
import type { PageSize } from './page-size.ts';
import { ProcessFiles } from './process-files.ts';
import { emptyStat, FORKED_ONLY } from './stat.ts';
import { emptyStatus, type StatusReading } from './status.ts';

const ZOMBIE = 90; // 'Z'
const DEAD = 88; // 'X'
const SLEEPING = 83; // 'S'
/** Clock ticks: nobody runs for so long between fork and exec. */
const WORKED_TICKS = 2;

/** What the reading of a process came to. */
export type Reading = 'living' | 'zombie' | 'gone' | 'unreadable';
/** What a short look told: its size stayed, it moved, or only a whole reading can tell. */
export type QuickReading = 'unchanged' | 'moved' | 'unclear';

const status = emptyStatus();
const stat = emptyStat();
const pages = { resident: 0, shared: 0 };

/** One process that was once seen in the tree, from its birth to its end, with its figures of the last two readings. */
export class ProcessEntry {
  readonly pid: number;
  /** Clock ticks after boot; with the pid it is the process's identity. */
  readonly started: number;
  ppid: number;
  name = '';
  living = false;
  /** At the reading before. */
  wasLiving = false;
  /** Bytes; -1 where it cannot be told. */
  rss = 0;
  hwm = 0;
  anon = -1;
  file = -1;
  shmem = -1;
  swap = -1;
  pss = -1;
  previousRss = 0;
  previousHwm = 0;
  /** How often it was read. */
  readings = 0;
  /** The name that it was last told as seen with. */
  announced: string | undefined;
  /** How often it was told. */
  announcements = 0;
  /** When its figures were first compared with its parent's, milliseconds. */
  comparedAt: number | undefined;
  /** Set once its figures differed from its parent's: its memory is its own from then on. */
  ownMemory = false;
  /** It ran no program of its own when it was met. */
  forked = false;
  /** What of its figures are its parent's pages, which a fork has copied to it; bytes. */
  inherited = 0;

  readonly #files: ProcessFiles;
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

  /** Reads its figures; the former ones become the previous. */
  read(pageSize: PageSize): Reading {
    this.#shift();
    const result = this.#read(pageSize);
    this.living = result === 'living' || result === 'unreadable';
    if (result === 'zombie' || result === 'gone') {
      this.rss = 0;
      this.anon = this.file = this.shmem = this.swap = -1;
    }
    return result;
  }

  /** Whether it lives at this moment; leaves the figures as they were read. Who is to be signalled must not have given its pid away. */
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
   * Looks at `statm`, which costs a quarter of `status`. Unless something is unclear, that counts as a reading: sizes are
   * exact, but file and shmem are told apart by the last whole reading, and a spike in between stays unseen until the next.
   */
  quickRead(pageSize: PageSize): QuickReading {
    if (!this.living || this.readings === 0) return 'unclear';
    // Neither a zombie nor a leader that left its threads alone has any pages: it was one before, or it is now.
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
      this.file = Math.max(0, shared * pageSize.bytes - this.shmem);
    }
    return 'moved';
  }

  /** A whole reading in place of the glance just taken. */
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
    if (status.rss >= 0) take(this, status);
    // No memory of its own any more: between its end and the change of its state.
    else this.rss = 0;
    return 'living';
  }

  /** Another user's process, or hidden: what `stat` gives, which is the RSS alone. */
  #readStat(pageSize: PageSize): Reading {
    const result = this.#files.stat(stat);
    if (result === 'gone') return 'gone';
    if (result === 'denied') return 'unreadable';
    this.ppid = stat.ppid;
    if (isDead(stat.state)) return 'zombie';
    this.rss = Math.max(0, stat.rssPages) * pageSize.bytes;
    this.hwm = Math.max(this.hwm, this.rss);
    return 'living';
  }

  #rename(): void {
    const hash = this.#files.nameHash(status);
    if (hash === this.#nameHash) return;
    this.#nameHash = hash;
    this.name = this.#files.name(status);
    this.#sample = undefined;
  }

  /** Where its memory can be read. */
  get folder(): string {
    return this.#files.folder;
  }

  /** Counts it as holding nothing of its own at this moment: it runs in its parent's memory. */
  sharesParentsMemory(): void {
    this.rss = 0;
    this.hwm = 0;
    this.anon = this.file = this.shmem = this.swap = -1;
  }

  /** Whether it started a program since it was forked, may be about to, or was forked to stay: it waits for something, or has worked. */
  sinceFork(): 'another-program' | 'about-to' | 'stays' {
    if (this.#files.stat(stat) !== 'read' || (stat.flags & FORKED_ONLY) === 0) {
      return 'another-program';
    }
    return stat.state === SLEEPING || stat.ran >= WORKED_TICKS ? 'stays' : 'about-to';
  }

  /** Counts it as holding only what it has beyond the pages that came to it from its parent. */
  sharesParentsPages(parent: ProcessEntry): void {
    if (this.inherited === 0) this.inherited = Math.min(this.rss, parent.rss);
    this.rss = Math.max(0, this.rss - this.inherited);
    this.hwm = Math.max(0, this.hwm - this.inherited);
    this.anon = this.file = this.shmem = this.swap = -1;
  }

  /** Its memory is its own from now on. */
  countsWhole(): void {
    this.ownMemory = true;
    this.inherited = 0;
  }

  /** Its figures as a value; the same one as long as they stay. */
  sample(): ProcessSample {
    const last = this.#sample;
    if (
      last !== undefined &&
      last.rss === this.rss &&
      last.hwm === this.hwm &&
      last.ppid === this.ppid &&
      (last.swap ?? -1) === this.swap &&
      (last.anon ?? -1) === this.anon &&
      (last.pss ?? -1) === this.pss
    ) {
      return last;
    }
    this.#sample = {
      pid: this.pid,
      ppid: this.ppid,
      started: this.started,
      name: this.name,
      rss: this.rss,
      hwm: this.hwm,
      ...(this.pss >= 0 && { pss: this.pss }),
      ...(this.anon >= 0 && { anon: this.anon }),
      ...(this.file >= 0 && { file: this.file }),
      ...(this.shmem >= 0 && { shmem: this.shmem }),
      ...(this.swap >= 0 && { swap: this.swap }),
    };
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
}
