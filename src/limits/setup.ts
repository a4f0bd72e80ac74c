import { type CiName, ciOf } from '../ci/names.ts';
import type { World } from '../host/world.ts';
import { hostMemory } from '../sample/host-memory.ts';
import { UserError } from '../text/user-error.ts';
import type { Limits } from './ceilings.ts';
import { type GateOptions, limitsOf, needsMemory, type OnBreach } from './options.ts';

/** What a run is held to; everything in it was checked before the command is started. */
export interface GateSetup {
  readonly limits: Limits;
  readonly onBreach: OnBreach;
  /** Between TERM and KILL, milliseconds. */
  readonly grace: number;
  /** Absolute paths of the recordings to compare with. */
  readonly baseline: readonly string[];
  /** Patterns for a baseline that no file matched. */
  readonly noBaseline: readonly string[];
  readonly tolerance: number;
  readonly enforce: boolean;
  readonly ci: CiName;
}

const GRACE = 10_000;
export const TOLERANCE = 0.05;

/** Whether anything may be said about the run beside its summary: what it takes to say it has to be kept. */
export function isWatched({ limits, baseline, ci }: GateSetup): boolean {
  return Object.keys(limits).length > 0 || baseline.length > 0 || ci !== 'none';
}

/** Checks the options of a gate. Throws UserError for what cannot be. */
export async function setUpGate(
  options: GateOptions,
  env: Readonly<Record<string, string | undefined>>,
  world: World,
): Promise<GateSetup> {
  const { enforce, onBreach, maxRss, maxPss } = options;
  if (enforce !== undefined && maxRss === undefined && maxPss === undefined) {
    throw new UserError('--enforce cgroup: there is no ceiling to enforce', 'add --max-rss');
  }
  if (enforce !== undefined && onBreach !== undefined && onBreach !== 'kill') {
    throw new UserError(
      `--enforce cgroup and --on-breach ${onBreach} exclude each other`,
      'the kernel kills who goes above a hard limit',
    );
  }
  const { files, unmatched } = await baselineFiles(options.baseline, world);
  return {
    limits: limitsOf(options, needsMemory(options) ? hostMemory(world.platform) : {}),
    onBreach: onBreach ?? (enforce === undefined ? 'fail' : 'kill'),
    grace: options.grace ?? GRACE,
    baseline: files,
    noBaseline: unmatched,
    tolerance: options.tolerance ?? TOLERANCE,
    enforce: enforce !== undefined,
    ci: options.ci ?? ciOf(env),
  };
}

async function baselineFiles(names: GateOptions['baseline'], world: World) {
  if (names === undefined) return { files: [], unmatched: [] };
  const { expandFiles } = await import('./baseline-files.ts');
  return expandFiles(names, world.cwd);
}
