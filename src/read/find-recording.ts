import path from 'node:path';
import type { World } from '../host/world.ts';
import { printable } from '../text/printable.ts';
import { UserError } from '../text/user-error.ts';
import { type KnownRun, knownRuns, type Reach } from './known-runs.ts';
import { isThere, type Recording } from './recordings.ts';

/** A recording, and where nobody named it, which one was taken and why; `elsewhere`: it is not of this folder. */
export interface FoundRecording extends Recording {
  readonly chosen?: string;
  readonly elsewhere?: boolean;
}

const REACHES: readonly Reach[] = ['folder', 'tree', 'all'];
const SUFFIXES = ['.jsonl', '.jsonl.gz', '.jsonl.zst'];
const WHY: Readonly<Record<Reach, string>> = {
  folder: 'the newest run here',
  tree: 'no run recorded here, the newest below',
  all: 'no run recorded here, the newest elsewhere',
};
const MOST_CANDIDATES = 4;

/** The recording that an argument means: '-', a file, or the name of a run; without one, the newest run. Throws UserError. */
export function findRecording(world: World, argument: string | undefined): FoundRecording {
  if (argument === undefined) return newest(world);
  if (argument === '-' || argument === '/dev/stdin') return { label: 'stdin' };
  const file = path.resolve(world.cwd(), argument);
  if (isThere(file)) return { label: labelOf(world, file), path: file };
  const named = byName(world, argument, file);
  if (named !== undefined) return { label: labelOf(world, named), path: named };
  const shown = printable(argument);
  if (/[/\\]|\.jsonl$/.test(argument)) throw new UserError(`${shown}: there is no such file`);
  throw new UserError(
    `${shown}: neither a file nor the name of a recorded run`,
    'memwrap list --all shows the runs',
  );
}

/** A run of this folder before one of the folders below it, and that before any other. */
function newest(world: World): FoundRecording {
  for (const reach of REACHES) {
    const run = knownRuns(world, reach)[0];
    if (run === undefined) continue;
    const label = labelOf(world, run.path);
    const chosen = `${WHY[reach]}: ${label}`;
    return { label, path: run.path, chosen, elsewhere: reach !== 'folder' };
  }
  throw new UserError('no run recorded here yet', 'try: memwrap <command>');
}

/** The one file of that name with the suffix of recordings, or of a run that is called so; the nearest. */
function byName(world: World, name: string, file: string): string | undefined {
  // Of a file and its compressed copy, the file.
  const files = SUFFIXES.map((suffix) => file + suffix)
    .filter(isThere)
    .slice(0, 1);
  for (const reach of REACHES) {
    const runs = knownRuns(world, reach).filter(({ names }) => names.includes(name));
    const found = [...new Set([...(reach === 'folder' ? files : []), ...newestOfEach(runs)])];
    if (found.length > 1) throw ambiguous(world, name, found);
    if (found.length === 1) return found[0];
  }
  return undefined;
}

/** Of the runs that memwrap itself named, and put into one folder, the last is meant. */
function newestOfEach(runs: readonly KnownRun[]): string[] {
  const places = new Map<string, string>();
  for (const { path: file, own } of runs) {
    const place = own ? path.dirname(file) : file;
    if (!places.has(place)) places.set(place, file);
  }
  return [...places.values()];
}

function ambiguous(world: World, name: string, found: readonly string[]): UserError {
  const shown = found.slice(0, MOST_CANDIDATES).map((file) => labelOf(world, file));
  const more = found.length > shown.length ? ` and ${found.length - shown.length} more` : '';
  return new UserError(
    `${printable(name)}: more than one run is called so: ${shown.join(', ')}${more}`,
    'name the file',
  );
}

function labelOf(world: World, file: string): string {
  const relative = path.relative(world.cwd(), file);
  return printable(relative.startsWith('..') || relative === '' ? file : relative);
}
