import type { Descriptors } from './descriptors.ts';
import { nextField, numberAt } from './digits.ts';
import { DENIED, GONE, readOnce, readText } from './proc-files.ts';
import { emptyStat, parseStat, type StatReading, waitStatusIn } from './stat.ts';
import { parseStatus, type StatusReading } from './status.ts';

/** Whether a file was read, its process is gone, or reading is not permitted. */
export type FileReading = 'read' | 'gone' | 'denied';

// Shared by all processes: nothing in it is needed once the next one is read.
let bytes = Buffer.allocUnsafe(4096);
const identity = emptyStat();
/** The part of a wait status that is a signal's number (wait(2)). */
const SIGNAL_BITS = 0x7f;
const SIGKILL = 9;
const SIGKILL_BIT = 1n << 8n;

/** The /proc files of one process, for as long as it lives. */
export class ProcessFiles {
  readonly #descriptors: Descriptors;
  readonly #pid: number;
  readonly #started: number;
  readonly #statusPath: string;
  /**
   * An open descriptor, or a negative number. It stays bound to this process: after the process ends a read fails,
   * even if the pid is reused.
   */
  #status: number;
  /** The same for `statm` and `stat`, once they have been read for themselves. */
  #statm: number | undefined;
  #stat: number | undefined;
  /** The thread that is read instead of a leader that has ended. */
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
      // Truncated: a process in thousands of groups has a long line before its sizes.
      bytes = Buffer.allocUnsafe(bytes.length * 2);
    }
  }

  /** Without an open descriptor the pid may have been reused: compare the start time. */
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

  /** The number of the signal that it is ending by, or has; 0 without one, undefined where that cannot be told (yet). */
  endSignal(): number | undefined {
    const length = readOnce(this.#descriptors.files, `/proc/${this.#pid}/stat`, bytes);
    if (length <= 0 || !parseStat(bytes, length, identity)) return undefined;
    const status = waitStatusIn(bytes, length);
    // 0 is also what is shown to those who may not know.
    return identity.started === this.#started && status > 0 ? status & SIGNAL_BITS : undefined;
  }

  /** Whether SIGKILL is pending, or the process is ending by it, or has ended since its status was read. */
  isBeingKilled(): boolean {
    if (this.endSignal() === SIGKILL) return true;
    const text = readText(this.#descriptors.files, this.#statusPath);
    if (text === undefined) return !this.#descriptors.files.exists(`/proc/${this.#pid}`);
    // SigPnd, ShdPnd (proc_pid_status(5)): hexadecimal masks, bit n - 1 for signal n.
    return [...text.matchAll(/^S\w\wPnd:\s*([0-9a-f]+)$/gm)].some(
      ([, mask = '']) => (BigInt(`0x${mask}`) & SIGKILL_BIT) !== 0n,
    );
  }

  /** `stat` by a descriptor that is kept, for what is read at every sample; false if it cannot be had. */
  account(into: StatReading): boolean {
    this.#stat ??= this.#descriptors.keep(`/proc/${this.#pid}/stat`);
    if (this.#stat < 0) return this.stat(into) === 'read';
    const length = this.#descriptors.files.read(this.#stat, bytes);
    return length > 0 && parseStat(bytes, length, into);
  }

  /** Resident and shared pages, at a quarter of the cost of `status`; false if unknown or zero. */
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

  /** The memory of a process whose leader has ended, from a living thread; false if there is none. */
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

  /** A hash of the name in the status just read. */
  nameHash({ nameStart, nameEnd }: StatusReading): number {
    let hash = nameEnd - nameStart;
    for (let at = nameStart; at < nameEnd; at++) hash = (hash * 31 + (bytes[at] ?? 0)) | 0;
    return hash;
  }

  /** The name in the status just read. */
  name({ nameStart, nameEnd }: StatusReading): string {
    return unescaped(bytes.toString('utf8', nameStart, nameEnd));
  }

  /** The /proc folder to read its memory from: a thread's, if the leader ended before its threads. */
  get folder(): string {
    const thread = this.#thread;
    return thread === undefined ? `/proc/${this.#pid}` : `/proc/${this.#pid}/task/${thread}`;
  }

  close(): void {
    if (this.#status >= 0) this.#descriptors.release(this.#status);
    if (this.#statm !== undefined && this.#statm >= 0) this.#descriptors.release(this.#statm);
    if (this.#stat !== undefined && this.#stat >= 0) this.#descriptors.release(this.#stat);
    this.#status = GONE;
    this.#statm = GONE;
    this.#stat = GONE;
  }
}

/** In `status` the kernel escapes newlines and backslashes of a name (proc_task_name in fs/proc/array.c). */
function unescaped(name: string): string {
  if (!name.includes('\\')) return name;
  return name.replace(/\\([n\\])/g, (_, letter) => (letter === 'n' ? '\n' : '\\'));
}
