import { constants, openSync } from 'node:fs';
import path from 'node:path';
import type { WriteDiagnostic } from '../host/diagnostic-log.ts';
import {
  type DiagnosticLevel,
  type Diagnostics,
  type Facts,
  NO_DIAGNOSTICS,
} from '../host/diagnostics.ts';
import { NODE_VERSION, VERSION } from '../host/version.ts';
import { printable } from '../text/printable.ts';
import { UserError } from '../text/user-error.ts';
import { reason } from './record-file.ts';

/** The diagnostics of one run. What is reported before `open` is written then, with the time when it was reported. */
export interface RunDiagnostics extends Diagnostics {
  /** Starts to write; without --log-file beside the recording. Loads pino, and only here. */
  open(recording: { readonly path: string; readonly regular: boolean }): Promise<void>;
  /** The run is over: says where the log is, unless the user named it. */
  close(): void;
}

export interface DiagnosticsPlan {
  /** --log-file. */
  readonly logFile: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: () => string;
  /** Epoch milliseconds, on the timeline of the recording. */
  readonly now: () => number;
  /** One line on stderr. */
  readonly say: (text: string) => void;
}

const OFF: RunDiagnostics = {
  ...NO_DIAGNOSTICS,
  open: async () => undefined,
  close: () => undefined,
};

const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK, O_NOFOLLOW } = constants;
const FLAGS = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK;
const PRIVATE_MODE = 0o600;

/**
 * What MEMWRAP_LOG and --log-file ask for. A value of MEMWRAP_LOG that is not a level costs one line on stderr and no more:
 * a variable must not stop a run. Throws UserError where the file of --log-file cannot be opened.
 */
export function createDiagnostics(plan: DiagnosticsPlan): RunDiagnostics {
  const { logFile, say } = plan;
  const level =
    levelOf(plan.env['MEMWRAP_LOG'], say) ?? (logFile === undefined ? undefined : 'debug');
  if (level === undefined) return OFF;
  const named = logFile === undefined ? undefined : openNamed(logFile, plan);
  const log = new DiagnosticLog(level, plan, named);
  log.debug('run prepared', { memwrap: VERSION, node: NODE_VERSION });
  return log;
}

function levelOf(
  text: string | undefined,
  say: (text: string) => void,
): DiagnosticLevel | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === 'debug' || text === 'trace') return text;
  say(`MEMWRAP_LOG: "${printable(text)}" is not a level; write debug or trace`);
  return undefined;
}

function openNamed(logFile: string, { cwd }: DiagnosticsPlan): number {
  try {
    const file = path.isAbsolute(logFile) ? logFile : path.resolve(cwd(), logFile);
    return openSync(file, FLAGS, PRIVATE_MODE);
  } catch (error) {
    const file = printable(logFile);
    throw new UserError(`--log-file: ${file}: ${reason(error)}`, 'name a file that can be written');
  }
}

class DiagnosticLog implements RunDiagnostics {
  readonly enabled = true;
  readonly tracing: boolean;
  readonly #level: DiagnosticLevel;
  readonly #plan: DiagnosticsPlan;
  readonly #named: number | undefined;
  #early: Parameters<WriteDiagnostic>[] = [];
  #write: WriteDiagnostic = (...entry) => void this.#early.push(entry);
  /** The log beside the recording, where it is there. */
  #file: string | undefined;

  constructor(level: DiagnosticLevel, plan: DiagnosticsPlan, named: number | undefined) {
    this.#level = level;
    this.tracing = level === 'trace';
    this.#plan = plan;
    this.#named = named;
  }

  debug(event: string, facts?: Facts): void {
    this.#write('debug', this.#plan.now(), event, facts);
  }

  trace(event: string, facts?: Facts): void {
    if (this.tracing) this.#write('trace', this.#plan.now(), event, facts);
  }

  async open(recording: { readonly path: string; readonly regular: boolean }): Promise<void> {
    const early = this.#early;
    this.#early = [];
    const descriptor = this.#named ?? this.#openBeside(recording);
    if (descriptor === undefined) {
      this.#write = () => undefined;
      return;
    }
    const { createDiagnosticLog } = await import('../host/diagnostic-log.ts');
    this.#write = createDiagnosticLog(descriptor, this.#level, (why) =>
      this.#plan.say(`the debug log cannot be written any more (${why}); the run goes on`),
    );
    for (const entry of early) this.#write(...entry);
  }

  #openBeside({
    path: recording,
    regular,
  }: {
    path: string;
    regular: boolean;
  }): number | undefined {
    const { say } = this.#plan;
    if (!regular) {
      say(`MEMWRAP_LOG: no file beside ${printable(recording)}; name one with --log-file`);
      return undefined;
    }
    const file = `${recording}.debug.log`;
    try {
      const descriptor = openSync(file, FLAGS | O_NOFOLLOW, PRIVATE_MODE);
      this.#file = file;
      return descriptor;
    } catch (error) {
      say(`MEMWRAP_LOG: ${printable(file)}: ${reason(error)}; the run goes on without a log`);
      return undefined;
    }
  }

  close(): void {
    if (this.#file !== undefined) this.#plan.say(`debug log: ${printable(this.#file)}`);
  }
}
