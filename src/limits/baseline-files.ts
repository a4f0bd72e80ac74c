import path from 'node:path';
import { matchingFiles } from '../read/match-files.ts';
import { isThere } from '../read/recordings.ts';
import { printable } from '../text/printable.ts';
import { UserError } from '../text/user-error.ts';

export interface Expanded {
  /** Absolute paths, each once. */
  readonly files: readonly string[];
  /** Patterns that matched nothing. */
  readonly unmatched: readonly string[];
}

/**
 * The files that are named, and those that patterns with `*` and `?` match. A name without a file is a UserError; a
 * pattern without a match is none, because the first run of all has nothing to compare with.
 */
export function expandFiles(names: readonly string[], cwd: () => string): Expanded {
  const files = new Set<string>();
  const unmatched: string[] = [];
  for (const name of names) {
    const absolute = path.resolve(cwd(), name);
    if (isThere(absolute)) files.add(absolute);
    else if (/[*?]/.test(name)) {
      const found = matchingFiles(cwd(), name);
      if (found.length === 0) unmatched.push(name);
      for (const file of found) files.add(file);
    } else {
      const hint = /[[{]/.test(name) ? 'a pattern may hold * and ?' : undefined;
      throw new UserError(`--baseline: ${printable(name)}: there is no such file`, hint);
    }
  }
  return { files: [...files], unmatched };
}
