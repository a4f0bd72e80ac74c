import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';

export type Found =
  | { readonly kind: 'found'; readonly file: string }
  | { readonly kind: 'not-found'; readonly detail: string }
  | { readonly kind: 'not-executable'; readonly detail: string };

/**
 * Looks a command up as a POSIX shell does: as it is if it has a slash, otherwise in each folder of `searchPath` (colons
 * between them). `detail` is for the user.
 */
export function findCommand(command: string, searchPath: string | undefined): Found {
  if (command === '') return { kind: 'not-found', detail: 'command not found' };
  if (command.includes('/')) return inspect(command);
  let refused: Found | undefined;
  for (const folder of (searchPath ?? '/usr/bin:/bin').split(':')) {
    const found = inspect(`${folder || '.'}/${command}`);
    if (found.kind === 'found') return found;
    if (found.kind === 'not-executable' && found.detail !== IS_DIRECTORY) refused ??= found;
  }
  return refused ?? { kind: 'not-found', detail: 'command not found' };
}

const IS_DIRECTORY = 'is a directory';
const NOWHERE: Found = { kind: 'not-found', detail: 'no such file or directory' };

function inspect(file: string): Found {
  try {
    // Most folders of a PATH do not have it; an exception for each would take longer than the whole search.
    const info = statSync(file, { throwIfNoEntry: false });
    if (info === undefined) return NOWHERE;
    if (info.isDirectory()) return { kind: 'not-executable', detail: IS_DIRECTORY };
    accessSync(file, constants.X_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EACCES') return { kind: 'not-executable', detail: 'permission denied' };
    if (code === 'ENOENT' || code === 'ENOTDIR') return NOWHERE;
    return { kind: 'not-executable', detail: code ?? 'cannot be run' };
  }
  const missing = missingInterpreter(file);
  if (missing === undefined) return { kind: 'found', file };
  return { kind: 'not-executable', detail: `its interpreter ${missing} does not exist` };
}

/** The interpreter that a script names and that does not exist: the kernel would report ENOENT for the script itself. */
function missingInterpreter(file: string): string | undefined {
  let head: string;
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(256);
      head = bytes.toString('latin1', 0, readSync(descriptor, bytes));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Executable but not readable: the kernel will find out.
    return undefined;
  }
  const interpreter = /^#![ \t]*([^ \t\r\n]+)/.exec(head)?.[1];
  if (interpreter === undefined) return undefined;
  try {
    accessSync(interpreter, constants.F_OK);
    return undefined;
  } catch {
    return interpreter;
  }
}
