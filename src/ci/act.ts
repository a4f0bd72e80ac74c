import { spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { Output } from '../host/world.ts';
import type { CiAction } from './ci-system.ts';

/** How long another program may take. */
const PROGRAM_TIMEOUT_MS = 10_000;

/** Carries out actions for a CI system. Never throws: an action that fails is one line on stderr. */
export async function act(
  actions: readonly CiAction[],
  stderr: Output,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  for (const action of actions) {
    if (action.kind === 'say') {
      await stderr.write(`${action.text}\n`);
      continue;
    }
    const why = attempt(action, env);
    if (why !== undefined) await stderr.write(`memwrap: ${why}\n`);
  }
}

/** Why an action failed; undefined if it did not. */
function attempt(
  action: Exclude<CiAction, { kind: 'say' }>,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  try {
    switch (action.kind) {
      case 'append':
        append(action.file, action.text, action.most);
        return undefined;
      case 'write':
        writeFileSync(action.file, action.text);
        return undefined;
      case 'pipe': {
        const [file = '', ...args] = action.command;
        const { error } = spawnSync(file, args, {
          input: action.text,
          stdio: ['pipe', 'ignore', 'ignore'],
          timeout: PROGRAM_TIMEOUT_MS,
          env: { ...env },
        });
        if (error === undefined || (error as NodeJS.ErrnoException).code === 'ENOENT')
          return undefined;
        return `${file}: ${error.message}`;
      }
    }
  } catch (error) {
    const name = action.kind === 'pipe' ? action.command[0] : action.file;
    return `${name}: it cannot be written (${(error as NodeJS.ErrnoException).code})`;
  }
}

const { O_RDWR, O_APPEND, O_CREAT, O_NONBLOCK } = constants;
const NEWLINE = 0x0a;

/** Appends lines to a file that others write to as well, unless it would exceed `most` bytes. */
function append(file: string, text: string, most: number): void {
  const descriptor = openSync(file, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK, 0o644);
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(1);
    const open =
      size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== NEWLINE;
    const bytes = Buffer.from(open ? `\n${text}` : text);
    if (size + bytes.length <= most) writeSync(descriptor, bytes);
  } finally {
    closeSync(descriptor);
  }
}
