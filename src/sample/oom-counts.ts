/** What the out-of-memory killers have done up to a moment. A count that this system cannot give is absent. */
export interface OomCounts {
  /** Processes of our cgroup that any of them killed. */
  readonly killedHere?: number;
  /** How often a limit of our cgroup, or of one above it, was hit with nothing left to reclaim. */
  readonly limitHits?: number;
  /** Processes of the whole machine that any of them killed; read only where our cgroup has no count. */
  readonly killedAnywhere?: number;
}

/** Kills by one out-of-memory killer since it was last asked about. */
export interface OomKills {
  readonly kills: number;
  /** A limit of a cgroup was reached, or the machine had none left. */
  readonly by: 'cgroup' | 'system';
  /** The tightest limit of that cgroup and those above it, bytes; absent without one. */
  readonly limit?: number;
  /** RSS of the largest process that lives on in that cgroup, bytes: the killer takes larger ones first. */
  readonly largest?: number;
  /** The cgroup's folder; absent where only the machine counts. */
  readonly folder?: string;
}

/**
 * Which out-of-memory killer was at work between two readings. The kernel counts a kill for the victim's cgroup, whoever
 * ordered it: if one of that cgroup's limits was hit in between, it was the cgroup's own; otherwise the system was out of
 * memory. The machine-wide count says little, because others run there too; it decides only where the cgroup has no count.
 */
export function oomBetween(before: OomCounts, after: OomCounts): 'cgroup' | 'system' | undefined {
  const rose = (name: keyof OomCounts): boolean => (after[name] ?? 0) > (before[name] ?? 0);
  if (after.killedHere === undefined) return rose('killedAnywhere') ? 'system' : undefined;
  if (!rose('killedHere')) return undefined;
  return rose('limitHits') ? 'cgroup' : 'system';
}
