import type { Memory } from './amount.ts';
import { LIMIT_ROWS, type LimitOptions, type Limits } from './table.ts';
import type { IfUnknown } from './unjudged-words.ts';

export const ON_BREACH = ['fail', 'kill', 'warn'] as const;
export type OnBreach = (typeof ON_BREACH)[number];

/** The limits of a run and what happens when one is broken. Times in milliseconds. */
export interface LimitSettings extends LimitOptions {
  readonly onBreach?: OnBreach;
  /** What becomes of a limit of which it cannot be told whether it was kept. */
  readonly ifUnknown?: IfUnknown;
  /** Between TERM and KILL. */
  readonly grace?: number;
  /** Files or patterns of files. */
  readonly baseline?: readonly string[];
  /** 0.05: five percent more than the baseline is allowed. */
  readonly tolerance?: number;
  readonly enforce?: 'cgroup';
  /** A command for sh that is run at a breach, and how long it may take. */
  readonly breachHook?: string;
  readonly hookTimeout?: number;
}

/** The limits in their own units (bytes; bytes a millisecond); a share is one of `memory`. Throws UserError if that is not known. */
export function limitsOf(options: LimitSettings, memory: Memory): Limits {
  return Object.fromEntries(
    LIMIT_ROWS.flatMap(({ name, key, value }) => {
      const given = options[key];
      return given === undefined ? [] : [[name, value.resolve(given, memory, `--${name}`)]];
    }),
  );
}

/** Whether a limit was given as a share, so that `limitsOf` needs to know how much memory there is. */
export function needsMemory(options: LimitSettings): boolean {
  return LIMIT_ROWS.some(({ key, value }) => {
    const given = options[key];
    return given !== undefined && value.isShare(given);
  });
}

/** The ceiling that the kernel is asked to enforce: the lowest of those that it can; `undefined` without one. */
export function enforcedCeiling(
  limits: Limits,
): { readonly limit: string; readonly allowed: number } | undefined {
  return LIMIT_ROWS.filter(({ enforceable }) => enforceable)
    .flatMap(({ name }) => {
      const allowed = limits[name];
      return allowed === undefined ? [] : [{ limit: name, allowed }];
    })
    .toSorted((a, b) => a.allowed - b.allowed)[0];
}
