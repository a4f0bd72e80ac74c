import type { PageSize } from './page-size.ts';
import type { ProcessEntry } from './process-entry.ts';

/** Nearer to the parent's figures than this, a second reading of the parent is worth its cost. */
const NEAR = 0.9;

/**
 * Whether a child still runs in its parent's own memory: between vfork (posix_spawn, Go, Node, make, gcc) and exec
 * both show the figures of the same memory, which must not be counted twice. A child of fork(2) never looks like
 * that: file pages are not copied to it (vma_needs_copy in mm/memory.c), and its high-water mark starts at what was
 * copied. A parent with threads moves on in the meantime, so it is read again: in shared memory the child's figures
 * lie between its two readings. Only for the child's first readings; re-reads the parent, keeping its previous
 * figures.
 */
export function runsInParentsMemory(
  child: ProcessEntry,
  parent: ProcessEntry,
  pageSize: PageSize,
): boolean {
  if (child.rss <= 0 || child.file < 0) return false;
  if (child.file < parent.file * NEAR || child.hwm < parent.hwm * NEAR) return false;
  const { rss, hwm, file } = parent;
  parent.readAgain(pageSize);
  return (
    parent.living &&
    between(child.rss, rss, parent.rss) &&
    between(child.hwm, hwm, parent.hwm) &&
    between(child.file, file, parent.file)
  );
}

const between = (value: number, one: number, other: number): boolean =>
  value >= Math.min(one, other) && value <= Math.max(one, other);
