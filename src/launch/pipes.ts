import { execFileSync } from 'node:child_process';
import { constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import path from 'node:path';

/** The descriptors of a real pipe's two ends. (Not a socket, which cannot be opened as /dev/stdout.) */
export interface Pipe {
  readonly read: number;
  readonly write: number;
}

/** Makes a pipe from the read end that the launcher prepared, by opening its other end by name; undefined without /proc. */
export function openPrepared(descriptor: number): Pipe | undefined {
  let write: number;
  try {
    write = openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY);
  } catch {
    return undefined;
  }
  // Take out the two bytes of the here-document.
  readSync(descriptor, Buffer.alloc(2));
  return { read: descriptor, write };
}

/** Makes a pipe with mkfifo(1) in a private folder that is removed at once: for systems without /proc. */
export function makeFifo(folder: string): Pipe {
  const place = mkdtempSync(path.join(folder, 'memwrap-'));
  const name = path.join(place, 'pipe');
  try {
    execFileSync('mkfifo', [name], {
      stdio: 'ignore',
      env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' },
    });
    // Open for reading first: opening for writing waits for a reader.
    const read = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
    const write = openSync(name, constants.O_WRONLY);
    return { read, write };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** A second, blocking descriptor of a pipe's read end, for another process; undefined without /proc. */
export function reopenForReading(pipe: Pipe): number | undefined {
  try {
    return openSync(`/proc/self/fd/${pipe.read}`, constants.O_RDONLY);
  } catch {
    return undefined;
  }
}
