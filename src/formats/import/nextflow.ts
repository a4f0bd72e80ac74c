import { MEASURES, type Task } from '../../recording/task.ts';
import { parseMoment } from '../../text/calendar.ts';
import { UserError } from '../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { part } from './task-blocks.ts';
import { Columns, cellsOf } from './task-columns.ts';
import { sizeIn, unitTime } from './task-values.ts';

/** What Nextflow writes if nothing else is set, and an old one as csv: for traces whose header was cut off. */
const FIRST = 'task_id hash native_id name status exit submit duration realtime %cpu';
const SIZES = 'rss vmem peak_rss peak_vmem rchar wchar';
const EXACT = `duration realtime ${SIZES}`;
const DEFAULTS = [
  `${FIRST} peak_rss peak_vmem rchar wchar`,
  `${FIRST} ${SIZES}`,
  `${FIRST} ${SIZES} ${EXACT}`,
  `${FIRST} ${SIZES} ${EXACT} syscr syscw read_bytes write_bytes`,
].map((names) => names.split(' '));

const STATUS = 'COMPLETED|CACHED|FAILED|ABORTED|RUNNING|SUBMITTED|NEW';
/** '12', '3f/70944c', a process's or a job's number, a name, a status. */
const ROW = new RegExp(
  `^\\d+([\\t,|;])[\\da-f]{2}/[\\da-f]{6}\\1[^\\t,|;]*\\1[^\\t]*?\\1(?:${STATUS})\\1`,
);

/** The execution trace of Nextflow: '4.1 GB' is 2^30, or bytes and milliseconds with trace.raw. */
export const nextflow: Importer = {
  help: "Nextflow's trace: peak_rss of each task",
  recognizes: ({ lines }) =>
    lines.slice(0, 3).some((line) => separatorOf(line) !== undefined)
      ? CERTAINTY.sure
      : CERTAINTY.no,
  open: (context) => new NextflowTrace(context),
};

const SEPARATORS = ['\t', ',', ';', '|'];
/** Of columns that may be in any order and number, what only a trace has together. */
const OWN = ['task_id', 'hash', 'native_id', 'realtime', 'process', 'submit'];

/** What separates the cells of a header, or of a row where no header is. */
function separatorOf(line: string): string | undefined {
  const row = ROW.exec(line)?.[1];
  if (row !== undefined || !/task_id|peak_rss/.test(line)) return row;
  return SEPARATORS.find((separator) => {
    const columns = new Columns(cellsOf(line, separator));
    if (columns.has('task_id')) return columns.hasOne('hash', 'native_id', 'status', 'realtime');
    return columns.has('peak_rss') && columns.hasOne(...OWN);
  });
}

const IS_STATUS = new RegExp(`^(?:${STATUS})$`);
const NO_PEAK =
  "The trace has no peak_rss: rss is what was last seen, the peak may be higher (trace.fields = '…,peak_rss' has it).";

class NextflowTrace implements Import {
  readonly #context: ImportContext;
  readonly #tasks: Task[] = [];
  #separator = '\t';
  #columns: Columns | undefined;
  #cached = 0;
  #torn = 0;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    if (line.trim() === '') return;
    if (this.#columns === undefined || line.includes('task_id')) {
      const separator = separatorOf(line);
      if (separator === undefined) return;
      this.#separator = separator;
      const isRow = ROW.test(line);
      this.#columns = new Columns(isRow ? this.#defaults(line) : cellsOf(line, separator));
      if (!this.#columns.hasOne('peak_rss', 'rss')) {
        throw new UserError(
          'the trace has no column peak_rss',
          "add it: trace.fields = 'task_id,hash,name,status,exit,realtime,peak_rss'",
        );
      }
      if (!isRow) return;
    }
    const row = cellsOf(line, this.#separator);
    this.#row(this.#columns.rejoined(row, 'name', this.#separator), this.#columns);
  }

  finish(): void {
    const measured = this.#tasks.filter(({ peak }) => peak !== undefined);
    if (measured.length === 0) {
      const states = [...new Set(this.#tasks.map(({ state = 'COMPLETED' }) => state))].join(', ');
      const of = states === '' ? 'it has no task' : `its tasks are ${states}`;
      throw new UserError(
        `no task of the trace has a peak_rss: ${of}`,
        'Nextflow measures tasks that complete, in containers that have ps, for longer than a second',
      );
    }
    if (measured.every(({ state }) => state === 'CACHED')) {
      throw new UserError(
        'every task of the trace is CACHED: nothing ran, the figures are of an earlier run',
        'give the trace of that run',
      );
    }
    const { task, note } = this.#context;
    for (const one of this.#tasks) task(one);
    if (this.#cached > 0) {
      note(`${this.#cached} CACHED: their figures are of an earlier run.`);
    }
    if (this.#torn > 0) note(`${this.#torn} torn rows were left out.`);
  }

  /** The columns of a trace without a header, by how many a row has. */
  #defaults(line: string): readonly string[] {
    const cells = cellsOf(line, this.#separator);
    // A name may hold the separator.
    const extra =
      cells.findIndex((cell) => IS_STATUS.test(cell)) - FIRST.split(' ').indexOf('status');
    const columns = DEFAULTS.find(({ length }) => length === cells.length - Math.max(0, extra));
    if (columns === undefined) {
      throw new UserError(
        'the trace has no header, and other columns than Nextflow writes by default',
        'put the line that begins with task_id back on top',
      );
    }
    this.#context.note('The trace has no header: its columns are taken to be the default ones.');
    return columns;
  }

  #row(row: readonly string[], columns: Columns): void {
    if (row.length < 3) {
      this.#torn += 1;
      return;
    }
    const hasPeak = columns.has('peak_rss');
    if (!hasPeak) this.#context.note(NO_PEAK);
    const status = columns.cell(row, 'status') ?? '';
    const exit = columns.cell(row, 'exit') ?? '';
    const isCached = status === 'CACHED';
    if (isCached) this.#cached += 1;
    const id = columns.cell(row, 'task_id', 'hash');
    const start = isCached ? Number.NaN : momentOf(columns.cell(row, 'start', 'submit') ?? '');
    const state = status === 'COMPLETED' || status === '' ? exitState(exit) : status;
    this.#tasks.push({
      name: this.#nameOf(row, columns),
      ...(id !== undefined && { id }),
      ...part('peak', sizeOf(columns.cells(row, hasPeak ? 'peak_rss' : 'rss'))),
      ...part(
        'duration',
        timeOf(columns.cells(row, 'realtime')) ?? timeOf(columns.cells(row, 'duration')),
      ),
      ...part('asked', sizeOf(columns.cells(row, 'memory'))),
      ...(Number.isFinite(start) && { start }),
      ...(state !== undefined && { state }),
      measure: hasPeak ? MEASURES.tree : MEASURES.lastSeen,
    });
  }

  #nameOf(row: readonly string[], columns: Columns): string {
    const name = columns.cell(row, 'name');
    if (name) return name;
    const process = columns.cell(row, 'process');
    const tag = columns.cell(row, 'tag');
    if (!process) return columns.cell(row, 'hash', 'task_id') || this.#context.name;
    return tag && tag !== '-' ? `${process} (${tag})` : process;
  }
}

function exitState(exit: string): string | undefined {
  return /^[1-9]\d*$/.test(exit) && exit !== '2147483647' ? exit : undefined;
}

/** Where a name stands twice the first is for people and the second is exact: '1.4 GB', then bytes. */
function sizeOf(cells: readonly string[]): number | undefined {
  const exact = cells.length > 1 ? cells.findLast((cell) => /^\d+$/.test(cell)) : undefined;
  // A task of which nothing was read has a 0.
  return sizeIn(exact ?? cells.find((cell) => sizeIn(cell) !== undefined) ?? '') || undefined;
}

function timeOf(cells: readonly string[]): number | undefined {
  const exact = cells.findLast((cell) => /^\d+$/.test(cell));
  if (exact !== undefined) return Number(exact);
  return cells.map(unitTime).find((time) => time !== undefined);
}

/** A stamp of local time, or epoch milliseconds. */
function momentOf(text: string): number {
  return /^\d{13}$/.test(text) ? Number(text) : parseMoment(text);
}
