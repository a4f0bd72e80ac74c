import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { createGunzip, type ZlibOptions } from 'node:zlib';
import { NODE_VERSION } from '../host/version.ts';
import { UserError } from '../text/user-error.ts';

export type Compression = 'gzip' | 'zstd';

export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** How many bytes of a file tell whether it is compressed. */
export const MAGIC_BYTES = 4;

/**
 * What comes out of one step, bytes: however much a few bytes unfold to, no more than some of these is held at a time, and no
 * more is lost where an error is met.
 */
const STEP = 32 * 1024;

/** By the first bytes, whatever the file is called: gzip (RFC 1952, 2.3.1), Zstandard (RFC 8878, 3.1.1). */
export function compressionOf(head: Uint8Array): Compression | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const isZstd = head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
  return isZstd ? 'zstd' : undefined;
}

/**
 * What compressed bytes hold, in constant memory. Where they end too soon or are damaged, all that comes before is given, and
 * `remark` says so. Throws a UserError that begins with `label` where this Node cannot read them, or nothing can be read.
 */
export async function* decompressed(
  chunks: Chunks,
  compression: Compression,
  label: string,
  remark: (text: string) => void,
): AsyncGenerator<Uint8Array> {
  const unpack = compression === 'gzip' ? createGunzip({ chunkSize: STEP }) : zstd(label);
  let given = 0;
  try {
    for await (const piece of unpacked(chunks, unpack)) {
      given += piece.length;
      yield piece;
    }
  } catch (error) {
    if (!isBroken(error)) throw error;
    const isCut = /unexpected end|Z_BUF_ERROR|truncated/i.test(`${error.code} ${error.message}`);
    const why = isCut ? `the ${compression} file is cut off` : `the ${compression} file is damaged`;
    if (given === 0) throw new UserError(`${label}: ${why}, nothing in it can be read`);
    remark(`${why}: only what comes before that is used`);
  } finally {
    unpack.destroy();
  }
}

type ZstdModule = {
  readonly createZstdDecompress?: (options: ZlibOptions) => Transform;
};

function zstd(label: string): Transform {
  const { createZstdDecompress } = zlib as ZstdModule;
  if (createZstdDecompress !== undefined) return createZstdDecompress({ chunkSize: STEP });
  throw new UserError(
    `${label}: is compressed by zstd, which Node ${NODE_VERSION} cannot read`,
    'it needs Node 22.15 or `zstd -d`',
  );
}

/** An error of the decompressor, not of the file that is read. */
function isBroken(error: unknown): error is NodeJS.ErrnoException {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && /^(Z_|ZSTD_|ERR_ZLIB)/.test(code);
}

/**
 * Feeds one chunk after the other, and gives on all that comes of it before the next: an error then loses nothing that came
 * before, which a pipe between the two streams would.
 */
async function* unpacked(chunks: Chunks, unpack: Transform): AsyncGenerator<Uint8Array> {
  let failure: Error | undefined;
  let wake = (): void => undefined;
  const woken = (): void => wake();
  unpack.on('error', (error) => {
    failure = error;
    wake();
  });
  unpack.on('readable', woken);
  unpack.on('end', woken);
  async function* until(isDone: () => boolean): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece: Uint8Array | null = unpack.read();
      if (piece !== null) yield piece;
      else if (failure !== undefined) throw failure;
      else if (isDone()) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (failure !== undefined || isDone() || unpack.readableLength > 0) resolve();
        });
      }
    }
  }
  for await (const chunk of chunks) {
    let taken = false;
    unpack.write(chunk, () => {
      taken = true;
      wake();
    });
    yield* until(() => taken);
  }
  unpack.end();
  yield* until(() => unpack.readableEnded);
}
