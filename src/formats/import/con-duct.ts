import { parseMoment } from '../../text/calendar.ts';
import { UserError } from '../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { dictionaryOf, jsonObject, numberOf, textOf } from './json-lines.ts';
import { type PolledProcess, ProcessPolls } from './process-polls.ts';
import { WholeText } from './whole-text.ts';

const USAGE = /^\{.*"processes"\s*:\s*\{.*"totals"\s*:\s*\{/;

/** con-duct's usage.jsonl: bytes, stamps with an offset; a line stands for all polls of an interval. */
export const conDuct: Importer = {
  help: 'con-duct: its usage.jsonl',
  recognizes: ({ lines }) =>
    lines.some((line) => USAGE.test(line) && line.includes('"timestamp"'))
      ? CERTAINTY.sure
      : CERTAINTY.no,
  open: (context) => new UsageImport(context),
};

/** con-duct's info.json: the peak of the run, and no curve. */
export const conDuctInfo: Importer = {
  help: 'con-duct: its info.json',
  recognizes: ({ head }) =>
    /^\s*\{/.test(head) && head.includes('"execution_summary"') && head.includes('"peak_rss"')
      ? CERTAINTY.sure
      : CERTAINTY.no,
  open: (context) => new InfoImport(context),
};

class UsageImport implements Import {
  readonly #context: ImportContext;
  readonly #polls: ProcessPolls;
  #skipped = 0;
  #without = 0;
  #merged = false;

  constructor(context: ImportContext) {
    this.#context = context;
    this.#polls = new ProcessPolls(context, { name: context.name, source: 'con-duct' });
  }

  add(line: string): void {
    const row = jsonObject(line);
    const time = parseMoment(textOf(row?.['timestamp']) ?? '');
    const totals = dictionaryOf(row?.['totals']);
    if (row === undefined || totals === undefined || Number.isNaN(time)) {
      if (line.trim() !== '') this.#skipped += 1;
      return;
    }
    const rss = numberOf(totals['rss']);
    if (rss === undefined) {
      this.#without += 1;
      return;
    }
    if ((numberOf(row['num_samples']) ?? 1) > 1) this.#merged = true;
    // Each process's size is the largest of the interval: their sum may be one that never was.
    this.#polls.add(time, processesOf(row['processes']), { rss });
  }

  finish(): void {
    const { note } = this.#context;
    if (this.#without > 0 && !this.#polls.begun) {
      throw new UserError('has no "rss" in its totals', 'record it with a newer con-duct');
    }
    if (this.#merged) {
      note(
        'A sample is the largest total of several polls; those of processes are each their own largest.',
      );
    }
    if (this.#skipped + this.#without > 0) {
      note(`${this.#skipped + this.#without} lines without a total were left out.`);
    }
  }
}

function processesOf(value: unknown): PolledProcess[] {
  return Object.entries(dictionaryOf(value) ?? {}).flatMap(([pid, process]) => {
    const { rss, cmd } = dictionaryOf(process) ?? {};
    const size = numberOf(rss);
    if (size === undefined || !/^\d+$/.test(pid)) return [];
    const argv = textOf(cmd)
      ?.split(' ')
      .filter((word) => word !== '');
    return [
      { pid: Number(pid), rss: size, ...(argv !== undefined && argv.length > 0 && { argv }) },
    ];
  });
}

class InfoImport implements Import {
  readonly #context: ImportContext;
  readonly #text = new WholeText();

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    this.#text.add(line);
  }

  finish(): void {
    const info = jsonObject(this.#text.value);
    const summary = dictionaryOf(info?.['execution_summary']) ?? {};
    const peak = numberOf(summary['peak_rss']);
    if (peak === undefined) throw new UserError('has no "peak_rss"', 'its curve is in usage.jsonl');
    const duration = numberOf(summary['wall_clock_time']);
    const start = numberOf(summary['start_time']);
    const code = numberOf(summary['exit_code']);
    const { task, note, name } = this.#context;
    task({
      name: textOf(info?.['command']) ?? name,
      peak,
      measure: 'sum of the tree',
      ...(duration !== undefined && { duration: duration * 1000 }),
      ...(start !== undefined && { start: start * 1000 }),
      ...(code !== undefined && { state: String(code) }),
    });
    note("This is con-duct's info.json: its curve is in the usage.jsonl beside it.");
  }
}
