import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';

/** The neutral form of a labelled recording: a header line, then samples and lines in seconds since the start. */
export const phases: Importer = {
  help: 'phases-recording/1: samples and log lines for scoring phases',
  recognizes: ({ head }) =>
    /^\s*\{\s*"format"\s*:\s*"phases-recording\/1"/.test(head) ? CERTAINTY.sure : CERTAINTY.no,
  open: (context) => new PhasesImport(context),
};

interface Row {
  readonly t?: unknown;
  readonly rss?: unknown;
  readonly machine_used?: unknown;
  readonly stream?: unknown;
  readonly line?: unknown;
  readonly name?: unknown;
  readonly wall0?: unknown;
  readonly exit?: unknown;
}

class PhasesImport implements Import {
  readonly #context: ImportContext;
  #start: number | undefined;
  #last = 0;
  #code: number | undefined;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    const row = parse(line);
    if (row === undefined) return;
    if (this.#start === undefined) {
      this.#begin(row);
      return;
    }
    const seconds = number(row.t);
    if (seconds === undefined) return;
    const time = this.#start + seconds * 1000;
    this.#last = Math.max(this.#last, time);
    const rss = number(row.rss);
    const machineUsed = number(row.machine_used);
    const { emit } = this.#context;
    if (rss !== undefined) {
      emit({ type: 'sample', time, rss, ...(machineUsed === undefined ? {} : { machineUsed }) });
    } else if (typeof row.line === 'string') {
      emit({ type: 'line', time, fd: row.stream === 'stderr' ? 2 : 1, msg: row.line });
    }
  }

  finish(): void {
    if (this.#start === undefined) return;
    this.#context.emit({
      type: 'end',
      time: Math.max(this.#last, this.#start),
      reason: 'imported',
      ...(this.#code === undefined ? {} : { exit: { code: this.#code } }),
    });
  }

  #begin(row: Row): void {
    this.#start = (number(row.wall0) ?? 0) * 1000;
    this.#code = number(row.exit);
    this.#context.emit({
      type: 'start',
      time: this.#start,
      version: 1,
      name: typeof row.name === 'string' ? row.name : 'recording',
      source: 'phases-recording',
    });
  }
}

function parse(line: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
