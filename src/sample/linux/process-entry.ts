import type { ProcessSample } from '../sampler.ts';
import type { Descriptors } from './descriptors.ts';
import { nextField, numberAt } from './digits.ts';
import type { PageSize } from './page-size.ts';
import { DENIED, GONE, readOnce, SHORT } from './proc-files.ts';
import { emptyStat, parseStat } from './stat.ts';
import { emptyStatus, parseStatus, type StatusReading } from './status.ts';

const ZOMBIE = 90; // 'Z'
const DEAD = 88; // 'X'

/** What the reading of a process came to. */
export type Reading = 'living' | 'zombie' | 'gone' | 'unreadable';
/** What a short look told: its size stayed, it moved, or only a whole reading can tell. */
export type Glance = 'same' | 'moved' | 'unclear';

let statusBytes = Buffer.allocUnsafe(4096);
const status = emptyStatus();
const stat = emptyStat();

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
  /** Set once its figures differed from its parent's: its memory is its own from then on. */
  ownMemory = false;

  readonly #descriptors: Descriptors;
  readonly #path: string;
  /** A kept descriptor of `status`, or a negative number. It belongs to this process for ever: after its end a read fails, whoever has the pid. */
  #kept: number;
  /** The same of `statm`, once it was glanced at. */
  #brief: number | undefined;
  #residentPages = -1;
  #sharedPages = -1;
  /** The leader ended before its threads: which thread's status is read instead. */
  #thread: number | undefined;
  #nameHash = -1;
  #sample: ProcessSample | undefined;

  constructor(descriptors: Descriptors, pid: number, started: number, ppid: number) {
    this.#descriptors = descriptors;
    this.pid = pid;
    this.started = started;
    this.ppid = ppid;
    this.#path = `/proc/${pid}/status`;
    this.#kept = descriptors.keep(this.#path);
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
  glance(pageSize: PageSize): Glance {
    this.#brief ??= this.#descriptors.keep(`/proc/${this.pid}/statm`);
    if (this.#brief < 0 || !this.living || this.readings === 0) return 'unclear';
    const length = this.#descriptors.files.read(this.#brief, statusBytes);
    if (length <= 0) return 'unclear';
    const resident = nextField(statusBytes, 0, length);
    const residentPages = numberAt(statusBytes, resident, length);
    const sharedPages = numberAt(statusBytes, nextField(statusBytes, resident, length), length);
    // Neither a zombie nor a leader that left its threads alone has any: it was one before, or it is now.
    if (residentPages <= 0) return 'unclear';
    const moved = residentPages !== this.#residentPages || sharedPages !== this.#sharedPages;
    this.#residentPages = residentPages;
    this.#sharedPages = sharedPages;
    this.#shift();
    if (!moved) return 'same';
    this.rss = residentPages * pageSize.bytes;
    this.hwm = Math.max(this.hwm, this.rss);
    if (this.anon >= 0) {
      this.anon = (residentPages - sharedPages) * pageSize.bytes;
      this.file = Math.max(0, sharedPages * pageSize.bytes - this.shmem);
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
    const length = this.#readStatus();
    if (length === GONE) return 'gone';
    if (length === SHORT) return 'unreadable';
    if (length < 0) return this.#readStat(pageSize);
    parseStatus(statusBytes, length, status);
    this.#rename();
    if (status.ppid >= 0) this.ppid = status.ppid;
    if (status.state === ZOMBIE || status.state === DEAD) {
      if (status.threads <= 1 || !this.#readOtherThread()) return 'zombie';
    }
    if (status.rss >= 0) take(this, status);
    // No memory of its own any more: between its end and the change of its state.
    else this.rss = 0;
    return 'living';
  }

  #readStatus(): number {
    for (;;) {
      const length =
        this.#kept >= 0
          ? this.#descriptors.files.read(this.#kept, statusBytes)
          : this.#readOpening();
      if (length < statusBytes.length) return length;
      // Cut: a process in thousands of groups has a long line before its sizes.
      statusBytes = Buffer.allocUnsafe(statusBytes.length * 2);
    }
  }

  /** Without a kept descriptor the pid may have been given anew: the start time tells. */
  #readOpening(): number {
    const { files } = this.#descriptors;
    const length = readOnce(files, `/proc/${this.pid}/stat`, statusBytes);
    if (length < 0) return length;
    if (!parseStat(statusBytes, length, stat) || stat.started !== this.started) return GONE;
    return readOnce(files, this.#path, statusBytes);
  }

  /** Another user's process, or hidden: what `stat` gives, which is the RSS alone. */
  #readStat(pageSize: PageSize): Reading {
    const length = readOnce(this.#descriptors.files, `/proc/${this.pid}/stat`, statusBytes);
    if (length === GONE) return 'gone';
    if (length === DENIED || length === SHORT) return 'unreadable';
    if (!parseStat(statusBytes, length, stat)) return 'unreadable';
    if (stat.started !== this.started) return 'gone';
    this.ppid = stat.ppid;
    if (stat.state === ZOMBIE) return 'zombie';
    this.rss = Math.max(0, stat.rssPages) * pageSize.bytes;
    this.hwm = Math.max(this.hwm, this.rss);
    return 'living';
  }

  /** The memory of a process whose leader has ended, from a thread that lives; false where none does. */
  #readOtherThread(): boolean {
    const { files } = this.#descriptors;
    if (this.#thread !== undefined && this.#readThread(this.#thread)) return true;
    for (const name of files.names(`/proc/${this.pid}/task`)) {
      const thread = Number(name);
      if (thread !== this.pid && this.#readThread(thread)) {
        this.#thread = thread;
        return true;
      }
    }
    return false;
  }

  #readThread(thread: number): boolean {
    const path = `/proc/${this.pid}/task/${thread}/status`;
    const length = readOnce(this.#descriptors.files, path, statusBytes);
    if (length < 0) return false;
    parseStatus(statusBytes, length, status);
    return status.rss >= 0;
  }

  #rename(): void {
    let hash = status.nameEnd - status.nameStart;
    for (let at = status.nameStart; at < status.nameEnd; at++) {
      hash = (hash * 31 + (statusBytes[at] ?? 0)) | 0;
    }
    if (hash === this.#nameHash) return;
    this.#nameHash = hash;
    this.name = unescaped(statusBytes.toString('utf8', status.nameStart, status.nameEnd));
    this.#sample = undefined;
  }

  /** Where its memory can be read: of a leader that ended before its threads only in theirs. */
  get folder(): string {
    const thread = this.#thread;
    return thread === undefined ? `/proc/${this.pid}` : `/proc/${this.pid}/task/${thread}`;
  }

  /** Counts it as holding nothing of its own at this moment: it runs in its parent's memory. */
  sharesParentsMemory(): void {
    this.rss = 0;
    this.hwm = 0;
    this.anon = this.file = this.shmem = this.swap = -1;
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
    if (this.#kept >= 0) this.#descriptors.release(this.#kept);
    if (this.#brief !== undefined && this.#brief >= 0) this.#descriptors.release(this.#brief);
    this.#kept = GONE;
    this.#brief = GONE;
  }
}

function take(entry: ProcessEntry, from: StatusReading): void {
  entry.rss = from.rss;
  entry.hwm = Math.max(from.hwm, from.rss);
  entry.anon = from.anon;
  entry.file = from.file;
  entry.shmem = from.shmem;
  entry.swap = from.swap;
}

/** In `status` the kernel writes a newline and a backslash of a name as two characters (proc_task_name in fs/proc/array.c). */
function unescaped(name: string): string {
  if (!name.includes('\\')) return name;
  return name.replace(/\\([n\\])/g, (_, letter) => (letter === 'n' ? '\n' : '\\'));
}
