import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

const PRIVATE_MODE = 0o700;

/**
 * Makes a folder and its missing parents, for their owner alone; returns whether it was missing. Throws the system's error
 * where it cannot be made.
 *
 * Not by `mkdirSync` with `recursive`: where mkdir(2) fails with ENOENT although the parent exists, as in /proc, Node tries
 * for ever. Here each step goes to a shorter path, and only while the parent is missing.
 */
export function makeFolder(folder: string): boolean {
  try {
    mkdirSync(folder, PRIVATE_MODE);
    return true;
  } catch (error) {
    if (isFolder(folder)) return false;
    const parent = path.dirname(folder);
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || parent === folder || isFolder(parent)) throw error;
    makeFolder(parent);
  }
  return makeLast(folder);
}

/** Its parent exists now; another program may have made it meanwhile. */
function makeLast(folder: string): boolean {
  try {
    mkdirSync(folder, PRIVATE_MODE);
    return true;
  } catch (error) {
    if (isFolder(folder)) return false;
    throw error;
  }
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}
