import type { Births } from './births.ts';
import { ForkFamilies, type ThrownAway } from './fork-families.ts';
import { emptyMemoryMap, type MemoryMap, parseMemoryMap } from './memory-map.ts';
import { type PartialPss, partialPss } from './partial-pss.ts';
import { DENIED, GONE, NO_DESCRIPTOR, type ProcFiles, readOnce } from './proc-files.ts';
import type { ProcessEntry } from './process-entry.ts';

/** What one reading of all processes told, bytes. */
interface PssReading {
  readonly kind: 'read';
  readonly pss: number;
  /** Freed by MADV_FREE and not taken back yet; -1 where the kernel does not tell. */
  readonly lazyfree: number;
  /** Huge pages of hugetlbfs that a sum over the processes counts again, because several map them: at most so many. */
  readonly hugetlbAgain: number;
}

/** The PSS of a tree, bytes; or why there is none: it belongs to no one moment, or some processes may not be read. */
export type TreePss =
  | PssReading
  /** `atMost`: a bound from above that it gives all the same, if it does. */
  | { readonly kind: 'thrown away'; readonly why: ThrownAway; readonly atMost?: number }
  | ({ readonly kind: 'partial'; readonly unread: readonly ProcessEntry[] } & PartialPss);

/** What is read: the tree, and who was born in it since it was last updated. */
export interface PssTree {
  readonly entries: ReadonlyMap<number, ProcessEntry>;
  findNewcomers(): Births;
}

/**
 * The PSS of all living processes, read in one go so that the sum belongs to one moment. What a fork copied is divided among
 * its users: a reading during which one of them was born, ended or called exec counts some pages half and others twice, and
 * is thrown away. So is one that shows pages shared with a process that is not among them. A process that may not be read
 * leaves bounds of the sum. The file is opened anew each time: after an exec, an open one still shows the old memory.
 */
export class PssReader {
  readonly #files: ProcFiles;
  readonly #bytes = Buffer.allocUnsafe(2048);

  constructor(files: ProcFiles) {
    this.#files = files;
  }

  /**
   * Whether this kernel has smaps_rollup (4.14 and later); checked without reading, which would cost a quarter of a
   * millisecond.
   */
  get available(): boolean {
    return this.#files.exists('/proc/self/smaps_rollup');
  }

  read(tree: PssTree): TreePss {
    const read: [ProcessEntry, MemoryMap][] = [];
    const unread: ProcessEntry[] = [];
    for (const entry of tree.entries.values()) {
      // Pages copied by fork count nowhere else; here each is divided among its users.
      if (!entry.living || entry.rss + entry.inherited === 0) continue;
      entry.runsParentsProgram();
      const map = this.#of(entry.folder);
      if (map === 'gone') return thrownAway('a process ended');
      if (map === 'no descriptor') return thrownAway('out of file descriptors');
      if (map !== 'denied') read.push([entry, map]);
      else if (entry.livesNow()) unread.push(entry);
      else return thrownAway('a process ended');
    }
    const families = new ForkFamilies(tree.entries);
    for (const [entry, map] of read) families.add(entry, map);
    const changed = families.changed();
    if (changed !== undefined) return thrownAway(changed);
    const births = tree.findNewcomers();
    if (areWrong(births, families)) {
      const atMost = mostWith(births, read, unread);
      return { ...thrownAway('a process was born'), atMost };
    }
    if (unread.length > 0) {
      total(read);
      const sizes = partialPss(
        read.map(([entry]) => entry),
        unread,
        tree.entries,
      );
      return { kind: 'partial', unread, ...sizes };
    }
    if (families.shareWithStrangers) {
      return thrownAway('pages are shared with a process that is not counted');
    }
    return total(read);
  }

  #of(folder: string): MemoryMap | 'gone' | 'denied' | 'no descriptor' {
    const length = readOnce(this.#files, `${folder}/smaps_rollup`, this.#bytes);
    if (length === GONE) return 'gone';
    if (length === DENIED) return 'denied';
    if (length === NO_DESCRIPTOR) return 'no descriptor';
    const map = emptyMemoryMap();
    parseMemoryMap(this.#bytes, length, map);
    return map.pss < 0 ? 'gone' : map;
  }
}

function areWrong(births: Births, families: ForkFamilies): boolean {
  // Anything may have been a fork that shared pages for a moment. Without other forks such a moment shows in the figures.
  return births.forked || (births.any && !families.tellStrangers);
}

/** Who was born meanwhile may have had a share of the pages, but of no more than one process held: what it was forked from. */
function mostWith(
  { count }: Births,
  read: readonly (readonly [ProcessEntry, MemoryMap])[],
  unread: readonly ProcessEntry[],
): number {
  let sum = 0;
  let largest = 0;
  for (const [entry, map] of read) {
    sum += pssOf(entry, map);
    largest = Math.max(largest, entry.rss + entry.inherited);
  }
  for (const { rss, inherited } of unread) {
    sum += rss + inherited;
    largest = Math.max(largest, rss + inherited);
  }
  return sum + count * largest;
}

/** The figures beside it were read a little earlier. */
function pssOf({ rss, inherited }: ProcessEntry, { pss, unshared }: MemoryMap): number {
  return Math.min(Math.max(pss, unshared), rss + inherited);
}

function total(read: readonly (readonly [ProcessEntry, MemoryMap])[]): PssReading {
  let sum = 0;
  let lazyfree = 0;
  let huge = 0;
  let mostHuge = 0;
  for (const [entry, map] of read) {
    entry.pss = pssOf(entry, map);
    sum += entry.pss;
    lazyfree = lazyfree < 0 || map.lazyfree < 0 ? -1 : lazyfree + map.lazyfree;
    huge += map.sharedHugetlb;
    mostHuge = Math.max(mostHuge, map.sharedHugetlb);
  }
  return { kind: 'read', pss: sum, lazyfree, hugetlbAgain: huge - mostHuge };
}

const thrownAway = (why: ThrownAway) => ({ kind: 'thrown away', why }) as const;
