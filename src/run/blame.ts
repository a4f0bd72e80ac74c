import type { ProcessEnd } from '../sample/sampler.ts';
import type { Cause } from './kill-cause.ts';

/** One kill that was counted, or that we ordered. */
export interface Kill {
  readonly by: Cause;
  /** The limit that was reached, bytes. */
  readonly limit?: number;
  /** RSS of the largest process that lived on in the cgroup of the victim, bytes. */
  readonly largest?: number;
  /** Its victim has not been found at the sample that showed it. */
  readonly late?: boolean;
}

/** What happened between two samples. */
export interface Interval {
  /** The kills that were counted. */
  readonly kills: readonly Kill[];
  readonly ends: readonly ProcessEnd[];
  /** The largest that lived on: RSS in bytes by pid. */
  readonly living: ReadonlyMap<number, number>;
}

/** A process, what killed it, and whether that is only the likeliest explanation. */
export interface Verdict {
  readonly end: ProcessEnd;
  readonly kill: Kill;
  readonly probably: boolean;
}

export interface Blame {
  readonly verdicts: readonly Verdict[];
  /** Kills that nobody of ours ended with. */
  readonly unmet: readonly Kill[];
}

const SIGKILL = 9;
/** The killer takes the largest: nobody with less than this part of another is its victim on suspicion alone. */
export const SUSPECT_PART = 0.5;

/**
 * Who fell victim to the kills of an interval. Whoever was seen to end by SIGKILL did; of those whose end nobody saw the
 * largest may have, unless one that is much larger lives on. A SIGKILL without such a kill is `otherwise`'s.
 */
export function blame({ kills, ends, living }: Interval, otherwise: Kill): Blame {
  const seen = largestFirst(ends).filter(({ signal }) => signal === SIGKILL);
  const verdicts: Verdict[] = seen.map((end, i) => ({
    end,
    kill: kills[i] ?? otherwise,
    probably: false,
  }));
  const unmet = kills.slice(seen.length);
  if (unmet.length === 0) return { verdicts, unmet };
  const largest = Math.max(0, ...unmet.map((kill) => kill.largest ?? 0));
  const suspects = suspectsOf(ends, living, largest);
  const least = SUSPECT_PART * (suspects[unmet.length - 1]?.rss ?? 0);
  const rivals = suspects.filter(({ rss = 0 }) => rss >= least).length;
  for (const [i, end] of suspects.slice(0, unmet.length).entries()) {
    const kill = unmet[i] as Kill;
    verdicts.push({ end, kill, probably: rivals > unmet.length || kill.late === true });
  }
  return { verdicts, unmet: unmet.slice(suspects.length) };
}

/** Those who may have been killed, because nobody saw how they ended; largest first. `largest`: RSS of another that lived on, bytes. */
export function suspectsOf(
  ends: readonly ProcessEnd[],
  living: ReadonlyMap<number, number>,
  largest = 0,
): readonly ProcessEnd[] {
  const ended = new Set(ends.map(({ pid }) => pid));
  const others = [...living].filter(([pid]) => !ended.has(pid)).map(([, rss]) => rss);
  const least = SUSPECT_PART * Math.max(largest, ...others);
  return largestFirst(ends).filter(
    ({ signal, rss = 0 }) => signal === undefined && rss > 0 && rss >= least,
  );
}

export function largestFirst(ends: readonly ProcessEnd[]): ProcessEnd[] {
  return ends.toSorted((a, b) => (b.rss ?? 0) - (a.rss ?? 0));
}
