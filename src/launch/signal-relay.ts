import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';

/** The signals that memwrap passes on; the relay listens for them too. */
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
 * A tiny sh in our process group. It gets every signal that the whole group gets, which distinguishes those from signals to
 * memwrap alone. It also holds the read ends of the command's pipes: if memwrap is gone without warning (SIGKILL), it passes
 * on what the command still writes, so that the command does not die of SIGPIPE.
 */
export interface SignalRelay {
  readonly pid: number | undefined;
  /** The signals that reached the whole group since the last call; undefined if the relay does not answer. Never rejects. */
  heard(): Promise<ReadonlySet<string> | undefined>;
  /** Closes its end of stdout (1) or stderr (2), because no reader is left. */
  release(stream: 1 | 2): void;
  /** Passes the pipes on by itself from now on, and outlives us. */
  takeOver(): void;
  /** Ends it: it is no longer needed. */
  end(): void;
}

export interface RelayPipes {
  /** Blocking read ends of its own; undefined if that stream is not captured. startSignalRelay closes ours. */
  readonly stdout: number | undefined;
  readonly stderr: number | undefined;
}

/** The descriptor for both directions: each stream that Node sets up makes every start slower. */
const CHANNEL = 7;

/** Ignored by the `cat` that it becomes: a group-wide signal that the command survives must not end its output. */
const OUTLIVED = FORWARDED.map((name) => name.slice(3)).filter(
  (name) => !['CONT', 'WINCH', 'URG', 'TSTP'].includes(name),
);

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
trap '' ${OUTLIVED.join(' ')}
trap - PIPE
cat <&3 >&5 3<&- 4<&- 5>&- 6>&- 2>/dev/null &
exec cat <&4 >&6 3<&- 4<&- 5>&- 6>&- 2>/dev/null
`;

/** Starts the relay. `answerWithin`: how long to wait for an answer, milliseconds, on the timer `after`. */
export function startSignalRelay(
  pipes: RelayPipes,
  after: (ms: number, act: () => void) => { cancel(): void },
  answerWithin = 1000,
): SignalRelay {
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
    for (const resolve of asked) resolve(found);
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
  const send = (word: string): void => {
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
        // Listens only now, because most runs never get a signal; what it wrote so far waits in the socket.
        if (!listening) listen();
        const timer = after(answerWithin, () => answer(undefined));
        waiting.push((found) => {
          timer.cancel();
          resolve(found);
        });
        send('ping');
      }),
    release: (stream) => send(String(stream)),
    takeOver: () => send('keep'),
    // SIGKILL, because it traps the others; it has nothing left to pass on.
    end: () => void child.kill('SIGKILL'),
  };
}
