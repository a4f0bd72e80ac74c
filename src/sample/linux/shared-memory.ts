import type { PageSize } from './page-size.ts';
import type { ProcessEntry } from './process-entry.ts';

/** Nearer than this, and it is worth a second reading of the parent. */
const NEAR = 0.9;

/**
 * Whether a child still runs in its parent's own memory: between vfork (posix_spawn, Go, Node, make, gcc) and exec both
 * show the figures of one and the same memory, which must not be counted twice. A child of fork(2) never looks like
 * that: pages of files are not copied to it (vma_needs_copy in mm/memory.c) and its high-water mark begins at what was copied.
 * A parent with threads moves on in the meantime, so it is read again: in one memory the child's figures lie between.
 * For the child's first readings only; re-reads the parent, whose previous figures are kept.
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
