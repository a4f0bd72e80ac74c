import { sizeOfLine } from './field-lines.ts';

/** What /proc/PID/smaps_rollup tells of one process, bytes; -1 where the kernel does not tell. */
export interface MemoryMap {
  pss: number;
  /** The part of `pss` that belongs to no file (Linux 5.9 and later). */
  pssAnon: number;
  /** Pages that belong to no file, each counted whole. */
  anon: number;
  /** Pages that nobody else has; 0 where unknown. */
  unshared: number;
  /** Freed by MADV_FREE and not taken back yet (Linux 4.12). */
  lazyfree: number;
  /** Huge pages of hugetlbfs that several processes map, which `pss` does not count; 0 where unknown. */
  sharedHugetlb: number;
}

const PSS = Buffer.from('Pss:');
const PSS_ANON = Buffer.from('Pss_Anon:');
const ANONYMOUS = Buffer.from('Anonymous:');
const LAZY_FREE = Buffer.from('LazyFree:');
const SHARED_HUGETLB = Buffer.from('Shared_Hugetlb:');
const PRIVATE_CLEAN = Buffer.from('Private_Clean:');
const PRIVATE_DIRTY = Buffer.from('Private_Dirty:');

export const emptyMemoryMap = (): MemoryMap => ({
  pss: -1,
  pssAnon: -1,
  anon: -1,
  unshared: 0,
  lazyfree: -1,
  sharedHugetlb: 0,
});

export function parseMemoryMap(bytes: Uint8Array, length: number, into: MemoryMap): void {
  into.pss = sizeOfLine(bytes, length, PSS);
  into.pssAnon = sizeOfLine(bytes, length, PSS_ANON);
  into.anon = sizeOfLine(bytes, length, ANONYMOUS);
  const clean = Math.max(0, sizeOfLine(bytes, length, PRIVATE_CLEAN));
  const dirty = Math.max(0, sizeOfLine(bytes, length, PRIVATE_DIRTY));
  into.unshared = clean + dirty;
  into.lazyfree = sizeOfLine(bytes, length, LAZY_FREE);
  into.sharedHugetlb = Math.max(0, sizeOfLine(bytes, length, SHARED_HUGETLB));
}
