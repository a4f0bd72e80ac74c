import { THRESHOLDS } from '../analyze/compare/thresholds.ts';
import type { World } from '../host/world.ts';
import { hostMemory } from '../sample/host-memory.ts';
import { UserError } from '../text/user-error.ts';
import { type LimitSettings, limitsOf, needsMemory, type OnBreach } from './options.ts';
import { LIMIT_ROWS, type Limits } from './table.ts';
import type { IfUnknown } from './unjudged-words.ts';

/** What a run is held to; all of it was checked before the command is started. */
export interface LimitSetup {
  readonly limits: Limits;
  readonly onBreach: OnBreach;
  /** Whether a limit that cannot be judged fails the run, unless a breach does not. */
  readonly ifUnknown: IfUnknown;
  /** Between TERM and KILL, milliseconds. */
  readonly grace: number;
  /** Absolute paths of the recordings to compare with. */
  readonly baseline: readonly string[];
  /** Whether one of them was named, not only matched by a pattern: then it has to be of use. */
  readonly baselineNamed: boolean;
  /** Patterns for a baseline that no file matched. */
  readonly noBaseline: readonly string[];
  readonly tolerance: number;
  readonly enforce: boolean;
  /** What to run at a breach (by `sh -c`), and for how long at most, milliseconds. */
  readonly hook?: { readonly command: string; readonly timeout: number };
}

const GRACE_MS = 10_000;
const HOOK_TIMEOUT_MS = 30_000;

/** Whether a breach is possible, so that what its report needs has to be kept. */
export function isWatched({ limits, baseline }: LimitSetup): boolean {
  return Object.keys(limits).length > 0 || baseline.length > 0;
}

/** Checks the options before the command is started. Throws UserError for values that exclude each other or cannot be had here. */
export async function setUpLimits(options: LimitSettings, world: World): Promise<LimitSetup> {
  const { enforce, onBreach } = options;
  const enforceable = LIMIT_ROWS.filter((row) => row.enforceable);
  if (enforce !== undefined && enforceable.every(({ key }) => options[key] === undefined)) {
    const hint = `add --${enforceable[0]?.name}`;
    throw new UserError('--enforce cgroup: there is no ceiling to enforce', hint);
  }
  if (enforce !== undefined && onBreach !== undefined && onBreach !== 'kill') {
    throw new UserError(
      `--enforce cgroup and --on-breach ${onBreach} exclude each other`,
      'the kernel kills a process that goes above a hard limit',
    );
  }
  const { files, unmatched, named } = await baselineFiles(options.baseline, world);
  return {
    limits: limitsOf(options, needsMemory(options) ? hostMemory(world.platform) : {}),
    onBreach: onBreach ?? (enforce === undefined ? 'fail' : 'kill'),
    grace: options.grace ?? GRACE_MS,
    ifUnknown: options.ifUnknown ?? 'fail',
    baseline: files,
    baselineNamed: named,
    noBaseline: unmatched,
    tolerance: options.tolerance ?? THRESHOLDS.tolerance,
    enforce: enforce !== undefined,
    ...(options.breachHook !== undefined && {
      hook: { command: options.breachHook, timeout: options.hookTimeout ?? HOOK_TIMEOUT_MS },
    }),
  };
}

async function baselineFiles(names: LimitSettings['baseline'], world: World) {
  if (names === undefined) return { files: [], unmatched: [], named: false };
  const { expandFiles } = await import('./baseline-files.ts');
  return expandFiles(names, world.cwd);
}
