import path from 'node:path';
import { type Fit, type FitOptions, fitLog, type MemorySpan, yearOf } from '../formats/log/fit.ts';
import { STAMP_PATTERNS } from '../formats/log/patterns.ts';
import { StampCensus } from '../formats/log/sequence.ts';
import { type TimedLine, timedLines } from '../formats/log/timed-lines.ts';
import type { StreamRecord } from '../recording/records.ts';
import { isUserError, UserError } from '../text/user-error.ts';
import { type LogSource, linesOf, openLog } from './log-source.ts';
import type { Beside } from './read-foreign.ts';

/** The descriptors of logs, so that none is taken for the command's own output. */
const FIRST_FD = 3;
/** A line that is written as the recording begins or ends belongs to it. */
const EDGE_MS = 1000;

export interface LogOptions extends Omit<FitOptions, 'modified'> {
  /** The files, as the user named them. */
  readonly files: readonly string[];
}

/** Puts the lines of logs between records, in order of time. One for each run that is read. */
export class LogsBeside implements ReturnType<Beside> {
  readonly #logs: readonly LaidLog[];
  readonly #span: MemorySpan;
  readonly #to: (record: StreamRecord) => void;
  #merging = false;
  #ended = false;

  constructor(logs: readonly FittedLog[], span: MemorySpan, to: (record: StreamRecord) => void) {
    this.#logs = logs.map((log, i) => new LaidLog(log, span, FIRST_FD + i));
    this.#span = span;
    this.#to = to;
  }

  add(record: StreamRecord): void {
    if (record.type === 'start') {
      // Of several runs in one file only the reported one has the span.
      this.#merging = record.time === this.#span.start;
      const streams = { ...record.streams, ...this.#names() };
      this.#to(this.#merging ? { ...record, streams } : record);
    } else if (!this.#merging) {
      this.#to(record);
    } else if (record.type === 'end') {
      this.#until(Number.POSITIVE_INFINITY);
      this.#ended = true;
      const notes = [...(record.notes ?? []), ...this.#notes()];
      this.#to({ ...record, ...(notes.length > 0 && { notes }) });
    } else {
      this.#until(record.time);
      this.#to(record);
    }
  }

  finish(): string[] {
    if (!this.#merging || this.#ended) return [];
    this.#until(Number.POSITIVE_INFINITY);
    return this.#notes();
  }

  #notes(): string[] {
    return this.#logs.flatMap((log) => log.notes());
  }

  #names(): Record<string, string> {
    return Object.fromEntries(this.#logs.map(({ fd, name }) => [String(fd), name]));
  }

  #until(time: number): void {
    for (;;) {
      let next: LaidLog | undefined;
      for (const log of this.#logs) if (log.time <= (next?.time ?? time)) next = log;
      const line = next?.take();
      if (line === undefined) return;
      this.#to(line);
    }
  }
}

/** A log and how its stamps become times of the memory. */
export interface FittedLog {
  readonly source: LogSource;
  readonly fit: Fit;
}

/** Finds out how each log writes its times, and lays it beside the memory. Throws a UserError that names the log. */
export async function fitLogs(
  { files, ...options }: LogOptions,
  span: MemorySpan,
  cwd: string,
): Promise<FittedLog[]> {
  const fitted: FittedLog[] = [];
  for (const file of files) {
    const source = await openLog(path.resolve(cwd, file), file);
    const { modified } = source;
    const census = new StampCensus(STAMP_PATTERNS, yearOf(span, modified));
    for (const line of linesOf(source)) census.add(line);
    try {
      const readings = census.finish();
      fitted.push({
        source,
        fit: fitLog(readings, span, { ...options, ...(modified !== undefined && { modified }) }),
      });
    } catch (error) {
      if (!isUserError(error)) throw error;
      throw new UserError(`--log ${source.label}: ${error.message}`, error.hint);
    }
  }
  return fitted;
}

/** The lines of one log, the next of them known. */
class LaidLog {
  readonly fd: number;
  readonly name: string;
  readonly #log: FittedLog;
  readonly #span: MemorySpan;
  readonly #lines: Iterator<TimedLine>;
  #msg = '';
  #taken = 0;
  #before = 0;
  #after = 0;
  /** Of the next line; Infinity at the end. */
  time = 0;

  constructor(log: FittedLog, span: MemorySpan, fd: number) {
    this.#log = log;
    this.#span = span;
    this.fd = fd;
    this.name = path.basename(log.source.label);
    this.#lines = timedLines(linesOf(log.source), log.fit);
    this.#advance();
  }

  take(): StreamRecord | undefined {
    if (this.time === Number.POSITIVE_INFINITY) return undefined;
    const record: StreamRecord = { type: 'line', time: this.time, fd: this.fd, msg: this.#msg };
    this.#taken += 1;
    this.#advance();
    return record;
  }

  notes(): string[] {
    const { notes } = this.#log.fit;
    const told = notes.map((note) => `${this.name}: ${note}.`);
    const left = [
      ...(this.#before > 0 ? [`${this.#before} from before the recording`] : []),
      ...(this.#after > 0 ? [`${this.#after} from after it`] : []),
    ];
    if (left.length > 0 && this.#taken > 0) {
      told.push(`${this.name}: ${counted(this.#taken)} laid beside, left out: ${left.join(', ')}.`);
    }
    return told;
  }

  /** To the next line that is from the memory's time. */
  #advance(): void {
    const { start, end } = this.#span;
    for (;;) {
      const next = this.#lines.next();
      if (next.done === true) {
        this.time = Number.POSITIVE_INFINITY;
        return;
      }
      const { time, msg } = next.value;
      if (time < start - EDGE_MS) this.#before += 1;
      else if (time > end + EDGE_MS) this.#after += 1;
      else {
        this.#msg = msg;
        this.time = Math.min(Math.max(time, start), end);
        return;
      }
    }
  }
}

function counted(lines: number): string {
  return lines === 1 ? '1 line' : `${lines} lines`;
}
