import type { World } from '../host/world.ts';

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Progress is shown once reading takes longer than this… */
const SHOW_AFTER_MS = 1000;
/** …and updated this often. */
const UPDATE_EVERY_MS = 250;
const MIB = 2 ** 20;

/**
 * Passes chunks through. If reading them takes longer than a second and stderr is a terminal, one line there shows
 * the progress, and is erased at the end. `size`: total bytes, if known.
 */
export async function* withProgress(
  chunks: Chunks,
  size: number | undefined,
  { clock, stderr }: Pick<World, 'clock' | 'stderr'>,
): AsyncGenerator<Uint8Array> {
  if (!stderr.isTerminal) {
    yield* chunks;
    return;
  }
  let due = clock.monotonic() + SHOW_AFTER_MS;
  let read = 0;
  let shown = false;
  try {
    for await (const chunk of chunks) {
      read += chunk.length;
      if (clock.monotonic() >= due) {
        due = clock.monotonic() + UPDATE_EVERY_MS;
        shown = true;
        await stderr.write(`\rmemwrap: reading ${far(read, size)}\x1b[K`);
      }
      yield chunk;
    }
  } finally {
    if (shown) await stderr.write('\r\x1b[K');
  }
}

function far(read: number, size: number | undefined): string {
  const mib = `${Math.round(read / MIB)} MiB`;
  return size === undefined || size < read ? mib : `${mib}, ${Math.floor((read / size) * 100)}%`;
}
