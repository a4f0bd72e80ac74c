import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { World } from '../host/world.ts';
import { printable } from '../text/printable.ts';
import { UserError } from '../text/user-error.ts';
import { findRecording } from './find-recording.ts';
import { isThere, type Recording } from './recordings.ts';

/**
 * The recordings that an argument names: a file, a name, '-', a comma-separated list of those, or patterns with * and
 * ?.
 */
export function findRecordings(world: World, argument: string): Recording[] {
  if (argument === '-' || isThere(path.resolve(world.cwd(), argument))) {
    return [findRecording(world, argument)];
  }
  const parts = argument.split(',').filter((part) => part !== '');
  if (parts.length === 0)
    throw new UserError('the name of a run is empty', 'memwrap list shows the runs');
  return parts.flatMap((part) => {
    if (!/[*?]/.test(part)) return [findRecording(world, part)];
    const files = matchingFiles(world.cwd(), part);
    if (files.length > 0) return files.map((file) => findRecording(world, file));
    throw new UserError(`${printable(part)}: no file is called like that`);
  });
}

/** The files that match a pattern, sorted by name; * and ? match within one path segment. */
export function matchingFiles(folder: string, pattern: string): string[] {
  const segments = pattern.split('/');
  let places = [pattern.startsWith('/') ? '/' : folder];
  for (const segment of segments) {
    if (segment === '') continue;
    places = places.flatMap((place) =>
      /[*?]/.test(segment) ? namesLike(place, segment) : [path.join(place, segment)],
    );
  }
  return places.filter(isThere);
}

function namesLike(folder: string, segment: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => (segment.startsWith('.') || !name.startsWith('.')) && isLike(name, segment))
      .sort()
      .map((name) => path.join(folder, name));
  } catch {
    // A pattern for a folder may match files, or folders that may not be read.
    return [];
  }
}

/** Whether a name matches a pattern of * and ?; backtracks one star at most, so it is not exponential. */
function isLike(name: string, pattern: string): boolean {
  let [n, p] = [0, 0];
  let star = -1;
  let from = 0;
  while (n < name.length) {
    if (pattern[p] === '*') {
      star = p;
      from = n;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      n += 1;
      p += 1;
    } else if (star >= 0) {
      from += 1;
      n = from;
      p = star + 1;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
