import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../host/clock.ts';
import { deliver } from '../host/deliver.ts';
import type { Exit, HookRecord } from '../recording/records.ts';
import { formatDuration } from '../text/duration.ts';
import { printable } from '../text/printable.ts';

export interface HookPlan {
  /** For `sh -c`. */
  readonly command: string;
  /** The whole environment, with the MEMWRAP_ variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long it may take, milliseconds. */
  readonly timeout: number;
  readonly clock: Pick<Clock, 'after' | 'monotonic'>;
  /** Gets a record for each line, and one for the end. */
  readonly emit: (record: Omit<HookRecord, 'type' | 'time' | 'limit'>) => void;
  /** One line on stderr. */
  readonly say: (text: string) => void;
}

export interface Hook {
  /** Resolves when it and its children that hold its output have ended. Never rejects. */
  readonly done: Promise<void>;
  /** Ends it now, with its children. */
  stop(): void;
}

/** More output than this is left out of the recording. */
const MOST_OUTPUT_BYTES = 4 * 2 ** 20;
const LONGEST_LINE = 64 * 1024;
const LONGEST_REASON = 200;

/**
 * Runs the command of `--breach-hook` in a session of its own: no signal from the terminal reaches it, and it can be ended with
 * its children. What it writes is recorded and never reaches our own output; a failure is one line.
 */
export function startHook(plan: HookPlan): Hook {
  const { clock, timeout, emit, say } = plan;
  const began = clock.monotonic();
  const child = spawn('/bin/sh', ['-c', plan.command], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...plan.env },
  });
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let timedOut = false;
  let stopped = false;
  let last = '';
  const room = { bytes: MOST_OUTPUT_BYTES };
  const line = (fd: number) => (text: string) => {
    if (text.trim() !== '') last = text;
    emit({ fd, msg: text });
  };
  const ends = [readLines(child.stdout, room, line(1)), readLines(child.stderr, room, line(2))];
  const stop = (): void => {
    stopped = true;
    endWithChildren(child);
  };
  const timer = clock.after(timeout, () => {
    timedOut = true;
    stop();
  });
  let failure: string | undefined;
  child.on('error', (error: NodeJS.ErrnoException) => {
    failure = `it could not be started (${error.code ?? error.message})`;
    // Without a process there is no 'close'.
    if (child.pid === undefined) end(null, null);
  });
  child.on('close', (code, signal) => end(code, signal));
  let ended = false;
  const end = (code: number | null, signal: NodeJS.Signals | null): void => {
    if (ended) return;
    ended = true;
    timer.cancel();
    for (const one of ends) one();
    const took = clock.monotonic() - began;
    const exit: Exit | undefined =
      signal !== null ? { signal } : code === null ? undefined : { code };
    emit({ ...(exit && { exit }), took, ...(timedOut && { timedOut }) });
    const why = timedOut
      ? `was ended after ${formatDuration(timeout)}`
      : stopped
        ? undefined
        : failureWords(failure, exit, last);
    if (why !== undefined) say(`--breach-hook ${why}`);
    finish();
  };
  return { done, stop };
}

function failureWords(
  failure: string | undefined,
  exit: Exit | undefined,
  last: string,
): string | undefined {
  if (failure !== undefined) return `failed: ${failure}`;
  if (exit === undefined || ('code' in exit && exit.code === 0)) return undefined;
  const how = 'code' in exit ? `exit ${exit.code}` : exit.signal;
  const said = printable(last.slice(0, LONGEST_REASON)).trim();
  return `failed: ${how}${said === '' ? '' : ` (${said})`}`;
}

/** Its process group: all but children that made one of their own. */
function endWithChildren({ pid }: ChildProcess): void {
  if (pid !== undefined) deliver(-pid, 'SIGKILL');
}

/** Cuts a stream into lines; returns what passes on the unfinished last one. `room`: shared by both streams. */
function readLines(
  stream: NodeJS.ReadableStream | null,
  room: { bytes: number },
  line: (text: string) => void,
): () => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const add = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const one of lines) line(one.replace(/\r$/, '').slice(0, LONGEST_LINE));
    if (rest.length <= LONGEST_LINE) return;
    line(rest.slice(0, LONGEST_LINE));
    rest = rest.slice(LONGEST_LINE);
  };
  stream?.on('data', (chunk: Buffer) => {
    if (room.bytes <= 0) return;
    room.bytes -= chunk.length;
    add(decoder.write(chunk));
    if (room.bytes <= 0) line('… (more output is left out)');
  });
  stream?.on('error', () => undefined);
  return () => {
    add(decoder.end());
    if (rest !== '') line(rest);
    rest = '';
  };
}
