import type { SampleRecord, StartRecord } from '../../recording/records.ts';
import type { ImportContext } from './importer.ts';

/** A process as one poll saw it. */
export interface PolledProcess {
  readonly pid: number;
  /** Resident bytes. */
  readonly rss: number;
  readonly ppid?: number;
  readonly name?: string;
  readonly argv?: readonly string[];
}

/** As many processes of one sample are told apart. */
const LISTED = 32;
/** Sizes of different moments may add up to more than there was at any. */
const OVERSHOOT = 1.001;

/** Emits a run whose samples are sums over processes that are known by their pid. */
export class ProcessPolls {
  readonly #context: ImportContext;
  readonly #start: Omit<StartRecord, 'type' | 'time' | 'version'>;
  #alive = new Set<number>();
  #begun = false;

  constructor(context: ImportContext, start: Omit<StartRecord, 'type' | 'time' | 'version'>) {
    this.#context = context;
    this.#start = start;
  }

  get begun(): boolean {
    return this.#begun;
  }

  /** Begins the run before its first poll. */
  begin(time: number): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#context.emit({ type: 'start', time, version: 1, ...this.#start });
  }

  /** `time`: epoch milliseconds, or since 0; `sum`: what was measured of the whole. */
  add(
    time: number,
    processes: readonly PolledProcess[],
    sum: Partial<Omit<SampleRecord, 'type' | 'time' | 'top'>>,
  ): void {
    const { emit } = this.#context;
    this.begin(time);
    const now = new Set<number>();
    for (const { pid, ppid, name, argv } of processes) {
      now.add(pid);
      if (this.#alive.has(pid)) continue;
      emit({
        type: 'process',
        time,
        event: 'seen',
        pid,
        ...(ppid !== undefined && { ppid }),
        ...(name !== undefined && { name }),
        ...(argv !== undefined && { argv }),
      });
    }
    for (const pid of this.#alive) {
      if (!now.has(pid)) emit({ type: 'process', time, event: 'gone', pid });
    }
    this.#alive = now;
    const top = processes
      .map(({ pid, rss }) => [pid, rss] as const)
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, LISTED);
    const parts = top.reduce((all, [, rss]) => all + rss, 0);
    const fits = parts <= (sum.rss ?? Number.POSITIVE_INFINITY) * OVERSHOOT;
    emit({ type: 'sample', time, ...sum, ...(fits && top.length > 0 && { top }) });
  }
}
