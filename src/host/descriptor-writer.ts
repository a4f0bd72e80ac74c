import { write, writeSync } from 'node:fs';

/** What became of a write to somebody else's descriptor. */
export type Written =
  | { readonly kind: 'written' }
  | { readonly kind: 'no-reader' }
  | { readonly kind: 'failed'; readonly code: string };

const FIRST_RETRY = 2;
const LONGEST_RETRY = 50;

/**
 * Writes all bytes, whatever it takes, without blocking the event loop and without touching the descriptor's flags
 * (they are shared with whoever gave it to us). Where somebody made it non-blocking it is tried again after a pause.
 */
export function writeAll(
  descriptor: number,
  bytes: Uint8Array,
  after: (ms: number, act: () => void) => unknown,
  done: (result: Written) => void,
): void {
  let offset = 0;
  let pause = FIRST_RETRY;
  const step = (): void => {
    write(descriptor, bytes, offset, bytes.length - offset, null, (error, count) => {
      if (error === null) {
        offset += count;
        pause = FIRST_RETRY;
        if (offset < bytes.length) step();
        else done({ kind: 'written' });
      } else if (error.code === 'EAGAIN') {
        after(pause, step);
        pause = Math.min(pause * 2, LONGEST_RETRY);
      } else if (error.code === 'EPIPE') done({ kind: 'no-reader' });
      else done({ kind: 'failed', code: error.code ?? 'unknown' });
    });
  };
  step();
}

/**
 * Writes all bytes at once, waiting where the descriptor blocks: for when there is nothing else to do. It spares the
 * thread pool, which costs more than all of a short run's writing.
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
      // Somebody made it non-blocking, and it is full.
      if (code === 'EAGAIN') return { kind: 'rest', from: offset };
      return code === 'EPIPE' ? { kind: 'no-reader' } : { kind: 'failed', code };
    }
  }
  return { kind: 'written' };
}
