import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';
import type { Clock } from '../host/clock.ts';
import { type Written, writeAll } from '../host/descriptor-writer.ts';
import { openDirectPipe } from './direct-pipe.ts';

/** One stream of the command on its way to ours. */
export interface Capture {
  /** Resolves when the stream has ended and its last byte is written, or our output has no reader left. Never rejects. */
  readonly done: Promise<void>;
  /** Stops reading; what was read is still written. The rest of the stream is left to another reader. */
  release(): void;
}

export interface CapturePlan {
  /** Our read end of the command's pipe; the capture makes it non-blocking and closes it at the end. */
  readonly source: number;
  /** The descriptor that every byte goes to, unchanged. */
  readonly target: number;
  readonly clock: Clock;
  /**
   * Gets each chunk before it is passed on; the bytes are valid only during the call. Times are monotonic milliseconds;
   * `since` is the time of the read before, if the chunk looks like a block that a stdio buffer held back.
   */
  readonly read: (chunk: Uint8Array, at: number, since: number | undefined) => void;
  /** A promise if reading has to wait until what `read` got is dealt with; undefined if it can go on at once. */
  readonly behind?: () => Promise<void> | undefined;
  /** Called once, when our output has lost its reader (the command then gets SIGPIPE) or can no longer be written. */
  readonly lost: (why: Exclude<Written, { kind: 'written' }>) => void;
}

/** More than a pipe holds, so that no read fills it: libuv then runs its loop once before it reads again. */
const BUFFER_BYTES = 65_536 + 4096;
/** The sizes in which a full stdio buffer arrives, after a silence. */
const BLOCK_SIZES: ReadonlySet<number> = new Set([4096, 8192, 65_536]);
const SILENCE_MS = 20;

/** Passes a stream on with back-pressure: at most one read is under way, and none while bytes are being written. */
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
  const resume = (): void => {
    writing = false;
    if (ended || socket.destroyed) finish();
    else socket.resume();
  };
  const options: SocketConstructorOpts & { onread: OnReadOpts } = {
    fd: plan.source,
    readable: true,
    writable: false,
    onread: {
      buffer: Buffer.allocUnsafe(BUFFER_BYTES),
      callback: (size, bytes) => {
        const now = plan.clock.monotonic();
        const chunk = bytes.subarray(0, size);
        const block = BLOCK_SIZES.has(size) && now - previous > SILENCE_MS;
        plan.read(chunk, now, block ? previous : undefined);
        previous = now;
        const taken = direct?.write(chunk) ?? 0;
        const behind = plan.behind?.();
        if (taken === chunk.length && behind === undefined) return true;
        // Pause until the bytes are written: only then is the buffer free again, and it passes the back-pressure on.
        writing = true;
        const passedOn = (): void => {
          if (behind === undefined) resume();
          else void behind.then(resume);
        };
        if (taken === chunk.length) passedOn();
        else {
          writeAll(plan.target, chunk.subarray(taken), after, (result) => {
            if (result.kind !== 'written') {
              if (!lost) plan.lost(result);
              lost = true;
              // A full disk must not kill the command: keep reading and recording.
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
  // `onread` starts only once the stream is resumed.
  socket.resume();
  return { done, release: () => socket.destroy() };
}
