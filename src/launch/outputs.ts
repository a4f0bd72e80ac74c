import { sameFile } from '../host/node-world.ts';
import { UserError } from '../text/user-error.ts';
import { makeFifo, openPrepared, type Pipe, reopenForReading } from './pipes.ts';
import type { Prepared } from './prepare-command.ts';
import type { PseudoTerminal } from './pseudo-terminal.ts';
import type { RelayPipes } from './signal-relay.ts';

/** How the command's stdout and stderr reach us; 'inherit' captures nothing. */
export type IoMode = 'pipe' | 'inherit' | 'pty';

export interface CapturedPipe extends Pipe {
  readonly fd: 1 | 2;
}

export interface Outputs {
  /** The descriptors that become the command's stdout and stderr. */
  readonly descriptors: readonly [number, number];
  /** Descriptors of ours to close once the command has them. */
  readonly handedOver: readonly number[];
  readonly pipes: readonly CapturedPipe[];
  readonly forRelay: RelayPipes;
  /** The pseudo-terminals that the command writes to; their output goes into the pipes. Empty unless `--io pty`. */
  readonly terminals: readonly PseudoTerminal[];
}

/**
 * Puts a pipe on each stream to capture: a single one if stdout and stderr are the same file. Throws UserError if `--io pty`
 * cannot have its terminals.
 */
export async function openOutputs(io: IoMode, prepared: Prepared): Promise<Outputs> {
  const { launch, env } = prepared;
  const captured =
    io === 'inherit' ? [] : ([1, 2] as const).filter((fd) => !launch.closed.includes(fd));
  // Two terminals keep the streams apart, as a program that tells them apart expects.
  const one = io === 'pipe' && captured.length === 2 && sameFile(1, 2);
  const prepare = [...launch.pipes];
  const pipes = (one ? [1 as const] : captured).map((fd) => {
    const ready = prepare.shift();
    const pipe = ready === undefined ? undefined : openPrepared(ready);
    return { fd, ...(pipe ?? makeFifo(env['TMPDIR'] || '/tmp')) };
  });
  const terminals = io === 'pty' ? await openTerminals(pipes) : [];
  const end = (fd: 1 | 2): number => {
    const index = one ? 0 : pipes.findIndex((pipe) => pipe.fd === fd);
    return terminals[index]?.slave ?? pipes[index]?.write ?? fd;
  };
  const readEnd = (fd: 1 | 2): number | undefined => {
    const pipe = pipes.find((candidate) => candidate.fd === fd);
    return pipe && reopenForReading(pipe);
  };
  return {
    descriptors: [end(1), end(2)],
    handedOver: [...pipes.map(({ write }) => write), ...terminals.map(({ slave }) => slave)],
    pipes,
    forRelay: { stdout: readEnd(1), stderr: readEnd(2) },
    terminals,
  };
}

async function openTerminals(pipes: readonly Pipe[]): Promise<PseudoTerminal[]> {
  const { openPseudoTerminal } = await import('./pseudo-terminal.ts');
  const opened = await Promise.all(pipes.map(({ write }) => openPseudoTerminal(write)));
  const terminals = opened.filter((terminal) => terminal !== undefined);
  if (terminals.length === pipes.length) return terminals;
  throw new UserError(
    '--io pty needs perl, which prepares its terminals, and /dev/ptmx',
    'use --io pipe',
  );
}
