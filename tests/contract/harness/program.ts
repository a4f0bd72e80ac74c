import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import path from 'node:path';
import { until } from './until.ts';

/** The program under test. MEMWRAP_UNDER_TEST names another one, to prove that the tests can fail. */
export const MEMWRAP: string =
  process.env['MEMWRAP_UNDER_TEST'] ??
  process.env['CONTRACT_MEMWRAP'] ??
  path.resolve(import.meta.dirname, '../../../bin/memwrap');

export interface Ended {
  /** null when a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Both streams as text. */
  readonly out: string;
  readonly err: string;
}

export interface Options {
  readonly cwd: string;
  /** Added to a small clean environment; undefined removes a name. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written to stdin, which is then closed. Default: stdin is /dev/null. */
  readonly input?: string | Buffer;
  readonly stdio?: StdioOptions;
  /** In a process group and session of its own, so that the whole group can be signalled. */
  readonly detached?: boolean;
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  stdout(): Buffer;
  stderr(): Buffer;
  /** Waits until stdout holds a text. */
  says(text: string): Promise<void>;
  /** Resolves when the program itself has ended, even if output is still unread. */
  readonly exited: Promise<void>;
  /** Resolves when stdout and stderr are at their end, so after descendants that outlive the program too. */
  readonly closed: Promise<void>;
}

/** A clean environment, the same in CI and by hand. CONTRACT_FOLDER marks the processes that a test leaves behind. */
export function environment(options: Pick<Options, 'cwd' | 'env'>): Record<string, string> {
  const all = {
    PATH: process.env['PATH'],
    HOME: options.cwd,
    LANG: 'C.UTF-8',
    CONTRACT_FOLDER: options.cwd,
    ...options.env,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/**
 * Starts any program as the tests do. By Node's spawn, not execa: execa settles when the pipes close, and many tests are
 * about the time between a program's end and the end of the descendants that hold its pipes.
 */
export function begin(file: string, args: readonly string[], options: Options): Running {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: environment(options),
    stdio: options.stdio ?? [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: options.detached ?? false,
  });
  const chunks: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on('data', (chunk: Buffer) => chunks[0].push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks[1].push(chunk));
  child.stdin?.on('error', () => undefined);
  if (options.input !== undefined) child.stdin?.end(options.input);
  const stdout = (): Buffer => Buffer.concat(chunks[0]);
  const stderr = (): Buffer => Buffer.concat(chunks[1]);
  let ending: [number | null, NodeJS.Signals | null] | undefined;
  const exit = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      ending = [code, signal];
      resolve();
    });
  });
  const closed = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
  });
  exit.catch(() => undefined);
  // The program's own output arrives soon after its end; descendants may hold the pipes open much longer.
  const drained = exit.then(() => Promise.race([closed, quiet(() => chunks.flat().length)]));
  const ended = drained.then(() => {
    const [status, signal] = ending ?? [null, null];
    return {
      status,
      signal,
      stdout: stdout(),
      stderr: stderr(),
      out: stdout().toString(),
      err: stderr().toString(),
    };
  });
  ended.catch(() => undefined);
  return {
    child,
    pid: child.pid ?? 0,
    ended,
    exited: exit,
    closed,
    stdout,
    stderr,
    says: (text) => until(`stdout holds ${JSON.stringify(text)}`, () => stdout().includes(text)),
  };
}

async function quiet(count: () => number): Promise<void> {
  let before = -1;
  let still = 0;
  await until('no more output', () => {
    still = count() === before ? still + 1 : 0;
    before = count();
    return still >= 5;
  });
}

/** Starts memwrap with these arguments. */
export function beginMemwrap(args: readonly string[], options: Options): Running {
  return begin(MEMWRAP, args, options);
}

/** Runs memwrap to its end. */
export function memwrap(args: readonly string[], options: Options): Promise<Ended> {
  return beginMemwrap(args, options).ended;
}

/** Runs a script of a POSIX shell in which `$MEMWRAP` is the program. */
export function shell(script: string, options: Options, args: readonly string[] = []) {
  return beginShell(script, options, args).ended;
}

export function beginShell(script: string, options: Options, args: readonly string[] = []) {
  const env = { MEMWRAP, ...options.env };
  return begin('/bin/sh', ['-c', script, 'sh', ...args], { ...options, env });
}
