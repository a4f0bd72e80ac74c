import { isUtf8 } from 'node:buffer';
import type { ProcessState } from './trampoline.ts';

/** The arguments for Node's spawn. */
export interface DirectStart {
  readonly file: string;
  readonly name: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * How to start the command without a trampoline, which costs two more programs. Possible if Node changed nothing and passes
 * every byte on unchanged; `undefined` if there is something to restore. `file` is where the command was found, `entries` its
 * environment as `NAME=VALUE`, one character for each byte (latin1).
 */
export function directStart(
  file: string,
  command: readonly Buffer[],
  entries: readonly string[] | undefined,
  restore: Omit<ProcessState, 'environment'>,
): DirectStart | undefined {
  if (changed(file, command, restore) !== undefined) return undefined;
  const environment = entries && asRecord(entries);
  if (environment === undefined) return undefined;
  const [name = '', ...args] = command.map((word) => word.toString());
  return { file, name, args, environment };
}

/** Why `directStart` gives nothing for these arguments, in a few words; `undefined` where it does. */
export function obstacleTo(
  file: string,
  command: readonly Buffer[],
  entries: readonly string[] | undefined,
  restore: Omit<ProcessState, 'environment'>,
): string | undefined {
  const why = changed(file, command, restore);
  if (why !== undefined) return why;
  if (entries === undefined) return 'environment not known exactly';
  return asRecord(entries) === undefined ? 'environment that no object can hold' : undefined;
}

function changed(
  file: string,
  command: readonly Buffer[],
  { ignored, blocked, closed, limit, join }: Omit<ProcessState, 'environment'>,
): string | undefined {
  if (ignored.length > 0) return 'ignored signals';
  if (blocked.length > 0) return 'blocked signals';
  if (closed.length > 0) return 'closed descriptors';
  if (limit !== undefined) return 'descriptor limit raised by Node';
  if (join !== undefined) return 'cgroup to join';
  // A bare name would be searched again, by execvp's rules.
  if (!file.includes('/')) return 'file without a slash';
  return command.every((word) => isUtf8(word)) ? undefined : 'argument that is not UTF-8';
}

const DIGIT = /^\d/;
const BEYOND_ASCII = /[^\0-\x7f]/;

/** The entries as an object that lists them in the same order; `undefined` if no object can. */
function asRecord(entries: readonly string[]): Record<string, string> | undefined {
  const record: Record<string, string> = Object.create(null);
  for (const bytes of entries) {
    const entry = BEYOND_ASCII.test(bytes) ? decoded(bytes) : bytes;
    if (entry === undefined) return undefined;
    const at = entry.indexOf('=');
    if (at < 0) continue;
    const name = entry.slice(0, at);
    // An object lists names that are numbers first.
    if (name in record || DIGIT.test(name)) return undefined;
    record[name] = entry.slice(at + 1);
  }
  return record;
}

function decoded(bytes: string): string | undefined {
  const buffer = Buffer.from(bytes, 'latin1');
  return isUtf8(buffer) ? buffer.toString() : undefined;
}
