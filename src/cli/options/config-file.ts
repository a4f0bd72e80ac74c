import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { World } from '../../host/world.ts';
import { UserError } from '../../text/user-error.ts';

const OWN_FILE = 'memwrap.config.json';
const PACKAGE = 'package.json';
/** A larger file is no configuration. */
const MAX_CONFIG_BYTES = 1024 * 1024;

export interface FoundConfig {
  readonly value: unknown;
  /** What messages call it. */
  readonly file: string;
}

/**
 * The JSON of memwrap.config.json, else of "memwrap" in package.json, in the working directory; undefined without either.
 * Most runs have none, so reading it is apart from parsing it, which loads the table of options.
 */
export function findConfig(world: Pick<World, 'cwd'>): FoundConfig | undefined {
  let folder: string;
  try {
    folder = world.cwd();
  } catch {
    // Deleted: there is nothing in it.
    return undefined;
  }
  const own = readJson(path.join(folder, OWN_FILE), OWN_FILE);
  if (own !== undefined) return { value: own, file: OWN_FILE };
  const found = readJson(path.join(folder, PACKAGE), PACKAGE, '"memwrap"');
  if (typeof found !== 'object' || found === null || !Object.hasOwn(found, 'memwrap')) {
    return undefined;
  }
  return { value: (found as { memwrap: unknown }).memwrap, file: `${PACKAGE}: memwrap` };
}

/** The JSON in a file, if there is such a file. With `word`, only if it holds that, and anything wrong with it is ignored. */
function readJson(file: string, name: string, word?: string): unknown {
  let text: string;
  try {
    // Most folders hold none, and creating an error is slow.
    const info = statSync(file, { throwIfNoEntry: false });
    // A FIFO would block.
    if (!info?.isFile() || info.size > MAX_CONFIG_BYTES) return undefined;
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (word !== undefined || ['ENOENT', 'ENOTDIR'].includes(code)) return undefined;
    throw new UserError(`${name}: it cannot be read (${code})`);
  }
  if (word !== undefined && !text.includes(word)) return undefined;
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (word !== undefined) return undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`${name}: it is not JSON: ${why.split('\n')[0]}`);
  }
}
