import type { SampleRecord, UnreadRecord } from '../../recording/records.ts';
import { sizeOrNaN } from './safe-values.ts';

/** The processes whose PSS may not be read, and what the tree's PSS was at least and at most while they lived. */
export class UnreadWatch {
  readonly #names = new Map<number, string>();
  #count = 0;
  #pss = 0;
  #atLeast = 0;
  #atMost = 0;

  add({ metric, pid, name }: UnreadRecord): void {
    if (metric !== 'pss') return;
    this.#count++;
    if (this.#names.size < MOST_NAMES) this.#names.set(pid, name ?? `process ${pid}`);
  }

  /** Costs nothing while every process could be read. */
  sample(sample: SampleRecord): void {
    if (this.#count === 0) return;
    const most = sizeOrNaN(sample.pssAtMost);
    if (Number.isNaN(most)) {
      this.#pss = Math.max(this.#pss, sizeOrNaN(sample.pss) || 0);
      return;
    }
    this.#atMost = Math.max(this.#atMost, most);
    this.#atLeast = Math.max(this.#atLeast, Math.min(most, sizeOrNaN(sample.pssAtLeast) || 0));
  }

  /** Whether the sum of PSS is not known for some of the run. */
  get any(): boolean {
    return this.#count > 0;
  }

  /** 'the pss of 2 processes may not be read (hold, ping): in all it was between 110 and 310 MiB'; none where all were read. */
  warnings(): string[] {
    if (this.#count === 0) return [];
    const names = [...new Set(this.#names.values())];
    const shown = names.slice(0, SHOWN_NAMES).join(', ');
    const more = names.length > SHOWN_NAMES ? ', …' : '';
    const who = `the pss of ${this.#count === 1 ? 'one process' : `${this.#count} processes`}`;
    const words = `${who} may not be read (${shown}${more})`;
    if (this.#atMost === 0) return [words];
    const least = inMib(Math.max(this.#atLeast, this.#pss));
    const most = inMib(Math.max(this.#atMost, this.#pss));
    return [`${words}: at its peak pss was between ${least} and ${most} MiB`];
  }
}

const MOST_NAMES = 100;
const SHOWN_NAMES = 3;

const inMib = (bytes: number): number => Math.round(bytes / 2 ** 20);
