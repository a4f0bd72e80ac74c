import { makeFifo, openPrepared, type Pipe, reopenForReading } from '../child/pipes.ts';
import type { PseudoTerminals } from '../child/pseudo-terminals.ts';
import type { SentinelPipes } from '../child/sentinel.ts';
import { UserError } from '../user-error.ts';
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
  /** Where the pipes are pseudo-terminals. */
  readonly terminals?: PseudoTerminals;
}

/** Puts a pipe where the command's output is to be captured: one for both where stdout and stderr are the same file. */
export async function openOutputs(io: IoMode, prepared: Prepared): Promise<Outputs> {
  if (io === 'pty') return openTerminalOutputs(prepared);
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

/** A pseudo-terminal each, so that they stay apart. */
async function openTerminalOutputs({ launch }: Prepared): Promise<Outputs> {
  const { openPseudoTerminals, PUMP } = await import('../child/pseudo-terminals.ts');
  const captured = ([1, 2] as const).filter((fd) => !launch.closed.includes(fd));
  const terminals = openPseudoTerminals(captured.length);
  if (terminals === undefined) {
    throw new UserError(
      '--io pty needs perl, which prepares its terminals, and /dev/ptmx',
      'use --io pipe',
    );
  }
  const pipes = terminals.pipes.map((pipe, index) => ({ ...pipe, fd: captured[index] ?? 1 }));
  const end = (fd: 1 | 2) => pipes.find((pipe) => pipe.fd === fd);
  return {
    descriptors: [end(1)?.write ?? 1, end(2)?.write ?? 2],
    pipes,
    forSentinel: { stdout: end(1)?.read, stderr: end(2)?.read, pump: PUMP },
    terminals,
  };
}
