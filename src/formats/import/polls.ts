import type { SampleRecord, StartRecord } from '../../recording/records.ts';
import type { ImportContext } from './importer.ts';

/** As many series of one sample are told apart; the rest counts in the sum only. */
const LISTED = 32;

/** What a series is called; of a process also its number and its command line. */
export interface Series {
  readonly name: string;
  readonly pid?: number;
  readonly argv?: readonly string[];
}

/** Emits a run whose samples are the sum of named series (processes, containers, pods), each of which the report can name. */
export class Polls {
  readonly #context: ImportContext;
  readonly #start: Omit<StartRecord, 'type' | 'time' | 'version'>;
  readonly #describe: (key: string) => Series;
  readonly #ids = new Map<string, number>();
  /** What was last told of a series, by its number. */
  readonly #told = new Map<number, Series>();
  #seen = new Set<number>();
  #begun = false;

  /** `describe` tells what the key of a series stands for; without it the key is its name. */
  constructor(
    context: ImportContext,
    start: Omit<StartRecord, 'type' | 'time' | 'version'>,
    describe: (key: string) => Series = (name) => ({ name }),
  ) {
    this.#context = context;
    this.#start = start;
    this.#describe = describe;
  }

  /**
   * One poll: `time` in epoch milliseconds (or since 0 where the file has no clock), each series' bytes by name. `more` has what
   * was measured of the whole; its `rss` replaces the sum.
   */
  add(
    time: number,
    sizes: ReadonlyMap<string, number>,
    more: Partial<Omit<SampleRecord, 'type' | 'time' | 'top'>> = {},
  ): void {
    const { emit } = this.#context;
    if (!this.#begun) {
      this.#begun = true;
      emit({ type: 'start', time, version: 1, ...this.#start });
    }
    let sum = 0;
    const top: [number, number][] = [];
    for (const [name, bytes] of sizes) {
      sum += bytes;
      top.push([this.#idOf(name, time), bytes]);
    }
    this.#gone(time, new Set(top.map(([id]) => id)));
    top.sort((a, b) => b[1] - a[1]);
    emit({
      type: 'sample',
      time,
      ...(sizes.size > 0 && { rss: sum, procs: sizes.size }),
      ...more,
      ...(top.length > 0 && { top: top.slice(0, LISTED) }),
    });
  }

  #idOf(key: string, time: number): number {
    const series = this.#describe(key);
    const id = series.pid ?? this.#ids.get(key) ?? this.#ids.size + 1;
    this.#ids.set(key, id);
    // What a process is may change: it runs another program, or is another one with the same number.
    if (!this.#seen.has(id) || !isSame(this.#told.get(id), series)) {
      this.#seen.add(id);
      this.#told.set(id, series);
      const { name, argv } = series;
      const event = { type: 'process', time, event: 'seen', pid: id, name } as const;
      this.#context.emit(argv === undefined ? event : { ...event, argv });
    }
    return id;
  }

  #gone(time: number, now: ReadonlySet<number>): void {
    for (const pid of this.#seen) {
      if (!now.has(pid)) this.#context.emit({ type: 'process', time, event: 'gone', pid });
    }
    this.#seen = new Set(now);
  }
}

function isSame(a: Series | undefined, b: Series): boolean {
  return a === b || (a?.name === b.name && a.argv?.join(' ') === b.argv?.join(' '));
}
