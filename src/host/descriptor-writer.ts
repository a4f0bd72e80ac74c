import { write, writeSync } from 'node:fs';

/** The outcome of a write to a descriptor that other processes share; `code` is the system's error code. */
export type Written =
  | { readonly kind: 'written' }
  | { readonly kind: 'no-reader' }
  | { readonly kind: 'failed'; readonly code: string };

const FIRST_RETRY_MS = 2;
const LONGEST_RETRY_MS = 50;

/**
 * Writes all bytes, however long it takes, without blocking the event loop and without changing the descriptor's flags,
 * which other processes share. On a non-blocking descriptor that is full it tries again after a pause.
 */
export function writeAll(
  descriptor: number,
  bytes: Uint8Array,
  after: (ms: number, act: () => void) => unknown,
  done: (result: Written) => void,
): void {
  let offset = 0;
  let pause = FIRST_RETRY_MS;
  const step = (): void => {
    write(descriptor, bytes, offset, bytes.length - offset, null, (error, count) => {
      if (error === null) {
        offset += count;
        pause = FIRST_RETRY_MS;
        if (offset < bytes.length) step();
        else done({ kind: 'written' });
      } else if (error.code === 'EAGAIN') {
        after(pause, step);
        pause = Math.min(pause * 2, LONGEST_RETRY_MS);
      } else if (error.code === 'EPIPE') done({ kind: 'no-reader' });
      else done({ kind: 'failed', code: error.code ?? 'unknown' });
    });
  };
  step();
}

/**
 * Writes all bytes synchronously: for when there is nothing else to do. It avoids starting the thread pool, which costs
 * more than everything a short run writes. 'rest': the descriptor is non-blocking and full; the bytes from `from` on are
 * not written.
 */
export function writeNow(
  descriptor: number,
  bytes: Uint8Array,
): Written | { kind: 'rest'; from: number } {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      // Non-blocking, and full.
      if (code === 'EAGAIN') return { kind: 'rest', from: offset };
      return code === 'EPIPE' ? { kind: 'no-reader' } : { kind: 'failed', code };
    }
  }
  return { kind: 'written' };
}
