import type { MemoryMap } from './memory-map.ts';
import type { ProcessEntry } from './process-entry.ts';

/** What counts by divided pages may lack of what counts whole, before somebody else must share it. */
const LACKING_SHARE = 0.03;
const LACKING_BYTES = 2 * 1024 * 1024;

/** Why the sum of a reading belongs to no one moment. */
export type ThrownAway =
  | 'a process ended'
  | 'a process was born'
  | 'a child called exec'
  | 'out of file descriptors'
  | 'pages are shared with a process that is not counted';

interface Family {
  readonly members: ProcessEntry[];
  /** Anonymous pages, each divided among its users, of all members together, bytes; -1 where the kernel does not tell. */
  divided: number;
  /** The same, each counted whole, of the member that has most. */
  largest: number;
}

/** The process whose program a fork runs, or itself. Forks whose parent is gone may be brothers. */
export function headOf(
  entry: ProcessEntry,
  entries: ReadonlyMap<number, ProcessEntry>,
): ProcessEntry | 'orphans' {
  let head = entry;
  while (head.forked) {
    const parent = entries.get(head.ppid);
    if (parent === undefined || !parent.living) return 'orphans';
    head = parent;
  }
  return head;
}

/**
 * The processes of one reading, with each its forks that run its program: only those share pages that belong to no file.
 * Together they hold at least what the largest of them holds. Where their divided pages add up to less, a process that was
 * not read has a share too.
 */
export class ForkFamilies {
  readonly #entries: ReadonlyMap<number, ProcessEntry>;
  readonly #families = new Map<ProcessEntry | 'orphans', Family>();

  constructor(entries: ReadonlyMap<number, ProcessEntry>) {
    this.#entries = entries;
  }

  add(entry: ProcessEntry, { anon, pssAnon }: MemoryMap): void {
    const head = headOf(entry, this.#entries);
    let family = this.#families.get(head);
    if (family === undefined) {
      family = { members: [], divided: 0, largest: 0 };
      this.#families.set(head, family);
    }
    family.members.push(entry);
    family.divided = pssAnon < 0 || family.divided < 0 ? -1 : family.divided + pssAnon;
    family.largest = Math.max(family.largest, anon);
  }

  /** Whether one that shares pages has ended since it was read, or has called exec. */
  changed(): ThrownAway | undefined {
    for (const { members } of this.#families.values()) {
      if (members.length === 1) continue;
      for (const member of members) {
        if (!member.livesNow()) return 'a process ended';
        if (member.forked && !member.runsParentsProgram()) {
          return 'a child called exec';
        }
      }
    }
    return undefined;
  }

  /** Whether a share of somebody who was not read always shows: there are no forks among those that were. */
  get tellStrangers(): boolean {
    return [...this.#families.values()].every(
      ({ members, divided }) => members.length === 1 && divided >= 0,
    );
  }

  get shareWithStrangers(): boolean {
    return [...this.#families.values()].some(
      ({ divided, largest }) =>
        divided >= 0 && divided < largest * (1 - LACKING_SHARE) - LACKING_BYTES,
    );
  }
}
