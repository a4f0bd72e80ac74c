import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';

/** A second, non-blocking descriptor of a pipe. */
export interface DirectPipe {
  /** Writes what the pipe takes at once and returns how many bytes that was; 0 also if it cannot be written at all. */
  write(bytes: Uint8Array): number;
  close(): void;
}

/**
 * Opens the pipe behind `descriptor` once more, by its name in /proc: the new description is non-blocking, while the flags
 * of the old one, which others share, stay as they are. A write that never waits needs no thread, which halves the cost of
 * passing a chunk on. `undefined` for anything but a pipe, and if it cannot be opened (no /proc, another user's pipe).
 */
export function openDirectPipe(descriptor: number): DirectPipe | undefined {
  let direct: number;
  try {
    if (!fstatSync(descriptor).isFIFO()) return undefined;
    direct = openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
  return {
    write(bytes) {
      try {
        return writeSync(direct, bytes);
      } catch (error) {
        // Full, or without a reader: the ordinary write finds out.
        if (isSystemError(error)) return 0;
        throw error;
      }
    },
    close: () => closeSync(direct),
  };
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
