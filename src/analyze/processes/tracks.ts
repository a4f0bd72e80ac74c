import type { ReportMetric } from '../../recording/metrics.ts';
import type { ProcessRecord, SampleRecord } from '../../recording/records.ts';
import { SampleView } from '../../recording/sample-view.ts';
import { SharedPages } from '../forks/shared-pages.ts';
import { sizeOrNaN } from '../report/safe-values.ts';
import type { SampleBatch } from '../report/sample-batch.ts';
import { placeOf } from '../report/sample-sizes.ts';
import type { ProcessSize } from '../report/types.ts';
import { arrangeTracks } from './arrange-tracks.ts';
import { largestOf } from './largest.ts';
import { growImage, type Life } from './life.ts';
import { Moments } from './moments.ts';
import { Population } from './population.ts';
import type { Tracks } from './types.ts';

const RSS = placeOf('rss');
const ANON = placeOf('anon');
const PROCESSES = placeOf('procs');
const MARK = placeOf('hwm');

/** Maximum number of processes of one sample, and of those that fell out of its list; the rest is nobody's. */
const MOST_LISTED = 64;
const NOBODY: Life | undefined = undefined;

/** What processes held over time, folded from records in constant memory. */
export interface ProcessTracks {
  /** Takes a process record; `time` in milliseconds since the start of the recording. */
  add(time: number, record: ProcessRecord): void;
  /** Takes a sample; `sizes`: its sizes by index. Settles the one before. */
  measure(time: number, sample: SampleRecord, sizes: Float64Array): void;
  /** Settles the last sample: records that explain it may come a little later than it. */
  settle(): void;
  /** What the processes of the sample settled last share since a fork, bytes: their RSS counts it more than once. */
  readonly shared: number;
  /** Says which processes share: the same number for the same ones, 0 for none. */
  readonly sharers: number;
  /** Gives the oldest samples that wait for them the values of the curves, by metric. */
  level(samples: SampleBatch): void;
  /** What each process held; `metric`: the one that the report leads with. */
  finish(metric: ReportMetric): Tracks;
  /** The largest processes of the sample in which that metric was highest, largest first, of those samples that list them. */
  largest(metric: ReportMetric): ProcessSize[];
}

/** `metrics`: those of the values that `level` gets. */
export function createTracks(metrics: readonly ReportMetric[]): ProcessTracks {
  return new TracksFold(metrics);
}

class TracksFold implements ProcessTracks {
  readonly #metrics: readonly ReportMetric[];
  readonly #pages = new SharedPages();
  readonly #population = new Population(this.#pages);
  readonly #moments: Moments;
  shared = 0;
  sharers = 0;

  // The last sample, until it is settled.
  #holds = false;
  #time = 0;
  #rss = 0;
  #anon = Number.NaN;
  #processes = Number.NaN;
  #number = 0;
  #count = 0;
  readonly #pids = new Float64Array(MOST_LISTED);
  readonly #bytes = new Float64Array(2 * MOST_LISTED);
  readonly #lives: (Life | undefined)[] = new Array(MOST_LISTED).fill(NOBODY);

  /** Of the sample before: how much of the tree belonged to no file. */
  #anonBefore = Number.NaN;
  /** Those that were listed once, still live, and are not listed now. */
  #fallen: Life[] = [];
  /** Those of the sample before; only `#listedCount` of them count. */
  readonly #listed: Life[] = [];
  #listedCount = 0;
  /** A process went since the last sample. */
  #left = false;
  /** The largest process of the sample before. */
  #largest: Life | undefined;
  #mostRss = 0;

  constructor(metrics: readonly ReportMetric[]) {
    this.#metrics = metrics;
    const places = metrics.map((_, i) => i).filter((i) => metrics[i] !== 'system');
    this.#moments = new Moments(metrics.length, places);
  }

  add(time: number, record: ProcessRecord): void {
    const life = this.#population.add(time, record);
    if (life === undefined) return;
    if (record.event === 'gone') this.#left = true;
    // The last sample may have listed it before it was announced.
    for (let i = 0; i < this.#count; i++) {
      if (this.#lives[i] === undefined && this.#pids[i] === life.pid) this.#lives[i] = life;
    }
  }

  measure(time: number, sample: SampleRecord, sizes: Float64Array): void {
    this.settle();
    this.#holds = true;
    this.#time = time;
    this.#rss = sizes[RSS] as number;
    this.#count = 0;
    if (sample instanceof SampleView) {
      for (let i = 0; i < sample.pairs; i++) this.#list(sample.pid(i), sample.pidSize(i));
    } else {
      const top: unknown = sample.top;
      for (const entry of Array.isArray(top) ? top : []) {
        if (Array.isArray(entry) && typeof entry[0] === 'number') {
          this.#list(entry[0], sizeOrNaN(entry[1]));
        }
      }
    }
    const processes = sizes[PROCESSES] as number;
    // A process that was announced a moment ago is not in the sample yet.
    const before = this.#largest?.gone === undefined ? this.#largest : undefined;
    const alone = this.#population.alone ?? (processes === 1 ? before : undefined);
    if (this.#count === 0 && Number.isNaN(processes) && !alone) {
      this.#listAgain();
      return;
    }
    this.#anon = sizes[ANON] as number;
    this.#processes = processes;
    if (this.#count === 0 && !(processes > 1) && alone && this.#rss > 0) {
      this.#list(alone.pid, this.#rss);
      const mark = sizes[MARK] as number;
      if (!this.#left && mark > this.#rss) this.#population.grow(alone, mark);
    }
    this.#left = false;
  }

  settle(): void {
    if (!this.#holds) return;
    this.#holds = false;
    this.#number++;
    this.#find();
    this.#moments.begin(this.#time);
    this.shared = 0;
    this.sharers = 0;
    let room = this.#rss;
    let least = Number.POSITIVE_INFINITY;
    let most = 0;
    this.#largest = undefined;
    for (let i = 0; i < this.#count; i++) {
      const bytes = this.#bytes[i] as number;
      const life = this.#lives[i] as Life;
      this.#take(life, i);
      room -= bytes;
      least = Math.min(least, bytes);
      if (bytes > most) {
        most = bytes;
        this.#largest = life;
      }
    }
    if (this.#rss > this.#mostRss) {
      this.#mostRss = this.#rss;
      this.#population.keep(this.#lives, this.#count);
    }
    if (this.#count > 1 || this.#listedCount > 0) this.#takeFallen(least, room);
    this.#anonBefore = this.#anon;
    this.#count = 0;
    this.#population.settle(this.#time);
  }

  level(samples: SampleBatch): void {
    this.#moments.settle(samples);
  }

  finish(metric: ReportMetric): Tracks {
    return arrangeTracks(
      this.#population.holders(),
      this.#moments.all(),
      this.#metrics.indexOf(metric),
      metric === 'pss',
    );
  }

  largest(metric: ReportMetric): ProcessSize[] {
    const column = this.#metrics.indexOf(metric);
    return largestOf(this.#population.holders(), this.#moments.all(), column);
  }

  #list(pid: number, bytes: number): void {
    if (this.#count === MOST_LISTED || !(bytes >= 0)) return;
    this.#pids[this.#count] = pid;
    this.#bytes[this.#count] = bytes;
    this.#lives[this.#count++] = this.#population.living(pid);
  }

  /** A brief sample has the sum alone, for little has changed: whoever still lives holds what it held. */
  #listAgain(): void {
    for (let i = 0; i < this.#listedCount; i++) {
      const life = this.#listed[i] as Life;
      if (life.gone === undefined) this.#list(life.pid, life.size);
    }
  }

  /** Finds the processes that are listed, and sets their sizes before what they share is asked. */
  #find(): void {
    for (let i = 0; i < this.#count; i++) {
      const pid = this.#pids[i] as number;
      const life =
        this.#lives[i] ?? this.#population.living(pid) ?? this.#population.open(pid, this.#time);
      this.#lives[i] = life;
      life.before = life.size;
      life.size = this.#bytes[i] as number;
      life.listed = this.#number;
    }
  }

  /** `index`: where its size stands. */
  #take(life: Life, index: number): void {
    const bytes = this.#bytes[index] as number;
    if (!(bytes > 0)) return;
    let shared = 0;
    if (life.forked && index < this.#count) {
      shared = this.#pages.taken(life, bytes, this.#time, this.#anonBefore);
    } else if (life.forked) shared = Math.min(bytes, life.shared);
    const own = bytes - shared;
    if (own > life.peak || life.images.length > 1) {
      growImage(life, this.#time, own);
      this.#population.grow(life, own);
    }
    this.#moments.add(life.id, bytes, shared);
    if (shared === 0) return;
    this.shared += shared;
    // A sum does not depend on the order; multiplied so that different sets hardly ever have one sum.
    this.sharers += (Math.imul(life.id + 1, 0x9e3779b1) >>> 0) + 1;
  }

  /**
   * A list holds the largest only. Who fell out of it holds what it had, no more than the smallest of the list and no
   * more than what is left.
   */
  #takeFallen(least: number, left: number): void {
    if (this.#fallen.length > 0 || this.#listedCount > 0) this.#findFallen();
    for (let i = 0; i < this.#count; i++) this.#listed[i] = this.#lives[i] as Life;
    this.#listedCount = this.#count;
    let room = left;
    let at = this.#count;
    for (const life of this.#fallen) {
      const bytes = Math.min(life.size, least, room);
      if (!(bytes > 0)) continue;
      this.#bytes[at] = bytes;
      this.#take(life, at++);
      room -= bytes;
    }
  }

  #findFallen(): void {
    const now = this.#number;
    // As many as are listed: nobody is missing.
    const all = !(this.#processes > this.#count) || this.#count < 2;
    for (let i = 0; i < this.#listedCount && !all; i++) {
      const life = this.#listed[i] as Life;
      if (life.listed !== now && life.size > 0) this.#fallen.push(life);
    }
    if (this.#fallen.length === 0) return;
    this.#fallen = this.#fallen.filter(
      ({ listed, gone }) => !all && listed !== now && (gone === undefined || gone > this.#time),
    );
    if (this.#fallen.length <= MOST_LISTED) return;
    this.#fallen.sort((a, b) => b.size - a.size);
    this.#fallen.length = MOST_LISTED;
  }
}
