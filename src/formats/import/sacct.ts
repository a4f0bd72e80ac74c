import { MEASURES } from '../../recording/task.ts';
import { parseMoment } from '../../text/calendar.ts';
import { UserError } from '../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { part } from './task-blocks.ts';
import { Columns, cellsOf } from './task-columns.ts';
import { clockTime, sizeIn } from './task-values.ts';

const MIB = 1024 * 1024;
const RULER = /^\s*-{2,}(?: +-{2,})+\s*$/;
/** A column that only accounting has, beside JobID or instead of it. */
const PARSABLE =
  /^(?=.*\bJobID(?:Raw)?\b|.*\bMaxRSS\b)(?=.*\b(?:MaxRSS|ReqMem|State|Elapsed|JobName)\b)[\w /%]+([|,;\t])[\w /%|,;\t]*$/i;

/** Slurm's sacct, with -P or as columns of fixed width: MaxRSS stands on the rows of steps, K is 2^10. */
export const sacct: Importer = {
  help: "Slurm's sacct with MaxRSS: each job and the largest of its steps",
  recognizes: ({ lines }) =>
    lines.some((line, i) => isHeader(line, lines[i + 1] ?? '')) ? CERTAINTY.sure : CERTAINTY.no,
  open: (context) => new Sacct(context),
};

function isHeader(line: string, next: string): boolean {
  if (PARSABLE.test(line)) return /JobID/i.test(line) || !/[\t,;]/.test(line);
  return RULER.test(next) && /\b(?:JobID|MaxRSS)\b/i.test(line);
}

/** A job as far as it was read. */
interface Job {
  readonly id: string;
  name: string;
  peak?: number;
  duration?: number;
  asked?: number;
  start?: number;
  state?: string;
  measure: string;
}

class Sacct implements Import {
  readonly #context: ImportContext;
  readonly #jobs: Job[] = [];
  #columns: Columns | undefined;
  #split: (line: string) => string[] = (line) => [line];
  #before = '';
  #steps = 0;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    const before = this.#before;
    this.#before = line;
    if (RULER.test(line) && isHeader(before, line)) {
      this.#split = fixedWidth(line);
      this.#begin(before);
    } else if (PARSABLE.test(line) && isHeader(line, '')) {
      const separator = PARSABLE.exec(line)?.[1] ?? '|';
      this.#split = (text) => cellsOf(text, separator);
      this.#begin(line);
    } else if (this.#columns !== undefined && line.trim() !== '') {
      this.#row(this.#split(line), this.#columns);
    }
  }

  finish(): void {
    const jobs = this.#jobs;
    if (jobs.length === 0) throw new UserError('sacct lists no job');
    if (jobs.every(({ peak }) => peak === undefined)) {
      throw this.#steps === 0
        ? new UserError(
            'MaxRSS is empty: sacct was run with -X, and MaxRSS stands on the rows of steps',
            'leave -X (--allocations) out',
          )
        : new UserError(
            'MaxRSS is empty on every row: the jobs had not ended, or Slurm gathers none',
            'ask again when a job has ended',
          );
    }
    for (const { id, ...job } of jobs) {
      // A job without a name is called by its number already.
      this.#context.task(id === '' || job.name === `job ${id}` ? job : { ...job, id });
    }
    this.#context.note(
      'Slurm samples, every 30 s if nothing else is set: the true peak may be higher.',
    );
  }

  #begin(header: string): void {
    this.#columns = new Columns(this.#split(header));
    if (this.#columns.has('maxrss')) return;
    throw new UserError(
      'sacct was run without MaxRSS',
      'write sacct -P --format=JobID,JobName,State,Elapsed,ReqMem,AllocCPUS,NTasks,MaxRSS',
    );
  }

  #row(row: readonly string[], columns: Columns): void {
    const id = columns.cell(row, 'jobid', 'jobidraw');
    if (row.length < 2 || (id !== undefined && !/^\d/.test(id))) return;
    const rss = columns.cell(row, 'maxrss') ?? '';
    const isStep = id === undefined ? rss !== '' : id.includes('.');
    if (isStep) this.#steps += 1;
    const last = this.#jobs.at(-1);
    const isOfLast = last !== undefined && isStep && (id === undefined || stem(id) === last.id);
    const job = isOfLast ? last : this.#newJob(id, columns.cell(row, 'jobname') ?? '', isStep);
    this.#size(job, row, columns, id ?? '');
    if (!isStep || !isOfLast) this.#facts(job, row, columns);
    else if (job.duration === undefined)
      Object.assign(job, part('duration', elapsed(row, columns)));
  }

  #newJob(id: string | undefined, name: string, isStep: boolean): Job {
    const own = isStep && /^(?:batch|extern)$/.test(name) ? '' : name;
    const job: Job = {
      id: id === undefined ? '' : stem(id),
      name: own || (id === undefined ? this.#context.name : `job ${stem(id)}`),
      measure: MEASURES.tree,
    };
    this.#jobs.push(job);
    return job;
  }

  /** The largest step counts: steps follow one another, or one of them (.batch) waits for the others. */
  #size(job: Job, row: readonly string[], columns: Columns, id: string): void {
    const peak = sizeIn(columns.cell(row, 'maxrss') ?? '') ?? 0;
    if (peak <= (job.peak ?? 0)) return;
    job.peak = peak;
    const tasks = columns.cell(row, 'ntasks');
    const isOne = tasks === undefined || tasks === '' ? /\.(?:ba|ex)/.test(id) : tasks === '1';
    job.measure = isOne || !id.includes('.') ? MEASURES.tree : 'largest task of a step';
  }

  #facts(job: Job, row: readonly string[], columns: Columns): void {
    const state = (columns.cell(row, 'state') ?? '').replace(/ by .*$|\+$/, '');
    const start = parseMoment(columns.cell(row, 'start') ?? '');
    Object.assign(
      job,
      part('duration', elapsed(row, columns)),
      part('asked', askedOf(row, columns)),
      state !== '' && !'COMPLETED'.startsWith(state) && { state },
      Number.isFinite(start) && { start },
    );
  }
}

/** The job of a step, the task of an array: '12_5' of '12_5.batch' and of '12_5.ba+'. */
function stem(id: string): string {
  return id.split('.')[0] ?? id;
}

function elapsed(row: readonly string[], columns: Columns): number | undefined {
  return clockTime(columns.cell(row, 'elapsed', 'elapsedraw') ?? '');
}

/** ReqMem: '4G', or '4Gn' for each node and '100Mc' for each CPU in older versions; a bare number is MiB. */
function askedOf(row: readonly string[], columns: Columns): number | undefined {
  const [, text = '', per] =
    /^([\d.]+[KMGTP]?)([nc]?)\??$/.exec(columns.cell(row, 'reqmem') ?? '') ?? [];
  const size = sizeIn(text, { bare: MIB });
  if (!size) return undefined;
  if (per !== 'c')
    return size * (per === 'n' ? (count(columns.cell(row, 'nnodes', 'allocnodes')) ?? 1) : 1);
  const cpus = count(columns.cell(row, 'alloccpus', 'ncpus', 'reqcpus'));
  return cpus === undefined ? undefined : size * cpus;
}

function count(text = ''): number | undefined {
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

/** Cells as the dashes below a header mark them; the last one is as long as it likes. */
function fixedWidth(ruler: string): (line: string) => string[] {
  const columns = [...ruler.matchAll(/-+/g)].map(({ index, 0: dashes }) => [
    index,
    index + dashes.length,
  ]);
  return (line) => {
    // A header that was indented by hand may be so otherwise than its ruler.
    return columns.map(([from = 0, to = 0], i) =>
      line.slice(from, i === columns.length - 1 ? undefined : to).trim(),
    );
  };
}
