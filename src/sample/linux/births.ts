/** Who was born since newcomers were last looked for. */
export interface Births {
  /** A member that shares its parent's pages. */
  readonly forked: boolean;
  /** A member, or something that may have been one. */
  readonly any: boolean;
  /** How many of those. */
  readonly count: number;
}

export const NOBODY: Births = { forked: false, any: false, count: 0 };

/** One more; `fork`: a member that shares its parent's pages. */
export function withOne({ forked, count }: Births, fork: boolean): Births {
  return { forked: forked || fork, any: true, count: count + 1 };
}
