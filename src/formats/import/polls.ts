import type { SampleRecord, StartRecord } from '../../recording/records.ts';
import type { ImportContext } from './importer.ts';

/** As many series of one sample are told apart; the rest counts in the sum only. */
const LISTED = 32;

/** Emits a run whose samples are the sum of named series (processes, containers, pods), each of which the report can name. */
export class Polls {
  readonly #context: ImportContext;
  readonly #start: Omit<StartRecord, 'type' | 'time' | 'version'>;
  readonly #ids = new Map<string, number>();
  #seen = new Set<number>();
  #begun = false;

  constructor(context: ImportContext, start: Omit<StartRecord, 'type' | 'time' | 'version'>) {
    this.#context = context;
    this.#start = start;
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

  #idOf(name: string, time: number): number {
    const known = this.#ids.get(name);
    const id = known ?? this.#ids.size + 1;
    this.#ids.set(name, id);
    if (!this.#seen.has(id)) {
      this.#seen.add(id);
      this.#context.emit({ type: 'process', time, event: 'seen', pid: id, name });
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
