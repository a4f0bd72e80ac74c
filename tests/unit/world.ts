import type { Output, World } from '../../src/host/world.ts';

/** A world to run a command in: what it wrote is in `out` and `err`. */
export interface TestWorld extends World {
  readonly out: () => string;
  readonly outBytes: () => Buffer;
  readonly err: () => string;
}

export function testWorld(
  changes: {
    readonly env?: World['env'];
    readonly cwd?: string;
    readonly isTerminal?: boolean;
    readonly columns?: number;
    readonly rows?: number;
    readonly closedAfter?: number;
  } = {},
): TestWorld {
  const written: Buffer[] = [];
  const complained: Buffer[] = [];
  return {
    env: changes.env ?? {},
    cwd: () => changes.cwd ?? '/nowhere',
    platform: 'linux',
    stdout: output(written, changes),
    stderr: output(complained, changes),
    clock: { wall: () => 1_780_000_000_000, monotonic: () => 0, after: () => ({ cancel() {} }) },
    out: () => Buffer.concat(written).toString('utf8'),
    outBytes: () => Buffer.concat(written),
    err: () => Buffer.concat(complained).toString('utf8'),
  };
}

function output(
  into: Buffer[],
  {
    isTerminal = false,
    columns,
    rows,
    closedAfter = Number.POSITIVE_INFINITY,
  }: { isTerminal?: boolean; columns?: number; rows?: number; closedAfter?: number },
): Output {
  return {
    async write(text) {
      if (into.length < closedAfter) into.push(Buffer.from(text));
    },
    get closed() {
      return into.length >= closedAfter;
    },
    isTerminal,
    columns,
    rows,
  };
}
