import { spawn } from 'node:child_process';
import { findCommand } from './find-command.ts';

/** Why a file was not opened, as a clause; undefined: it was handed to the desktop. */
export type NotOpened = string | undefined;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens a file with what the desktop shows such files in, without waiting for it. Where there is no desktop to show it on
 * (no display, or a session from elsewhere), nothing is started.
 */
export async function openFile(
  file: string,
  platform: string,
  env: Environment,
): Promise<NotOpened> {
  const opener = openerOf(platform, env);
  if ('why' in opener) return opener.why;
  const found = findCommand(opener.command, env['PATH']);
  if (found.kind !== 'found') return `there is no ${opener.command} here`;
  return new Promise((resolve) => {
    const child = spawn(found.file, [file], { detached: true, stdio: 'ignore', env: { ...env } });
    child.once('error', () => resolve(`${opener.command} could not be started`));
    child.once('spawn', () => {
      child.unref();
      resolve(undefined);
    });
  });
}

/** The program that opens files, or why none would help. */
export function openerOf(
  platform: string,
  env: Environment,
): { readonly command: string } | { readonly why: string } {
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  if (platform === 'darwin') {
    if (isSet('SSH_CONNECTION')) return { why: 'this is a session by ssh' };
    return { command: 'open' };
  }
  if (isSet('DISPLAY') || isSet('WAYLAND_DISPLAY')) return { command: 'xdg-open' };
  return { why: isSet('SSH_CONNECTION') ? 'this is a session by ssh' : 'there is no display here' };
}
