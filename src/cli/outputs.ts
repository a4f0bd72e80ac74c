import { makeFifo, openPrepared, type Pipe, reopenForReading } from '../child/pipes.ts';
import type { SentinelPipes } from '../child/sentinel.ts';
import { sameFile } from './node-world.ts';
import type { Prepared } from './prepare-command.ts';
import type { IoMode } from './run-options.ts';

export interface CapturedPipe extends Pipe {
  readonly fd: 1 | 2;
}

export interface Outputs {
  /** What becomes the command's stdout and stderr. */
  readonly descriptors: readonly [number, number];
  readonly pipes: readonly CapturedPipe[];
  readonly forSentinel: SentinelPipes;
}

/** Puts a pipe where the command's output is to be captured: one for both where stdout and stderr are the same file. */
export function openOutputs(io: IoMode, prepared: Prepared): Outputs {
  const { launch, env } = prepared;
  const captured =
    io === 'inherit' ? [] : ([1, 2] as const).filter((fd) => !launch.closed.includes(fd));
  const one = captured.length === 2 && sameFile(1, 2);
  const prepare = [...launch.pipes];
  const pipes = (one ? [1 as const] : captured).map((fd) => {
    const ready = prepare.shift();
    const pipe = ready === undefined ? undefined : openPrepared(ready);
    return { fd, ...(pipe ?? makeFifo(env['TMPDIR'] || '/tmp')) };
  });
  const writeEnd = (fd: 1 | 2): number =>
    (pipes.find((pipe) => pipe.fd === fd) ?? (one ? pipes[0] : undefined))?.write ?? fd;
  const readEnd = (fd: 1 | 2): number | undefined => {
    const pipe = pipes.find((candidate) => candidate.fd === fd);
    return pipe && reopenForReading(pipe);
  };
  return {
    descriptors: [writeEnd(1), writeEnd(2)],
    pipes,
    forSentinel: { stdout: readEnd(1), stderr: readEnd(2) },
  };
}
