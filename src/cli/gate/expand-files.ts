import { accessSync, constants, readdirSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../user-error.ts';

export interface Expanded {
  /** Absolute paths, each once. */
  readonly files: readonly string[];
  /** Patterns that matched nothing. */
  readonly unmatched: readonly string[];
}

/**
 * The files that are named, and those that patterns with `*` and `?` match in their folders. A name without a file is a
 * UserError; a pattern without a match is none, because the first run of all has nothing to compare with.
 */
export function expandFiles(names: readonly string[], cwd: () => string): Expanded {
  const files = new Set<string>();
  const unmatched: string[] = [];
  for (const name of names) {
    const absolute = path.isAbsolute(name) ? name : path.join(cwd(), name);
    if (isReadable(absolute)) {
      files.add(absolute);
      continue;
    }
    if (!/[*?]/.test(name)) {
      throw new UserError(`--baseline: ${name}: there is no such file that can be read`);
    }
    const found = matches(absolute);
    if (found.length === 0) unmatched.push(name);
    for (const file of found) files.add(file);
  }
  return { files: [...files], unmatched };
}

function matches(pattern: string): string[] {
  const { root } = path.parse(pattern);
  let found = [root];
  const segments = pattern.slice(root.length).split(path.sep);
  for (const segment of segments.filter((one) => one !== '')) {
    found = found.flatMap((folder) =>
      /[*?]/.test(segment)
        ? entries(folder, segmentPattern(segment)).map((name) => path.join(folder, name))
        : [path.join(folder, segment)],
    );
  }
  return found.filter(isReadable).sort();
}

/** Stars next to one another mean the same as one; as many of them would take a regular expression for ever. */
function segmentPattern(segment: string): RegExp {
  const source = segment
    .replace(/\*+/g, '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'su');
}

function entries(folder: string, pattern: RegExp): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.') && pattern.test(name));
  } catch {
    return [];
  }
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
