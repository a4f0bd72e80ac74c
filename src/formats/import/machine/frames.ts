import type { SampleRecord, StartRecord } from '../../../recording/records.ts';
import { UserError } from '../../../text/user-error.ts';
import type { ImportContext } from '../importer.ts';
import { Polls, type Series } from '../polls.ts';
import { Clock } from './clock.ts';
import type { Day, Stamp } from './stamps.ts';

type Whole = Pick<SampleRecord, 'rss' | 'machineUsed' | 'machineAvailable'>;

/** What `machineUsed` is, where the file tells what is available. */
export const USED_IS_NOT_AVAILABLE = 'Used memory is the total less what is available.';

/** No machine has so many bytes: a torn line has. */
const IMPOSSIBLE = 2 ** 50;
/** As many names are told of a `--series` that matches none. */
const LISTED_NAMES = 8;

/**
 * Makes samples of tables that repeat: each frame is a list of named sizes, and what was measured of the machine. Frames without
 * a time are numbered, unless `--interval` tells how far they are apart.
 */
export class Frames {
  readonly #context: ImportContext;
  readonly #start: Pick<StartRecord, 'source' | 'measure'>;
  readonly #clock: Clock;
  #polls: Polls | undefined;
  #total: number | undefined;

  #stamp: Stamp | undefined;
  #names = new Set<string>();
  #sizes = new Map<string, number>();
  /** Of each key that is not a name, what it stands for. */
  readonly #series = new Map<string, Series>();
  #whole: Whole = {};

  /** Whether a line with a time stands behind its table. */
  #follows: boolean | undefined;
  /** Frames of this run, with those that nothing could be read of. */
  #count = 0;
  /** Samples since the tool began to run. */
  #emitted = 0;
  #ever = 0;
  /** Named sizes in the largest frame. */
  #most = 0;
  /** Of the last sample that had a stamp, epoch milliseconds. */
  #last: number | undefined;
  #timed = false;
  /** The shortest time after which a name came again, milliseconds. */
  #period = Number.POSITIVE_INFINITY;
  #backwards = 0;
  readonly #unmatched = new Set<string>();

  constructor(context: ImportContext, start: Pick<StartRecord, 'source' | 'measure'>) {
    this.#context = context;
    this.#start = start;
    this.#clock = new Clock(context);
  }

  /** Samples of all runs so far. */
  get samples(): number {
    return this.#ever;
  }

  /** Times of day from here on are of this day. */
  setDay(day: Day): void {
    this.#end();
    this.#clock.setDay(day);
  }

  /** The memory of the machine, bytes. */
  setTotal(bytes: number): void {
    if (bytes > 0 && bytes < IMPOSSIBLE) this.#total ??= Math.round(bytes);
  }

  /** A frame begins, at a moment if the tool tells it. */
  begin(stamp?: Stamp): void {
    this.#end();
    this.#stamp = stamp;
  }

  /** A frame begins if there is something in the one before: a header, a cleared screen. */
  boundary(): void {
    if (this.#isFilled()) this.#end();
  }

  /** A line with nothing but a time: before its table or behind it, as the first one was. */
  stampLine(stamp: Stamp): void {
    this.#follows ??= this.#isFilled();
    if (this.#follows) {
      this.#stamp = stamp;
      this.#end();
    } else {
      this.begin(stamp);
    }
  }

  /**
   * A size of the frame, bytes, by a name or another key; NaN or 0 where nothing was measured: of a zombie, a stopped container. A
   * key that the frame has already begins another. `series` is what the key stands for, `text` what `--series` looks at, each if it is
   * more than the key; `stamp` is of a row with a time of its own.
   */
  row(
    key: string,
    bytes: number,
    {
      series,
      text = series?.name ?? key,
      stamp,
    }: { series?: Series; text?: string; stamp?: Stamp } = {},
  ): void {
    if (this.#names.has(key)) {
      if (stamp !== undefined) this.#measurePeriod(stamp);
      this.#end();
    } else if (stamp !== undefined && this.#isLater(stamp)) {
      this.#end();
    }
    if (stamp !== undefined) this.#stamp ??= stamp;
    this.#names.add(key);
    if (!(bytes > 0 && bytes < IMPOSSIBLE)) return;
    const { series: wanted } = this.#context.options;
    if (wanted === undefined || text.includes(wanted)) {
      this.#sizes.set(key, Math.round(bytes));
      if (series !== undefined) this.#series.set(key, series);
    } else if (this.#unmatched.size < LISTED_NAMES) {
      this.#unmatched.add(series?.name ?? key);
    }
  }

  /** What was measured of the machine at this moment. */
  whole(sizes: Whole): void {
    for (const [name, bytes] of Object.entries(sizes)) {
      if (!(bytes >= 0 && bytes < IMPOSSIBLE)) continue;
      this.#whole = { ...this.#whole, [name]: Math.round(bytes) };
    }
  }

  /** Another run of the tool begins. One that had a single sample was no run, but a poll of a loop. */
  newRun(): void {
    this.#end();
    const isPoll = this.#emitted < 2;
    this.#emitted = 0;
    if (isPoll) return;
    this.#polls = undefined;
    this.#count = 0;
    this.#last = undefined;
    this.#timed = false;
  }

  /** The file is over. `mend`: the sentence for a file without a sample. */
  finish(mend: string, hint?: string): void {
    this.#end();
    const { options, note } = this.#context;
    if (options.series !== undefined && this.#unmatched.size > 0 && this.#ever === 0) {
      throw new UserError(
        `--series: no name holds ${JSON.stringify(options.series.slice(0, 40))}`,
        `the file has ${[...this.#unmatched].join(', ')}`,
      );
    }
    if (this.#ever === 0) throw new UserError(mend, hint);
    if (this.#most > 1 && this.#start.measure === undefined) {
      note(
        `The RSS of up to ${this.#most} processes was added: pages that they share count in each (--series takes those of one name).`,
      );
    }
    if (this.#backwards > 0) {
      note(
        `The clock stepped back ${this.#backwards === 1 ? 'once' : `${this.#backwards} times`}: what followed was put at the time before.`,
      );
    }
  }

  #isFilled(): boolean {
    return this.#names.size > 0 || Object.keys(this.#whole).length > 0;
  }

  #end(): void {
    const filled = this.#isFilled();
    const stamp = this.#stamp;
    const [sizes, whole] = [this.#sizes, this.#whole];
    this.#stamp = undefined;
    if (!filled) return;
    this.#names = new Set();
    this.#sizes = new Map();
    this.#whole = {};
    const index = this.#count;
    this.#count += 1;
    if (sizes.size === 0 && Object.keys(whole).length === 0) return;
    const time = this.#timeOf(stamp, index);
    if (!Number.isFinite(time)) return;
    this.#polls ??= this.#begun();
    this.#polls.add(time, sizes, whole);
    this.#most = Math.max(this.#most, sizes.size);
    this.#emitted += 1;
    this.#ever += 1;
  }

  #timeOf(stamp: Stamp | undefined, index: number): number {
    if (stamp !== undefined) {
      const time = this.#clock.at(stamp);
      if (!Number.isFinite(time)) return time;
      this.#timed = true;
      if (this.#last !== undefined && time < this.#last) {
        this.#backwards += 1;
        return this.#last;
      }
      this.#last = time;
      return time;
    }
    if (this.#timed && this.#last !== undefined) return this.#last;
    const { interval, start = 0 } = this.#context.options;
    return interval === undefined ? index : start + index * interval;
  }

  #begun(): Polls {
    const { name, options, note } = this.#context;
    const counted = !this.#timed && options.interval === undefined;
    if (counted) {
      note(
        'The file has no times: samples are numbered (--interval, with --start, gives them times).',
      );
    }
    const start = {
      name,
      ...this.#start,
      ...(this.#total !== undefined && { host: { machineTotal: this.#total } }),
      ...(counted && { axis: 'samples' }),
    };
    return new Polls(this.#context, start, (key) => this.#series.get(key) ?? { name: key });
  }

  #measurePeriod(stamp: Stamp): void {
    const apart = this.#apart(stamp);
    if (apart > 0) this.#period = Math.min(this.#period, apart);
  }

  /** Whether a row is so much later than the first of the frame that it belongs to another poll. */
  #isLater(stamp: Stamp): boolean {
    return this.#apart(stamp) >= 0.9 * this.#period;
  }

  /** Milliseconds since the frame's first row. */
  #apart(stamp: Stamp): number {
    const first = this.#stamp;
    if (first === undefined) return 0;
    if ('epoch' in first) return 'epoch' in stamp ? stamp.epoch - first.epoch : 0;
    if ('epoch' in stamp) return 0;
    const apart = stamp.clock - first.clock;
    return apart < 0 ? apart + 86_400_000 : apart;
  }
}
