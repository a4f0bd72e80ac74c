import { bytesOf, decimal } from './collections.ts';
import { type Clock, dateOf, type Found } from './java-gc-unified.ts';

/** Sizes of a part of the heap or of the whole: '8738176K->49427K(50244288K)'. */
const SIZES = /(\d+(?:[.,]\d+)?)([BKMG])->(\d+(?:[.,]\d+)?)([BKMG])\(\d+(?:[.,]\d+)?[BKMG]\)/g;
/** G1's, which stands on a line of its own: 'Heap: 24.0M(256.0M)->5.5M(256.0M)'. */
const G1_HEAP = /\bHeap: (\d+(?:[.,]\d+)?)([BKMG])\([^)]*\)->(\d+(?:[.,]\d+)?)([BKMG])\(/;
/** The heap when CMS begins to mark: '[1 CMS-initial-mark: 3932K(3932K)] 4000K(5024K), 0.02 secs]'. */
const CMS_MARK = /\[1 CMS-(?:initial-mark|remark): [^\]]*\] (\d+)([BKMG])\(\d+[BKMG]\)/;
const TOOK = /,\s*(\d+[.,]\d+) secs/;

/**
 * Reads what Java 8 and earlier wrote. The sizes of a collection may stand on a line after the one with its stamp, and those of
 * the young generation stand before those of the whole heap.
 */
export class EarlierLog {
  /** Of the collection that is being told. */
  #clock: Clock = { atEnd: false };
  #took = 0;

  add(line: string): Found | undefined {
    if (/\[(?:Full )?GC\b/.test(line)) {
      this.#clock = clockOf(line);
      this.#took = secondsIn(line, 0);
    }
    const g1 = G1_HEAP.exec(line);
    if (g1 !== null) return this.#found(g1, this.#took);
    const mark = CMS_MARK.exec(line);
    if (mark !== null) {
      const [, size = '', unit = ''] = mark;
      return { clock: this.#clock, took: 0, after: bytesOf(size, unit) };
    }
    if (!line.includes('->')) return undefined;
    // What a name and a colon stand before is a part: '[ParNew: …', ': …' where the name is on the line before.
    const whole = [...line.matchAll(SIZES)].findLast(
      ({ index }) => !/:\s*$/.test(line.slice(Math.max(0, index - 24), index)),
    );
    return whole === undefined ? undefined : this.#found(whole, secondsIn(line, whole.index));
  }

  #found(sizes: RegExpExecArray, took: number): Found {
    const [, before = '', beforeUnit = '', after = '', afterUnit = ''] = sizes;
    return {
      clock: this.#clock,
      took,
      before: bytesOf(before, beforeUnit),
      after: bytesOf(after, afterUnit),
    };
  }
}

/** Milliseconds of the first '0.1 secs' behind a place; 0 without one. */
function secondsIn(line: string, from: number): number {
  const found = TOOK.exec(line.slice(from));
  return found === null ? 0 : decimal(found[1] ?? '') * 1000;
}

/** '2021-10-05T09:13:11.120+0100: 12.1: [GC': a date, an uptime, both, or none. */
function clockOf(line: string): Clock {
  const before = line.slice(0, line.search(/\[(?:Full )?GC\b/));
  const epoch = dateOf(before);
  const uptime = /(?:^|[\s\]])(\d+[.,]\d+): ?$/.exec(before)?.[1];
  return {
    ...(epoch !== undefined && { epoch }),
    ...(uptime !== undefined && { uptime: decimal(uptime) * 1000 }),
    atEnd: false,
  };
}
