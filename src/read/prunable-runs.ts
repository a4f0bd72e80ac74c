import { existsSync, lstatSync } from 'node:fs';
import type { World } from '../host/world.ts';
import type { StartRecord } from '../recording/records.ts';
import {
  allFolders,
  defaultFolders,
  isOurs,
  isStamped,
  knownRun,
  recordingsIn,
} from './known-runs.ts';
import { readEnds } from './recording-ends.ts';

/** A recording that may be removed. */
export interface PrunableRun {
  readonly path: string;
  readonly bytes: number;
  /** When the run began, epoch milliseconds. */
  readonly time?: number;
}

export interface Pruning {
  readonly runs: readonly PrunableRun[];
  /** How many recordings of memwrap's own stay, and how many of those are, or may be, still written. */
  readonly kept: number;
  readonly busy: number;
}

export interface PruneRule {
  readonly reach: 'folder' | 'all';
  /** So many of each folder stay, the newest. */
  readonly keep: number;
  /** Those that began then or later stay, epoch milliseconds. */
  readonly before?: number;
}

/** A recording without an end that nothing was written to for so long has none any more: its memwrap was killed. */
const ABANDONED_MS = 24 * 3_600_000;

/**
 * The recordings that a rule does not keep: only those that memwrap named and put into a folder of its own, that belong to
 * this user, that begin with a start record, and that nothing writes to any more.
 */
export async function prunableRuns(world: World, rule: PruneRule): Promise<Pruning> {
  const folders = rule.reach === 'all' ? allFolders(world) : defaultFolders(world);
  const runs: PrunableRun[] = [];
  let kept = 0;
  let busy = 0;
  for (const folder of folders) {
    const own = recordingsIn(folder)
      .filter((file) => isStamped(file) && isOurs(file))
      .map((file) => knownRun(file))
      .toSorted((a, b) => (b.time ?? 0) - (a.time ?? 0));
    for (const [index, { path: file, time }] of own.entries()) {
      const isOld = rule.before === undefined || (time !== undefined && time < rule.before);
      if (index < rule.keep || !isOld) {
        kept++;
        continue;
      }
      const state = await stateOf(file, world);
      if (state === 'over') {
        runs.push({ path: file, bytes: sizeOnDisk(file), ...(time !== undefined && { time }) });
      } else if (state === 'busy') {
        kept++;
        busy++;
      }
    }
  }
  return { runs, kept, busy };
}

/** Whether a file is the recording of a run that is over; 'foreign': it only looks like one. */
async function stateOf(file: string, world: World): Promise<'over' | 'busy' | 'foreign'> {
  if (world.env['MEMWRAP_FILE'] === file) return 'busy';
  const { start, over } = await readEnds(file);
  if (start === undefined) return 'foreign';
  if (over) return 'over';
  if (isRunning(start)) return 'busy';
  const { mtimeMs } = lstatSync(file);
  return world.clock.wall() - mtimeMs > ABANDONED_MS ? 'over' : 'busy';
}

/** Whether the memwrap that writes it may be alive: its id begins with its pid, to the base 36. */
function isRunning({ run, pid }: StartRecord): boolean {
  const own = Number.parseInt(run?.split('-')[0] ?? '', 36);
  return [own, pid].some((one) => one !== undefined && one > 0 && existsSync(`/proc/${one}`));
}

/** What removing it frees, bytes. */
function sizeOnDisk(file: string): number {
  try {
    return lstatSync(file).size;
  } catch {
    return 0;
  }
}
