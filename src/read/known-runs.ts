import { accessSync, constants, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseLocalTime } from '../host/local-time.ts';
import { userId } from '../host/user.ts';
import type { World } from '../host/world.ts';
import { type RecentRun, recentRuns } from './recent-runs.ts';
import { type RecordingFolder, recordingFolders } from './recording-folders.ts';

/** A recorded run, by its file. */
export interface KnownRun {
  /** Absolute. */
  readonly path: string;
  /** When it began, epoch milliseconds, as far as its file's name or the list of recent runs tells. */
  readonly time?: number;
  /** What it may be called by. */
  readonly names: readonly string[];
  /** memwrap chose its place and its name. */
  readonly own: boolean;
}

/** How far to look: at runs of this folder, of the folders below it too, or at all that are known. */
export type Reach = 'folder' | 'tree' | 'all';

const SUFFIX = /\.jsonl(\.gz|\.zst)?$/;
/** What a recording without a name of its own begins with. */
const STAMPED = /^\d{8}-\d{6}-/;
/** Runs of one name that began in the same second are numbered. */
const ATTEMPT = /-(\d{1,2})$/;

/**
 * The recorded runs, the newest first. Those in the place where memwrap puts them are found by their files, all others by
 * the list of recent runs.
 */
export function knownRuns(world: World, reach: Reach): readonly KnownRun[] {
  const recent = new Map(recentRuns(world.env).map((run) => [run.file, run]));
  const runs = new Map<string, KnownRun>();
  const folders = reach === 'all' ? allFolders(world) : defaultFolders(world);
  for (const folder of folders) {
    for (const file of recordingsIn(folder)) {
      const run = recent.get(file);
      // The user's state folder has the runs of other folders too.
      if (reach === 'folder' && !folder.local && run && !isOf(run, world, reach)) continue;
      runs.set(file, knownRun(file, run));
    }
  }
  for (const run of recent.values()) {
    if (!runs.has(run.file) && isOf(run, world, reach)) {
      runs.set(run.file, knownRun(run.file, run));
    }
  }
  return [...runs.values()].sort(newestFirst);
}

/** The folders that memwrap puts recordings in which are looked at here. */
export function defaultFolders(world: World): readonly RecordingFolder[] {
  const folders: RecordingFolder[] = [];
  for (const folder of recordingFolders(world)) {
    const count = recordingsIn(folder).length;
    folders.push(folder);
    // Where it cannot be written any more, newer runs are in the next one.
    if (count > 0 && isWritable(folder.path)) break;
  }
  return folders;
}

/** The same wherever they are: those of other folders are known by their recent runs. */
export function allFolders(world: World): readonly RecordingFolder[] {
  const folders = new Map(recordingFolders(world).map((folder) => [folder.path, folder]));
  for (const { file } of recentRuns(world.env)) {
    const folder = path.dirname(file);
    if (path.basename(folder) !== '.memwrap' || folders.has(folder)) continue;
    folders.set(folder, { path: folder, local: false, shared: false });
  }
  return [...folders.values()];
}

/** The absolute paths of the recordings in a folder of ours. */
export function recordingsIn({ path: folder, shared }: RecordingFolder): string[] {
  try {
    const files = readdirSync(folder).filter((file) => SUFFIX.test(file));
    return files
      .filter((file) => !shared || STAMPED.test(file))
      .map((file) => path.join(folder, file))
      .filter((file) => !shared || isOurs(file));
  } catch {
    return [];
  }
}

/** Whether memwrap made up the name of a file. */
export function isStamped(file: string): boolean {
  return STAMPED.test(path.basename(file));
}

/** Whether it is a file, and this user's. */
export function isOurs(file: string): boolean {
  try {
    const info = lstatSync(file);
    return info.isFile() && info.uid === (userId() ?? info.uid);
  } catch {
    return false;
  }
}

/** Whether a recent run was made in this folder, or lies there; with 'tree', also in or below it. */
function isOf({ cwd, file }: RecentRun, world: World, reach: Reach): boolean {
  if (reach === 'all') return true;
  let here: string;
  try {
    here = world.cwd();
  } catch {
    return false;
  }
  const places = [path.dirname(file), ...(cwd === undefined ? [] : [cwd])];
  if (reach === 'folder') return places.includes(here);
  return places.some(
    (place) => place === here || place.startsWith(here === '/' ? '/' : `${here}/`),
  );
}

/** What a file is known as; `recent`: its entry in the list of recent runs. */
export function knownRun(file: string, recent?: RecentRun): KnownRun {
  const base = path.basename(file).replace(SUFFIX, '');
  const name = base.replace(STAMPED, '');
  const time = recent?.time ?? stampTime(base);
  const own = base !== name;
  return {
    path: file,
    ...(time !== undefined && { time }),
    names: [
      ...(own ? [name, name.replace(ATTEMPT, '')] : [path.basename(file), base]),
      ...(recent === undefined ? [] : [recent.name]),
    ],
    own,
  };
}

function stampTime(base: string): number | undefined {
  const begun = parseLocalTime(base);
  return begun === undefined ? undefined : begun + Number(ATTEMPT.exec(base)?.[1] ?? 1);
}

function newestFirst(a: KnownRun, b: KnownRun): number {
  const [one, other] = [a.time ?? Number.NEGATIVE_INFINITY, b.time ?? Number.NEGATIVE_INFINITY];
  if (one !== other) return other - one;
  return a.path < b.path ? 1 : -1;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
