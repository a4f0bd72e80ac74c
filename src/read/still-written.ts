import { readdirSync, readlinkSync, realpathSync } from 'node:fs';

/**
 * Whether the memwrap that began a recording still has its file open. `run` is the start record's, which begins with that
 * process's id (base 36). False where it cannot be told: on another machine, for another user, without /proc.
 */
export function isStillWritten(file: string, run: string | undefined): boolean {
  const [, id = ''] = /^([0-9a-z]{1,10})-/.exec(run ?? '') ?? [];
  const pid = Number.parseInt(id, 36);
  if (!(pid > 0)) return false;
  try {
    const folder = `/proc/${pid}/fd`;
    const path = realpathSync(file);
    return readdirSync(folder).some((name) => linkOf(`${folder}/${name}`) === path);
  } catch {
    // It has ended, or is not ours to look at.
    return false;
  }
}

function linkOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    // Closed meanwhile.
    return undefined;
  }
}
