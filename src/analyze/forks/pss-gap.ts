import type { Sharing, WaitingSamples } from './waiting-samples.ts';

/**
 * What PSS is less than a sum of RSS that counts pages shared since a fork once, learned from one reading. The gap is
 * `files` times the mapped files and shared memory plus `ratio` times all RSS, for they are held by several, less what
 * was `copied`: pages that a fork shared and somebody wrote to are two.
 */
export interface Gap {
  /** Milliseconds since the start of the recording. */
  readonly time: number;
  /** Number of processes; NaN where unknown. */
  readonly processes: number;
  /** Which processes shared pages since a fork; 0: none. */
  readonly sharers: number;
  /** Fractions. */
  readonly files: number;
  readonly ratio: number;
  /** Bytes. */
  readonly copied: number;
}

/** The gap at a reading of PSS; `before`: the gap at the one before. */
export function gapAt(sample: Sharing, pss: number, before: Gap | undefined): Gap {
  const { time, processes, sharers, rss, shared } = sample;
  const files = sample.files > 0 ? sample.files : 0;
  const gap = rss - shared - pss;
  // A fork changes nothing of who maps which files: what is beyond was copied.
  const usual = sharers === 0 ? 0 : (before?.files ?? 0);
  const copied = Math.max(0, usual * files - gap);
  const mapped = copied > 0 ? usual * files : Math.min(files, Math.max(0, gap));
  const rest = copied > 0 ? 0 : gap - mapped;
  return {
    time,
    processes,
    sharers,
    files: files > 0 ? mapped / files : 0,
    ratio: rss > 0 ? rest / rss : 0,
    copied,
  };
}

/** A single process shares with no other of its tree. */
const ALONE: Pick<Gap, 'processes' | 'files' | 'ratio'> = { processes: 1, files: 0, ratio: 0 };

/**
 * The fractions of a gap at a moment between two readings, by its number of processes: of n that share their pages
 * each holds an n-th. Between readings of equally many processes they are linear in time.
 */
export class GapBetween {
  files = 0;
  ratio = 0;

  at(before: Gap, next: Gap, samples: WaitingSamples, index: number): void {
    const processes = samples.processes(index);
    const known = processes > 0 && before.processes > 0 && next.processes > 0;
    if (known && processes !== before.processes && processes !== next.processes) {
      const likeAlone = processes === 1 || before.processes === next.processes;
      const one = likeAlone ? ALONE : before;
      const other = likeAlone && next.processes === 1 ? before : next;
      const [from, to] = [1 / one.processes, 1 / other.processes];
      this.#mix(one, other, from === to ? 1 : (1 / processes - from) / (to - from));
    } else if (known && before.processes !== next.processes) {
      this.#mix(before, next, processes === before.processes ? 0 : 1);
    } else {
      const gap = next.time - before.time;
      const time = samples.time(index);
      this.#mix(before, next, gap > 0 ? (time - before.time) / gap : 1);
    }
  }

  #mix(
    from: Pick<Gap, 'files' | 'ratio'>,
    to: Pick<Gap, 'files' | 'ratio'>,
    unbounded: number,
  ): void {
    const part = Math.min(1, Math.max(0, unbounded));
    this.files = from.files + (to.files - from.files) * part;
    this.ratio = from.ratio + (to.ratio - from.ratio) * part;
  }
}
