import { headOf } from './fork-families.ts';
import type { ProcessEntry } from './process-entry.ts';

/** Of a family of forks: the PSS of those that were read, and the most that one of those that were not holds without a file. */
interface Part {
  read: number;
  ownOfUnread: number;
}

/** What a reading says that lacks some processes, bytes. */
export interface PartialPss {
  readonly atLeast: number;
  readonly atMost: number;
}

/**
 * Bounds of a tree's PSS of which some processes could not be read. From above each of those counts its RSS. From below a
 * page is divided among its users, so what was read is part of the whole; and pages that belong to no file are shared by forks
 * of one program alone, so such a family holds at least what one of them holds. `read` have their `pss` set.
 */
export function partialPss(
  read: readonly ProcessEntry[],
  unread: readonly ProcessEntry[],
  entries: ReadonlyMap<number, ProcessEntry>,
): PartialPss {
  const parts = new Map<ProcessEntry | 'orphans', Part>();
  const partOf = (entry: ProcessEntry): Part => {
    const head = headOf(entry, entries);
    const part = parts.get(head) ?? { read: 0, ownOfUnread: 0 };
    parts.set(head, part);
    return part;
  };
  let atMost = 0;
  for (const entry of read) {
    partOf(entry).read += entry.pss;
    atMost += entry.pss;
  }
  for (const entry of unread) {
    const part = partOf(entry);
    part.ownOfUnread = Math.max(part.ownOfUnread, entry.anon);
    atMost += entry.rss + entry.inherited;
  }
  let atLeast = 0;
  // Alone in its family nobody shares what it holds; beside others their readings may hold its pages already.
  for (const part of parts.values()) atLeast += Math.max(part.read, part.ownOfUnread);
  return { atLeast: Math.min(atLeast, atMost), atMost };
}
