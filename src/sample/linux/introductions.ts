import type { ProcessSeen } from '../sampler.ts';
import { readArguments } from './arguments.ts';
import type { ProcFiles } from './proc-files.ts';
import type { ProcessEntry } from './process-entry.ts';

/** How often to look again at a process that was in the middle of an exec, or had not called it yet. */
const MAX_LOOKS = 50;
/** So many of them at a sample, each in its turn. */
const LOOKS_A_SAMPLE = 16;
/** A process that grew by this share of the tree since it was last looked at may have another title by now. */
const GREW_SHARE = 0.1;
/** So does a tree that is higher than ever by this share: the title at the peak is the one that counts. */
const HIGHER_SHARE = 0.05;
/** So often a process is told anew at most: some show each test, or each request, as their title. */
const MAX_TITLES = 64;

/** Makes the record of each process that is new, and of one whose program, title or command line became another. */
export class Introductions {
  readonly #files: ProcFiles;
  /** Epoch milliseconds of a start time in clock ticks; undefined if that cannot be told. */
  readonly #startOf: (ticks: number) => number | undefined;
  /** Processes whose command line is not what it will be, with the looks they have left. */
  readonly #early = new Map<ProcessEntry, number>();
  /** The height of the tree when its largest processes were last looked at for being the peak, bytes. */
  #highest = 0;

  constructor(files: ProcFiles, startOf: (ticks: number) => number | undefined) {
    this.#files = files;
    this.#startOf = startOf;
  }

  /** `arrived`: new, or under a new name; `largest`: the largest living processes; `rss`: of the whole tree, bytes. */
  of(
    arrived: readonly ProcessEntry[],
    largest: readonly ProcessEntry[],
    rss: number,
  ): readonly ProcessSeen[] {
    const seen: ProcessSeen[] = [];
    for (const entry of arrived) seen.push(this.#introduce(entry));
    if (this.#early.size > 0) this.#lookEarly(seen);
    this.#lookAtLargest(largest, rss, seen);
    return seen;
  }

  #introduce(entry: ProcessEntry): ProcessSeen {
    const first = entry.words === undefined;
    const line = entry.living ? readArguments(this.#files, entry.pid) : undefined;
    entry.words = line?.hash ?? 0;
    entry.lookedRss = entry.rss;
    const early = entry.runsParentsProgram();
    if (entry.living && (early || line === undefined)) this.#early.set(entry, MAX_LOOKS);
    const forked = early && entry.hwm > 0;
    const anon = forked ? entry.firstAnon : entry.anon;
    const startedAt = this.#startOf(entry.started);
    return {
      pid: entry.pid,
      ppid: entry.ppid,
      name: entry.name,
      ...(startedAt !== undefined && { startedAt }),
      ...(line !== undefined && { argv: line.argv }),
      ...(first && forked && { forked }),
      ...(first && anon >= 0 && { anon }),
    };
  }

  #lookEarly(seen: ProcessSeen[]): void {
    for (const [entry, looks] of [...this.#early].slice(0, LOOKS_A_SAMPLE)) {
      this.#early.delete(entry);
      if (!entry.living || looks === 0) continue;
      const waits = entry.words !== 0 && entry.runsParentsProgram();
      if (waits || !this.#lookAt(entry, seen)) this.#early.set(entry, looks - 1);
    }
  }

  #lookAtLargest(largest: readonly ProcessEntry[], rss: number, seen: ProcessSeen[]): void {
    const higher = rss > this.#highest * (1 + HIGHER_SHARE);
    if (higher) this.#highest = rss;
    for (const entry of largest) {
      entry.lookedRss = Math.min(entry.lookedRss, entry.rss);
      if (entry.rss < rss * GREW_SHARE || entry.words === undefined) continue;
      if (!higher && entry.rss - entry.lookedRss < rss * GREW_SHARE) continue;
      entry.lookedRss = entry.rss;
      if (entry.titles < MAX_TITLES) this.#lookAt(entry, seen);
    }
  }

  /** Tells the process anew if its command line is another; whether it has one. */
  #lookAt(entry: ProcessEntry, seen: ProcessSeen[]): boolean {
    const hash = readArguments(this.#files, entry.pid)?.hash;
    if (hash === undefined) return false;
    if (hash !== entry.words) {
      entry.titles++;
      seen.push({ ...this.#introduce(entry), again: true });
    }
    return true;
  }
}
