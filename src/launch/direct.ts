import { isUtf8 } from 'node:buffer';
import type { Surroundings } from './trampoline.ts';

/** What Node's spawn is to be given. */
export interface DirectStart {
  readonly file: string;
  readonly name: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * How to start the command without a trampoline, which costs two programs on the way: where Node changed nothing, and
 * hands over every byte as it is. `undefined` where there is something to put back. `file` is where the command is,
 * `entries` its environment, one character for each byte.
 */
export function direct(
  file: string,
  command: readonly Buffer[],
  entries: readonly string[] | undefined,
  around: Omit<Surroundings, 'environment'>,
): DirectStart | undefined {
  if (changed(file, command, around) !== undefined) return undefined;
  const environment = entries && asRecord(entries);
  if (environment === undefined) return undefined;
  const [name = '', ...args] = command.map((word) => word.toString());
  return { file, name, args, environment };
}

/** Why `direct` gives nothing for these arguments, in a few words; `undefined` where it does. */
export function obstacleTo(
  file: string,
  command: readonly Buffer[],
  entries: readonly string[] | undefined,
  around: Omit<Surroundings, 'environment'>,
): string | undefined {
  const why = changed(file, command, around);
  if (why !== undefined) return why;
  if (entries === undefined) return 'environment not known exactly';
  return asRecord(entries) === undefined ? 'environment that no object can hold' : undefined;
}

function changed(
  file: string,
  command: readonly Buffer[],
  { ignored, blocked, closed, limit, join }: Omit<Surroundings, 'environment'>,
): string | undefined {
  if (ignored.length > 0) return 'ignored signals';
  if (blocked.length > 0) return 'blocked signals';
  if (closed.length > 0) return 'closed descriptors';
  if (limit !== undefined) return 'descriptor limit raised by Node';
  if (join !== undefined) return 'cgroup to join';
  // Without a slash it would be looked for again, by other rules.
  if (!file.includes('/')) return 'file without a slash';
  return command.every((word) => isUtf8(word)) ? undefined : 'argument that is not UTF-8';
}

const DIGIT = /^\d/;
const BEYOND_ASCII = /[^\0-\x7f]/;

/** The entries as an object that gives them back in this order; `undefined` where no object can. */
function asRecord(entries: readonly string[]): Record<string, string> | undefined {
  const record: Record<string, string> = Object.create(null);
  for (const bytes of entries) {
    const entry = BEYOND_ASCII.test(bytes) ? decoded(bytes) : bytes;
    if (entry === undefined) return undefined;
    const at = entry.indexOf('=');
    if (at < 0) continue;
    const name = entry.slice(0, at);
    // Names that are numbers would come first.
    if (name in record || DIGIT.test(name)) return undefined;
    record[name] = entry.slice(at + 1);
  }
  return record;
}

function decoded(bytes: string): string | undefined {
  const buffer = Buffer.from(bytes, 'latin1');
  return isUtf8(buffer) ? buffer.toString() : undefined;
}
