import { fstatSync } from 'node:fs';
import { isatty, WriteStream } from 'node:tty';
import type { Clock } from './clock.ts';
import { type Written, writeAll, writeNow } from './descriptor-writer.ts';
import type { Output, World } from './world.ts';

/** The real world. Its outputs never use `process.stdout`, which would change the descriptor for every process that shares it. */
export function nodeWorld(
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  platform: string,
  cwd: () => string,
): World {
  return { env, cwd, platform, clock, stdout: output(1, clock), stderr: output(2, clock) };
}

function output(descriptor: number, clock: Clock): Output {
  let closed = false;
  let before: Promise<void> = Promise.resolve();
  const terminal = isatty(descriptor);
  let size: TerminalSize | undefined;
  const measured = (): TerminalSize => {
    size ??= terminal ? terminalSize(descriptor) : {};
    return size;
  };
  return {
    isTerminal: terminal,
    get columns() {
      return measured().columns;
    },
    get rows() {
      return measured().rows;
    },
    get closed() {
      return closed;
    },
    write(text) {
      const bytes = typeof text === 'string' ? Buffer.from(text) : text;
      before = before.then(
        () =>
          new Promise((resolve) => {
            if (closed || bytes.length === 0) {
              resolve();
              return;
            }
            const finish = (result: Written): void => {
              closed = result.kind !== 'written';
              resolve();
            };
            const now = writeNow(descriptor, bytes);
            if (now.kind !== 'rest') finish(now);
            else writeAll(descriptor, bytes.subarray(now.from), clock.after, finish);
          }),
      );
      return before;
    },
  };
}

interface TerminalSize {
  readonly columns?: number;
  readonly rows?: number;
}

function terminalSize(descriptor: number): TerminalSize {
  // Only for its size; never closed, because that would close the descriptor.
  const { columns, rows } = new WriteStream(descriptor);
  return { ...(columns > 0 ? { columns } : {}), ...(rows > 0 ? { rows } : {}) };
}

/** Whether two descriptors refer to the same file, so that the order of writes to the two is visible. */
export function sameFile(one: number, other: number): boolean {
  try {
    const [a, b] = [fstatSync(one), fstatSync(other)];
    return a.dev === b.dev && a.ino === b.ino;
  } catch {
    return false;
  }
}
