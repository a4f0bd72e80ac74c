import type { Unseen } from '../sampler.ts';
import { HugePages } from './huge-pages.ts';
import type { PageSize } from './page-size.ts';
import { type ProcFiles, readOnce } from './proc-files.ts';
import type { ProcessEntry } from './process-entry.ts';
import { emptyStat, parseStat, type StatReading } from './stat.ts';

/** No processor fills memory faster than this: 16 GiB/s, in a clock tick of 10 ms. */
const MOST_BYTES_A_TICK = 160 * 2 ** 20;
/** User and system time are rounded down to ticks each. */
const ROUNDED_TICKS = 2;

interface Account {
  ppid: number;
  faults: number;
  reapedFaults: number;
  ran: number;
  reapedRan: number;
  anon: number;
  /** Since the last settlement: its own faults, and how its figures for children that it waited for rose. */
  faulted: number;
  rise: number;
  riseRan: number;
  /** What known children had used when they were last looked at, which ended and have to appear in that rise. */
  owed: number;
  owedRan: number;
  /** The same from one settlement earlier: it may appear a sample later. */
  formerlyOwed: number;
  formerlyOwedRan: number;
}

const stat = emptyStat();
const bytes = Buffer.allocUnsafe(1024);

/**
 * Bounds the memory of what nobody saw. When a process has waited for a child, the child's page faults and CPU time, with those
 * of its own such children, are added to its `cminflt`, `cmajflt`, `cutime` and `cstime` (wait_task_zombie in kernel/exit.c). What
 * is not explained by known children, as they were last looked at, was used by others that were born and ended in between, or by
 * the known ones after that look: so many pages they have touched at most, all together.
 *
 * Each account is looked at before the figures of its process are read, parents before children: a child that ends between two
 * of these readings is then missed here first and appears in the rise at the next settlement at the latest.
 */
export class FaultAccounts {
  readonly #files: ProcFiles;
  readonly #pageSize: PageSize;
  readonly #accounts = new Map<number, Account>();
  /** Parents of those that left since the last settlement. */
  readonly #departed = new Map<number, number>();
  /** The process that waits for the root: memwrap, in most cases. */
  readonly #waiter: number;
  readonly #root: number;
  #hugePages: HugePages | undefined;
  #settlements = 0;
  #unexplained = 0;
  #unexplainedTicks = 0;
  /** Something was unexplained while no pid was missed. */
  #birthsDue = false;

  constructor(files: ProcFiles, pageSize: PageSize, root: number) {
    this.#files = files;
    this.#pageSize = pageSize;
    this.#root = root;
    this.#waiter = this.#read(root) ? stat.ppid : -1;
    if (this.#waiter > 0 && this.#read(this.#waiter)) this.#open(this.#waiter, stat, false);
  }

  /** A process was found: whatever it has waited for has lived since the last settlement. */
  enter(pid: number, figures: StatReading): void {
    this.#open(pid, figures, true);
  }

  /** Before the figures of a process are read. */
  look(entry: ProcessEntry): void {
    if (!entry.account(stat)) return;
    const account = this.#accounts.get(entry.pid);
    if (account === undefined) this.#open(entry.pid, stat, false);
    else take(account, stat);
  }

  /** A process is gone: who waited for it has its figures now. */
  leave(pid: number): void {
    const account = this.#accounts.get(pid);
    this.#accounts.delete(pid);
    if (account === undefined) return;
    this.#departed.set(pid, account.ppid);
    const { left, leftRan } = this.#settle(account);
    const heir = this.#heirOf(account.ppid);
    if (heir === undefined) return;
    heir.owed += account.faults + account.reapedFaults + left;
    heir.owedRan += account.ran + account.reapedRan + leftRan;
  }

  /** Too many processes to look at: begins anew later. */
  suspend(): void {
    this.#accounts.clear();
    this.#departed.clear();
  }

  /** What is unexplained since the last call; undefined if nothing is. `vanished`: pids handed out since then that are found nowhere. */
  settle(entries: ReadonlyMap<number, ProcessEntry>, vanished: number): Unseen | undefined {
    this.#settlements++;
    if (this.#departed.has(this.#root)) this.#lookAtWaiter();
    for (const account of this.#accounts.values()) {
      const { left, leftRan } = this.#settle(account);
      account.formerlyOwed = Math.min(left, account.owed);
      account.formerlyOwedRan = Math.min(leftRan, account.owedRan);
      account.owed = account.owedRan = account.rise = account.riseRan = 0;
    }
    const brought = this.#hugeBytes() - this.#hugeGrowth(entries);
    const faults = this.#unexplained;
    const ticks = this.#unexplainedTicks + ROUNDED_TICKS;
    this.#unexplained = this.#unexplainedTicks = 0;
    this.#departed.clear();
    // A process that was waited for while we were looking is missed among the pids at the next call.
    const births = faults > 0 || this.#birthsDue ? vanished : 0;
    this.#birthsDue = faults > 0 && vanished === 0;
    if (faults === 0) return births === 0 ? undefined : { bytes: 0, births };
    const touched = faults * this.#pageSize.bytes + Math.max(0, brought);
    return { bytes: Math.min(touched, ticks * MOST_BYTES_A_TICK), births };
  }

  #settle(account: Account): { left: number; leftRan: number } {
    const left = account.owed + account.formerlyOwed - account.rise;
    const leftRan = account.owedRan + account.formerlyOwedRan - account.riseRan;
    this.#unexplained += Math.max(0, -left);
    this.#unexplainedTicks += Math.max(0, -leftRan);
    return { left: Math.max(0, left), leftRan: Math.max(0, leftRan) };
  }

  /** The nearest ancestor that is still there. */
  #heirOf(ppid: number): Account | undefined {
    let pid: number | undefined = ppid;
    for (let step = 0; pid !== undefined && step <= this.#departed.size; step++) {
      const account = this.#accounts.get(pid);
      if (account !== undefined) return account;
      pid = this.#departed.get(pid);
    }
    return undefined;
  }

  #lookAtWaiter(): void {
    const account = this.#accounts.get(this.#waiter);
    if (account !== undefined && this.#read(this.#waiter)) take(account, stat);
  }

  /** Looked for at the second settlement: a start has no time for it, and five milliseconds bring little. */
  #hugeBytes(): number {
    if (this.#settlements < 2) return 0;
    if (this.#hugePages !== undefined) return this.#hugePages.brought();
    this.#hugePages = new HugePages(this.#files);
    return 0;
  }

  /** What the living have surely got in huge pages: they grew by more than they faulted in small ones. */
  #hugeGrowth(entries: ReadonlyMap<number, ProcessEntry>): number {
    let sum = 0;
    for (const [pid, { anon, ownMemory }] of entries) {
      const account = this.#accounts.get(pid);
      if (account === undefined) continue;
      if (ownMemory && anon >= 0 && account.anon >= 0) {
        sum += Math.max(0, anon - account.anon - account.faulted * this.#pageSize.bytes);
      }
      account.anon = anon;
      account.faulted = 0;
    }
    return sum;
  }

  #read(pid: number): boolean {
    const length = readOnce(this.#files, `/proc/${pid}/stat`, bytes);
    return length > 0 && parseStat(bytes, length, stat);
  }

  #open(pid: number, figures: StatReading, young: boolean): void {
    const { ppid, faults, reapedFaults, ran, reapedRan } = figures;
    this.#accounts.set(pid, {
      ...{ ppid, faults, reapedFaults, ran, reapedRan, anon: -1, faulted: 0 },
      rise: young ? reapedFaults : 0,
      riseRan: young ? reapedRan : 0,
      ...{ owed: 0, owedRan: 0, formerlyOwed: 0, formerlyOwedRan: 0 },
    });
  }

  close(): void {
    this.#hugePages?.close();
  }
}

function take(account: Account, from: StatReading): void {
  account.faulted += Math.max(0, from.faults - account.faults);
  account.rise += Math.max(0, from.reapedFaults - account.reapedFaults);
  account.riseRan += Math.max(0, from.reapedRan - account.reapedRan);
  account.ppid = from.ppid;
  account.faults = from.faults;
  account.reapedFaults = from.reapedFaults;
  account.ran = from.ran;
  account.reapedRan = from.reapedRan;
}
