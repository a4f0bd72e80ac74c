import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { Clock } from '../host/clock.ts';
import { type Written, writeAll } from '../host/descriptor-writer.ts';
import { openDirectPipe } from './direct-pipe.ts';

/** One stream of the command on its way to ours. */
export interface Capture {
  /** Settles when the stream has ended and its last byte is written, or nobody reads it any more. */
  readonly done: Promise<void>;
  /** Stops reading; what was read is still written. The rest of the stream is somebody else's. */
  release(): void;
}

export interface CapturePlan {
  /** Our read end of the command's pipe; it is made non-blocking and closed at the end. */
  readonly source: number;
  /** Where every byte goes, unchanged. */
  readonly target: number;
  readonly clock: Clock;
  /**
   * Each chunk as it was read, before it is passed on; valid only during the call. `since` is the time of the read
   * before it where the chunk looks like a block that a stdio buffer held back.
   */
  readonly read: (chunk: Uint8Array, at: number, since: number | undefined) => void;
  /** Settles when what `read` was told is dealt with, where that takes so long that reading has to wait for it. */
  readonly behind?: () => Promise<void> | undefined;
  /** The reader of our output went away (the command gets its SIGPIPE), or it cannot be written any more. */
  readonly lost: (why: Exclude<Written, { kind: 'written' }>) => void;
}

/** More than a pipe holds, so that no read fills it: libuv then goes round its loop before it reads again. */
const BUFFER_SIZE = 65_536 + 4096;
/** A stdio buffer that filled up comes in these sizes, after a silence. */
const BLOCKS: ReadonlySet<number> = new Set([4096, 8192, 65_536]);
const SILENCE = 20;

/** Passes a stream on with back-pressure: at most one read is under way, and none while its bytes are being written. */
export function captureStream(plan: CapturePlan): Capture {
  let finished: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finished = resolve;
  });
  let writing = false;
  let ended = false;
  let lost = false;
  let previous = plan.clock.monotonic();
  const finish = (): void => {
    if (ended && !writing) finished();
  };
  const direct = openDirectPipe(plan.target);
  const after = (ms: number, act: () => void): unknown => plan.clock.after(ms, act);
  const goOn = (): void => {
    writing = false;
    if (ended || socket.destroyed) finish();
    else socket.resume();
  };
  const options: SocketConstructorOpts & { onread: OnReadOpts } = {
    fd: plan.source,
    readable: true,
    writable: false,
    onread: {
      buffer: Buffer.allocUnsafe(BUFFER_SIZE),
      callback: (size, bytes) => {
        const now = plan.clock.monotonic();
        const chunk = bytes.subarray(0, size);
        const block = BLOCKS.has(size) && now - previous > SILENCE;
        plan.read(chunk, now, block ? previous : undefined);
        previous = now;
        const taken = direct?.write(chunk) ?? 0;
        const behind = plan.behind?.();
        if (taken === chunk.length && behind === undefined) return true;
        // Paused until the bytes are written: the buffer is free again then, and back-pressure is passed on.
        writing = true;
        const passedOn = (): void => {
          if (behind === undefined) goOn();
          else void behind.then(goOn);
        };
        if (taken === chunk.length) passedOn();
        else {
          writeAll(plan.target, chunk.subarray(taken), after, (result) => {
            if (result.kind !== 'written') {
              if (!lost) plan.lost(result);
              lost = true;
              // A full disk is no reason to kill the command: go on reading and recording.
              if (result.kind === 'no-reader') socket.destroy();
            }
            passedOn();
          });
        }
        return false;
      },
    },
  };
  const socket = new Socket(options);
  const end = (): void => {
    ended = true;
    direct?.close();
    finish();
  };
  socket.on('close', end);
  socket.on('error', () => socket.destroy());
  socket.on('end', () => socket.destroy());
  // `onread` only starts when something asks for data.
  socket.resume();
  return { done, release: () => socket.destroy() };
}
