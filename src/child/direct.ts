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
 * hands over every byte as it is. `undefined` where there is something to put back. `file` is where the command is.
 */
export function direct(
  file: string,
  command: readonly Buffer[],
  around: Surroundings,
): DirectStart | undefined {
  const { ignored, blocked, closed } = around;
  if (ignored.length > 0 || blocked.length > 0 || closed.length > 0) return undefined;
  if (around.limit !== undefined || around.join !== undefined) return undefined;
  // Without a slash it would be looked for again, by other rules.
  if (!file.includes('/') || !command.every((word) => isUtf8(word))) return undefined;
  const environment = around.environment && asRecord(around.environment);
  if (environment === undefined) return undefined;
  const [name = '', ...args] = command.map((word) => word.toString());
  return { file, name, args, environment };
}

const EQUALS = 0x3d;
const DIGIT = /^\d/;

/** The entries as an object that gives them back in this order; `undefined` where no object can. */
function asRecord(entries: readonly Buffer[]): Record<string, string> | undefined {
  const record: Record<string, string> = Object.create(null);
  for (const entry of entries) {
    const at = entry.indexOf(EQUALS);
    if (at < 0) continue;
    if (!isUtf8(entry)) return undefined;
    const name = entry.toString('utf8', 0, at);
    // Names that are numbers would come first.
    if (name in record || DIGIT.test(name)) return undefined;
    record[name] = entry.toString('utf8', at + 1);
  }
  return record;
}
