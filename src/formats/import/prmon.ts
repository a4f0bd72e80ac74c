import { UserError } from '../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { WholeText } from './whole-text.ts';

const HEADER = /^Time\s(?=.*\brss\b)(?=.*\bwtime\b|.*\bvmem\b.*\bpss\b)/i;

/** prmon's time series: kB of 1024 bytes and epoch seconds; its columns stand in any order. */
export const prmon: Importer = {
  help: 'prmon: its time series (prmon.txt)',
  recognizes: ({ lines }) =>
    lines.some((line) => HEADER.test(line)) ? CERTAINTY.sure : CERTAINTY.no,
  marker: HEADER,
  open: (context) => new PrmonImport(context),
};

/** prmon's summary: one peak of each metric, and no curve. */
export const prmonSummary: Importer = {
  help: 'prmon: its summary (prmon.json)',
  recognizes: ({ head }) =>
    /^\s*\{/.test(head) &&
    /"Max"\s*:/.test(head) &&
    /"Avg"\s*:/.test(head) &&
    /"(?:rss|pss)"/.test(head)
      ? CERTAINTY.sure
      : CERTAINTY.no,
  open: (context) => new SummaryImport(context),
};

const KIB = 1024;

class PrmonImport implements Import {
  readonly #context: ImportContext;
  #columns: readonly string[] | undefined;
  #begun = false;
  #skipped = 0;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    if (line.trim() === '') return;
    if (HEADER.test(line)) {
      this.#columns = line.trim().toLowerCase().split(/\s+/);
      this.#begun = false;
    } else if (!this.#row(line.trim().split(/\s+/))) {
      this.#skipped += 1;
    }
  }

  finish(): void {
    if (this.#skipped === 0) return;
    const lines = this.#skipped === 1 ? '1 line was' : `${this.#skipped} lines were`;
    this.#context.note(`${lines} not prmon's and left out.`);
  }

  #row(cells: readonly string[]): boolean {
    const columns = this.#columns;
    if (columns === undefined || cells.length < columns.length) return false;
    const cell = (name: string): number | undefined => {
      const value = Number(cells[columns.indexOf(name)]);
      return Number.isFinite(value) && value >= 0 ? value : undefined;
    };
    const [seconds, rss, pss, swap, procs] = ['time', 'rss', 'pss', 'swap', 'nprocs'].map(cell);
    if (seconds === undefined || rss === undefined) return false;
    const { emit, name } = this.#context;
    const time = seconds * 1000;
    if (!this.#begun) {
      this.#begun = true;
      emit({ type: 'start', time, version: 1, name, source: 'prmon' });
    }
    emit({
      type: 'sample',
      time,
      rss: rss * KIB,
      ...(pss !== undefined && { pss: pss * KIB }),
      ...(swap !== undefined && { swap: swap * KIB }),
      ...(procs !== undefined && procs > 0 && { procs }),
    });
    return true;
  }
}

/** PSS is what counts where processes share pages, as everywhere in memwrap. */
const SHARED_PART = 0.1;

class SummaryImport implements Import {
  readonly #context: ImportContext;
  readonly #text = new WholeText();

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    this.#text.add(line);
  }

  finish(): void {
    const { Max: max } = parsed(this.#text.value) ?? {};
    const { rss, pss, wtime } = max ?? {};
    if (typeof rss !== 'number' && typeof pss !== 'number') {
      throw new UserError("prmon's summary has no memory in it", 'its time series is in prmon.txt');
    }
    const [resident, shared] = [Number(rss ?? Number.NaN), Number(pss ?? Number.NaN)];
    const isShared = !(resident > 0) || shared < resident * (1 - SHARED_PART);
    const peak = isShared && shared > 0 ? shared : resident;
    const { task, name, note } = this.#context;
    task({
      name,
      peak: peak * KIB,
      ...(typeof wtime === 'number' && { duration: wtime * 1000 }),
      measure: peak === shared ? 'PSS of the tree' : 'sum of the tree',
    });
    note("This is prmon's summary: its curve is in the time series (prmon.txt).");
  }
}

interface Summary {
  readonly Max?: { readonly rss?: unknown; readonly pss?: unknown; readonly wtime?: unknown };
}

function parsed(text: string): Summary | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
