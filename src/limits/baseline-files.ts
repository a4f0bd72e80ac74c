import path from 'node:path';
import { matchingFiles } from '../read/match-files.ts';
import { isThere } from '../read/recordings.ts';
import { printable } from '../text/printable.ts';
import { UserError } from '../text/user-error.ts';

export interface Expanded {
  /** Absolute paths without duplicates. */
  readonly files: readonly string[];
  /** Patterns that matched nothing. */
  readonly unmatched: readonly string[];
  /** Whether one of the files was named by itself. */
  readonly named: boolean;
}

/**
 * The named files, and those that match patterns with `*` and `?`. A name without a file is a UserError; a pattern without
 * a match is not, because the very first run has nothing to compare with.
 */
export function expandFiles(names: readonly string[], cwd: () => string): Expanded {
  const files = new Set<string>();
  const unmatched: string[] = [];
  let named = false;
  for (const name of names) {
    const absolute = path.resolve(cwd(), name);
    if (isThere(absolute)) {
      files.add(absolute);
      named = true;
    } else if (/[*?]/.test(name)) {
      const found = matchingFiles(cwd(), name);
      if (found.length === 0) unmatched.push(name);
      for (const file of found) files.add(file);
    } else {
      const hint = /[[{]/.test(name) ? 'patterns have * and ? only' : undefined;
      throw new UserError(`--baseline: ${printable(name)}: there is no such file`, hint);
    }
  }
  return { files: [...files], unmatched, named };
}
