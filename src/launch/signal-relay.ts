import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';

/** Signals that are passed on, so that the relay listens for them too. */
export const FORWARDED = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGVTALRM',
  'SIGPROF',
  'SIGCONT',
  'SIGWINCH',
  'SIGTSTP',
  'SIGURG',
  'SIGIO',
  'SIGPWR',
  'SIGXCPU',
] as const satisfies readonly NodeJS.Signals[];

export type ForwardedSignal = (typeof FORWARDED)[number];

/**
 * A tiny sh in our process group. It hears what the whole group hears, so that a signal to us alone can be told from
 * one to everybody; and it holds the read ends of the command's pipes: when we are gone without a farewell (SIGKILL),
 * it passes on what the command still writes, so that the command does not die of SIGPIPE.
 */
export interface SignalRelay {
  readonly pid: number | undefined;
  /** Which signals reached the whole group since the last call. Resolves to undefined when the relay does not answer. */
  heard(): Promise<ReadonlySet<string> | undefined>;
  /** Closes its end of stdout (1) or stderr (2): nobody is left to read. */
  release(stream: 1 | 2): void;
  /** Keeps passing the pipes on by itself from now on, and outlives us. */
  takeOver(): void;
  /** It is not needed any more. */
  end(): void;
}

export interface RelayPipes {
  /** Read ends of its own, blocking; undefined where that stream is not captured. They are closed here. */
  readonly stdout: number | undefined;
  readonly stderr: number | undefined;
}

/** The descriptor on which we talk, in both directions: each stream that Node makes adds to every start. */
const CHANNEL = 7;

const SCRIPT = `
exec <&${CHANNEL} >&${CHANNEL} ${CHANNEL}>&-
heard=
for name in ${FORWARDED.map((name) => name.slice(3)).join(' ')}; do trap "heard=1; echo $name" $name; done
trap '' PIPE
while :; do
  if read -r word; then
    case $word in
      ping) echo pong ;;
      1) exec 3<&- ;;
      2) exec 4<&- ;;
      keep) break ;;
    esac
  elif [ -n "$heard" ]; then heard=
  else break
  fi
done
trap '' HUP INT QUIT TERM USR1 USR2 ALRM
trap - PIPE
cat <&3 >&5 3<&- 4<&- 5>&- 6>&- 2>/dev/null &
exec cat <&4 >&6 3<&- 4<&- 5>&- 6>&- 2>/dev/null
`;

/** Starts the relay; `answerWithin` waits that long for an answer (milliseconds), by the given timer. */
export function startSignalRelay(
  pipes: RelayPipes,
  after: (ms: number, act: () => void) => { cancel(): void },
  answerWithin = 200,
): SignalRelay {
  // Not through execa: no result is wanted of it, and it has to be there before the command is.
  const child = spawn('/bin/sh', ['-c', SCRIPT], {
    stdio: [
      'ignore',
      'ignore',
      'ignore',
      pipes.stdout ?? 'ignore',
      pipes.stderr ?? 'ignore',
      pipes.stdout === undefined ? 'ignore' : 1,
      pipes.stderr === undefined ? 'ignore' : 2,
      'pipe',
    ],
    env: { PATH: '/usr/bin:/bin' },
  });
  for (const descriptor of [pipes.stdout, pipes.stderr]) {
    if (descriptor !== undefined) closeSync(descriptor);
  }
  return converse(child, after, answerWithin);
}

function converse(
  child: ChildProcess,
  after: (ms: number, act: () => void) => { cancel(): void },
  answerWithin: number,
): SignalRelay {
  let names = new Set<string>();
  let waiting: ((names: ReadonlySet<string> | undefined) => void)[] = [];
  let text = '';
  let alive = true;
  let listening = false;
  const answer = (found: ReadonlySet<string> | undefined): void => {
    const asked = waiting;
    waiting = [];
    for (const tell of asked) tell(found);
  };
  const lost = (): void => {
    alive = false;
    answer(undefined);
  };
  child.on('error', lost);
  child.on('exit', lost);
  const channel: unknown = (child.stdio as readonly unknown[])[CHANNEL];
  const socket = channel instanceof Socket ? channel : undefined;
  socket?.on('error', lost);
  const listen = (): void => {
    listening = true;
    socket?.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const words = text.split('\n');
      text = words.pop() ?? '';
      for (const word of words) {
        if (word !== 'pong') names.add(`SIG${word}`);
        else {
          answer(names);
          names = new Set();
        }
      }
    });
  };
  child.unref();
  socket?.unref();
  const say = (word: string): void => {
    if (alive) socket?.write(`${word}\n`);
  };
  return {
    pid: child.pid,
    heard: () =>
      new Promise((resolve) => {
        if (!alive) {
          resolve(undefined);
          return;
        }
        // What it said until now waits in the socket: most runs never get a signal.
        if (!listening) listen();
        const timer = after(answerWithin, () => answer(undefined));
        waiting.push((found) => {
          timer.cancel();
          resolve(found);
        });
        say('ping');
      }),
    release: (stream) => say(String(stream)),
    takeOver: () => say('keep'),
    // It has nothing left to pass on, and nobody to tell.
    end: () => void child.kill('SIGKILL'),
  };
}
