import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { dictionaryOf, jsonObject, numberOf, textOf } from './json-lines.ts';
import { type PolledProcess, ProcessPolls } from './process-polls.ts';

const SAMPLE = /^[[\s]*\{.*"ts_ms"\s*:\s*\d+.*"mem_rss_kb"\s*:/;

/** denet's JSON lines: a line on the command, then samples of the process tree; kilobytes of 1024, epoch milliseconds. */
export const denet: Importer = {
  help: 'denet: its JSON lines',
  recognizes: ({ lines }) =>
    lines.some((line) => SAMPLE.test(line)) ? CERTAINTY.sure : CERTAINTY.no,
  marker: SAMPLE,
  open: (context) => new DenetImport(context),
};

const KIB = 1024;

type Row = Readonly<Record<string, unknown>>;

class DenetImport implements Import {
  readonly #context: ImportContext;
  #polls: ProcessPolls | undefined;
  #pid: number | undefined;
  #argv: readonly string[] | undefined;
  #skipped = 0;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    for (const row of rowsOf(line)) {
      if (this.#about(row) || row['kind'] === 'env') continue;
      if (!this.#sample(row)) this.#skipped += 1;
    }
  }

  finish(): void {
    if (this.#skipped === 0) return;
    const lines = this.#skipped === 1 ? '1 line was' : `${this.#skipped} lines were`;
    this.#context.note(`${lines} without memory and left out.`);
  }

  /** A line on the command begins a run. */
  #about(row: Row): boolean {
    const { cmd, pid, t0_ms: begun } = row;
    if (!Array.isArray(cmd) || numberOf(begun) === undefined) return false;
    this.#argv = cmd.filter((word) => typeof word === 'string');
    this.#pid = numberOf(pid);
    this.#polls = undefined;
    return true;
  }

  #sample(row: Row): boolean {
    const time = numberOf(row['ts_ms']);
    // A sample of one process alone has its sizes at the top.
    const whole = dictionaryOf(row['aggregated']) ?? row;
    const rss = numberOf(whole['mem_rss_kb']);
    if (time === undefined || rss === undefined) return false;
    this.#polls ??= new ProcessPolls(this.#context, {
      name: this.#context.name,
      source: 'denet',
      ...(this.#argv !== undefined && { argv: this.#argv }),
      ...(this.#pid !== undefined && { pid: this.#pid }),
    });
    const procs = numberOf(whole['process_count']);
    this.#polls.add(time, this.#processes(row), {
      rss: rss * KIB,
      ...(procs !== undefined && { procs }),
    });
    return true;
  }

  #processes(row: Row): PolledProcess[] {
    const children = Array.isArray(row['children']) ? row['children'] : [];
    const parent = numberOf(dictionaryOf(row['parent'])?.['mem_rss_kb']);
    const first: PolledProcess[] =
      parent === undefined || this.#pid === undefined
        ? []
        : [{ pid: this.#pid, rss: parent * KIB, ...(this.#argv && { argv: this.#argv }) }];
    const others = children.flatMap((child): PolledProcess[] => {
      const { pid, command, metrics } = dictionaryOf(child) ?? {};
      const [id, size] = [numberOf(pid), numberOf(dictionaryOf(metrics)?.['mem_rss_kb'])];
      const name = textOf(command);
      if (id === undefined || size === undefined) return [];
      const above = this.#pid === undefined ? {} : { ppid: this.#pid };
      return [{ pid: id, rss: size * KIB, ...above, ...(name !== undefined && { name }) }];
    });
    return [...first, ...others];
  }
}

/** The objects of a line: one, or those of an array that holds all or is written a line each. */
function rowsOf(line: string): Row[] {
  const text = line.trim();
  if (text === '' || text === '[' || text === ']') return [];
  const single = jsonObject(text.replace(/^\[|[\],]+$/g, ''));
  if (single !== undefined) return [single];
  try {
    const all: unknown = JSON.parse(text);
    if (Array.isArray(all)) return all.map((one: unknown) => dictionaryOf(one) ?? {});
  } catch {
    // A torn line is counted as one without memory.
  }
  return [{}];
}
