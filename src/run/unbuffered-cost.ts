import { formatDuration } from '../text/duration.ts';

/**
 * What one write of Python costs more than a part of a block does, its own system call and our share of a read, milliseconds:
 * 400 000 print("row", i, "ok"), six writes each, took 2.6 s more than in blocks.
 */
const COST_OF_WRITE_MS = 0.0011;
/** Saved time is told from here on, and from this part of the run's time on. */
const WORTH_SAYING_MS = 500;
const WORTH_SAYING_PART = 0.1;
/** Nobody prints a line in more pieces than this; more is another program that writes as it likes. */
const MOST_WRITES_A_LINE = 20;
/** The buffers of stdio are this, or a multiple of it: what comes in such blocks is buffered. */
const BLOCK_BYTES = 4096;
const NEWLINE = 0x0a;
const PYTHON = /^(?:python|pypy)[\d.]*$/i;

/** Reckons what `PYTHONUNBUFFERED=1`, set by us, has cost a run. */
export class UnbufferedCost {
  #python = false;
  #reads = 0;
  #atLineEnd = 0;
  #lines = 0;

  /** Processes that were seen. */
  saw(processes: readonly { readonly name: string }[]): void {
    if (this.#python) return;
    for (const { name } of processes) if (PYTHON.test(name)) this.#python = true;
  }

  /** What one read of stdout brought, with the number of lines that ended in it. */
  read(chunk: Uint8Array, lines: number): void {
    if (chunk.length % BLOCK_BYTES === 0) return;
    this.#reads++;
    if (chunk[chunk.length - 1] === NEWLINE) this.#atLineEnd++;
    this.#lines += lines;
  }

  /**
   * Time that blocks would have saved, milliseconds; 0 where no Python ran. How many writes make a line is known by how many
   * reads end with one: a read ends after some write, whichever.
   */
  get saved(): number {
    if (!this.#python || this.#atLineEnd === 0) return 0;
    const each = Math.min(MOST_WRITES_A_LINE, this.#reads / this.#atLineEnd);
    return this.#lines * each * COST_OF_WRITE_MS;
  }

  /** The line to say at the end of a run of `duration` milliseconds, where it is worth one. */
  words(duration: number): string | undefined {
    const { saved } = this;
    if (saved < WORTH_SAYING_MS || saved < WORTH_SAYING_PART * duration) return undefined;
    const about = formatDuration(Number(saved.toPrecision(saved < 10_000 ? 1 : 2)));
    return `Python wrote each piece of a line by itself; --no-unbuffer would have saved about ${about}`;
  }
}
