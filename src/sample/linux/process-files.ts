import type { Descriptors } from './descriptors.ts';
import { nextField, numberAt } from './digits.ts';
import { DENIED, GONE, readOnce } from './proc-files.ts';
import { emptyStat, parseStat, type StatReading } from './stat.ts';
import { parseStatus, type StatusReading } from './status.ts';

/** What a file told, or that there is nobody to tell of, or that it may not be read. */
export type FileReading = 'read' | 'gone' | 'denied';

// One for all: nothing of it is needed any more when the next process is read.
let bytes = Buffer.allocUnsafe(4096);
const identity = emptyStat();

/** The files of one process, for as long as that process is. */
export class ProcessFiles {
  readonly #descriptors: Descriptors;
  readonly #pid: number;
  readonly #started: number;
  readonly #statusPath: string;
  /** A kept descriptor, or a negative number. It belongs to this process for ever: after its end a read fails, whoever has the pid. */
  #status: number;
  /** The same of `statm`, once it was read. */
  #statm: number | undefined;
  /** The leader ended before its threads: which thread is read instead. */
  #thread: number | undefined;

  constructor(descriptors: Descriptors, pid: number, started: number) {
    this.#descriptors = descriptors;
    this.#pid = pid;
    this.#started = started;
    this.#statusPath = `/proc/${pid}/status`;
    this.#status = descriptors.keep(this.#statusPath);
  }

  status(into: StatusReading): FileReading {
    for (;;) {
      const length =
        this.#status >= 0 ? this.#descriptors.files.read(this.#status, bytes) : this.#openStatus();
      if (length === GONE) return 'gone';
      if (length < 0) return 'denied';
      if (length < bytes.length) {
        parseStatus(bytes, length, into);
        return 'read';
      }
      // Cut: a process in thousands of groups has a long line before its sizes.
      bytes = Buffer.allocUnsafe(bytes.length * 2);
    }
  }

  /** Without a kept descriptor the pid may have been given anew: the start time tells. */
  #openStatus(): number {
    switch (this.stat(identity)) {
      case 'read':
        return readOnce(this.#descriptors.files, this.#statusPath, bytes);
      case 'gone':
        return GONE;
      case 'denied':
        return DENIED;
    }
  }

  stat(into: StatReading): FileReading {
    const length = readOnce(this.#descriptors.files, `/proc/${this.#pid}/stat`, bytes);
    if (length === GONE) return 'gone';
    if (length < 0 || !parseStat(bytes, length, into)) return 'denied';
    return into.started === this.#started ? 'read' : 'gone';
  }

  /** Resident and shared pages, at a quarter of the cost of `status`; false where they are not told, or there are none. */
  statm(into: { resident: number; shared: number }): boolean {
    this.#statm ??= this.#descriptors.keep(`/proc/${this.#pid}/statm`);
    if (this.#statm < 0) return false;
    const length = this.#descriptors.files.read(this.#statm, bytes);
    if (length <= 0) return false;
    const resident = nextField(bytes, 0, length);
    into.resident = numberAt(bytes, resident, length);
    into.shared = numberAt(bytes, nextField(bytes, resident, length), length);
    return into.resident > 0;
  }

  /** The memory of a process whose leader has ended, from a thread that lives; false where none does. */
  otherThread(into: StatusReading): boolean {
    if (this.#thread !== undefined && this.#ofThread(this.#thread, into)) return true;
    for (const name of this.#descriptors.files.names(`/proc/${this.#pid}/task`)) {
      const thread = Number(name);
      if (thread !== this.#pid && this.#ofThread(thread, into)) {
        this.#thread = thread;
        return true;
      }
    }
    return false;
  }

  #ofThread(thread: number, into: StatusReading): boolean {
    const path = `/proc/${this.#pid}/task/${thread}/status`;
    const length = readOnce(this.#descriptors.files, path, bytes);
    if (length < 0) return false;
    parseStatus(bytes, length, into);
    return into.rss >= 0;
  }

  /** A number that changes when the name in the status just read does. */
  nameHash({ nameStart, nameEnd }: StatusReading): number {
    let hash = nameEnd - nameStart;
    for (let at = nameStart; at < nameEnd; at++) hash = (hash * 31 + (bytes[at] ?? 0)) | 0;
    return hash;
  }

  /** The name in the status just read. */
  name({ nameStart, nameEnd }: StatusReading): string {
    return unescaped(bytes.toString('utf8', nameStart, nameEnd));
  }

  /** Where its memory can be read: of a leader that ended before its threads only in theirs. */
  get folder(): string {
    const thread = this.#thread;
    return thread === undefined ? `/proc/${this.#pid}` : `/proc/${this.#pid}/task/${thread}`;
  }

  close(): void {
    if (this.#status >= 0) this.#descriptors.release(this.#status);
    if (this.#statm !== undefined && this.#statm >= 0) this.#descriptors.release(this.#statm);
    this.#status = GONE;
    this.#statm = GONE;
  }
}

/** In `status` the kernel writes a newline and a backslash of a name as two characters (proc_task_name in fs/proc/array.c). */
function unescaped(name: string): string {
  if (!name.includes('\\')) return name;
  return name.replace(/\\([n\\])/g, (_, letter) => (letter === 'n' ? '\n' : '\\'));
}
