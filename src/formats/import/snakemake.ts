import { MEASURES, type Task } from '../../recording/task.ts';
import { UserError } from '../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { part } from './task-blocks.ts';
import { Columns, cellsOf } from './task-columns.ts';
import { clockTime, decimal } from './task-values.ts';

const MIB = 1024 * 1024;
/** `mem_mb` of a rule is decimal: 8GB is 8000. */
const MB = 1_000_000;

const HEADER = /^(?:.*[\t,])?s([\t,])h:m:s(?:\1|$)/;

/** Columns that people add when they put many benchmarks into one table, and what names the rule itself. */
const NAMES = ['rule_name', 'rule', 'process', 'step', 'tool', 'task', 'name'];
const MORE_NAMES = ['sample', 'file_path', 'file', 'filename', 'benchmark', 'path', 'run'];

/** The benchmark files of Snakemake, also several in one: MB is 2^20. */
export const snakemake: Importer = {
  help: "Snakemake's benchmark tables: max_rss of each run of a rule",
  recognizes: ({ lines }) =>
    lines.slice(0, 5).some((line) => HEADER.test(line)) ? CERTAINTY.sure : CERTAINTY.no,
  open: (context) => new SnakemakeBenchmark(context),
};

class SnakemakeBenchmark implements Import {
  readonly #context: ImportContext;
  readonly #tasks: Task[] = [];
  #separator = '\t';
  #columns: Columns | undefined;
  /** As `head`, `tail` and `more` write it above a file of several. */
  #file: string | undefined;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    if (line.trim() === '') return;
    const file = /^==> (.+) <==$/.exec(line);
    if (file?.[1] !== undefined) {
      this.#file = file[1].replace(/^.*\//, '').replace(/\.[A-Za-z]\w{0,7}$/, '');
      return;
    }
    const header = HEADER.exec(line);
    if (header !== null) {
      this.#separator = header[1] ?? '\t';
      this.#columns = new Columns(cellsOf(line, this.#separator));
      return;
    }
    if (this.#columns !== undefined) this.#row(cellsOf(line, this.#separator), this.#columns);
  }

  finish(): void {
    const tasks = this.#tasks;
    if (this.#columns?.has('max_rss') === false) {
      throw new UserError(
        'the benchmark has no memory: an old Snakemake wrote it, or one without psutil',
        'install psutil beside Snakemake and run the rule again',
      );
    }
    if (tasks.every(({ peak }) => peak === undefined)) {
      throw new UserError(
        tasks.length === 0
          ? 'the benchmark has a header and no row'
          : 'max_rss is empty: the job was over before Snakemake looked at it',
        'memwrap <command> measures short jobs too',
      );
    }
    const count = new Map<string, number>();
    for (const { name } of tasks) count.set(name, (count.get(name) ?? 0) + 1);
    const seen = new Map<string, number>();
    for (const one of tasks) {
      const number = (seen.get(one.name) ?? 0) + 1;
      seen.set(one.name, number);
      // Repeats of a rule have no name of their own.
      const isOne = count.get(one.name) === 1 || one.id !== undefined;
      this.#context.task(isOne ? one : { ...one, id: `repeat ${number}` });
    }
    this.#context.note('Snakemake samples every 30 s: the true peak may be higher.');
  }

  #row(row: readonly string[], columns: Columns): void {
    const seconds = decimal(columns.cell(row, 's') ?? '');
    const duration = Number.isFinite(seconds)
      ? Math.round(seconds * 1000)
      : clockTime(columns.cell(row, 'h:m:s') ?? '');
    const rss = decimal(columns.cell(row, 'max_rss') ?? '');
    // Neither a time nor a size: no row of this table.
    if (duration === undefined && !Number.isFinite(rss)) return;
    const jobid = columns.cell(row, 'jobid');
    this.#tasks.push({
      name: this.#nameOf(row, columns),
      ...(jobid && { id: jobid }),
      // A job that was never looked at has '-', 'NA', or 0 in some versions.
      ...part('peak', Number.isFinite(rss) && rss > 0 ? Math.round(rss * MIB) : undefined),
      ...part('duration', duration),
      ...part('asked', askedOf(columns.cell(row, 'resources') ?? '')),
      measure: MEASURES.tree,
    });
  }

  #nameOf(row: readonly string[], columns: Columns): string {
    const parts = [
      columns.cell(row, ...NAMES),
      valuesOf(columns.cell(row, 'wildcards') ?? '') || columns.cell(row, ...MORE_NAMES),
    ].filter((text) => text);
    if (parts.length === 2) return `${parts[0]} (${parts[1]})`;
    return parts[0] ?? this.#file ?? this.#context.name;
  }
}

/** 'a, b' of a dictionary as Python prints it: "{'sample': 'a', 'lane': 'b'}". */
function valuesOf(text: string): string {
  return [...text.matchAll(/'[^']*': (?:'([^']*)'|([^,}]+))/g)]
    .map(([, quoted, bare]) => quoted ?? bare ?? '')
    .join(', ');
}

function askedOf(resources: string): number | undefined {
  const mb = /'mem_mb': (\d+)/.exec(resources)?.[1];
  return mb === undefined ? undefined : Number(mb) * MB;
}
