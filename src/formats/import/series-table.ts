import type { StartRecord } from '../../recording/records.ts';
import { UserError } from '../../text/user-error.ts';
import type { ImportContext } from './importer.ts';
import { Polls } from './polls.ts';

/** More points are counted and left out: so many take some hundred MB. */
const MOST_POINTS = 8_000_000;
/** Of a typical step: points within it are of one poll. */
const SAME_POLL = 0.5;

/** A series by its labels, '{pod="a"}', with epoch milliseconds and bytes. */
interface Points {
  readonly labels: ReadonlyMap<string, string>;
  readonly times: number[];
  readonly values: number[];
}

/** Named series in any order of time, which become polls: what was measured of each at about one moment. */
export class SeriesTable {
  readonly #series = new Map<string, Points>();
  #points = 0;
  #left = 0;

  get size(): number {
    return this.#series.size;
  }

  get points(): number {
    return this.#points;
  }

  /** `key` is the series' identity, `bytes` its value at `time`, epoch milliseconds. */
  add(key: string, labels: () => ReadonlyMap<string, string>, time: number, bytes: number): void {
    if (!Number.isFinite(time) || !Number.isFinite(bytes) || bytes < 0) return;
    if (this.#points >= MOST_POINTS) {
      this.#left += 1;
      return;
    }
    this.#points += 1;
    const known = this.#series.get(key);
    if (known !== undefined) {
      known.times.push(time);
      known.values.push(bytes);
      return;
    }
    this.#series.set(key, { labels: labels(), times: [time], values: [bytes] });
  }

  /** Emits what was added, each series by the labels in which it differs from the others; those without `only` in their names are left out. */
  emit(
    context: ImportContext,
    start: Omit<StartRecord, 'type' | 'time' | 'version'>,
    only?: string,
  ): void {
    const all = [...this.#series.values()];
    const names = namesOf(all.map(({ labels }) => labels));
    const chosen = all.flatMap((points, i) => {
      const name = names[i] ?? '';
      return only === undefined || name.includes(only) ? [{ name, ...points }] : [];
    });
    if (chosen.length === 0) {
      throw new UserError(
        '--series: none is called like this',
        `it has ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`,
      );
    }
    if (this.#left > 0) {
      context.note(`${this.#left} points beyond the first ${MOST_POINTS} were left out.`);
    }
    const sizes = new Map<string, number>();
    const polls = new Polls(context, start);
    const step = typicalStep(chosen.map(({ times }) => times));
    let began = 0;
    const flush = (): void => {
      if (sizes.size > 0) polls.add(began, sizes);
      sizes.clear();
    };
    for (const { time, name, bytes } of inOrder(chosen)) {
      if (sizes.has(name) || time - began > SAME_POLL * step) {
        flush();
        began = time;
      }
      sizes.set(name, bytes);
    }
    flush();
  }
}

interface Named extends Points {
  readonly name: string;
}

/** All points by time; a series that is out of order is put in order first. */
function* inOrder(
  series: readonly Named[],
): Generator<{ readonly time: number; readonly name: string; readonly bytes: number }> {
  const count = series.reduce((sum, { times }) => sum + times.length, 0);
  const owners = new Uint32Array(count);
  const places = new Uint32Array(count);
  const times = new Float64Array(count);
  let at = 0;
  for (const [i, points] of series.entries()) {
    for (const [k, time] of points.times.entries()) {
      owners[at] = i;
      places[at] = k;
      times[at] = time;
      at += 1;
    }
  }
  const order = new Uint32Array(count).map((_, i) => i);
  order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  for (const i of order) {
    const points = series[owners[i] ?? 0];
    const bytes = points?.values[places[i] ?? 0];
    if (points === undefined || bytes === undefined) continue;
    yield { time: times[i] ?? 0, name: points.name, bytes };
  }
}

/** Milliseconds between two points of one series, the least of the series' medians; 0 of none with two. */
function typicalStep(all: readonly (readonly number[])[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const times of all.slice(0, 100)) {
    const gaps = times
      .slice(0, 1000)
      .toSorted((a, b) => a - b)
      .flatMap((time, i, sorted) => (i === 0 ? [] : [time - (sorted[i - 1] ?? time)]))
      .sort((a, b) => a - b);
    const median = gaps[gaps.length >> 1];
    if (median !== undefined && median > 0) least = Math.min(least, median);
  }
  return Number.isFinite(least) ? least : 0;
}

/** A name for each set of labels: the values in which they differ; all labels of one alone. */
function namesOf(all: readonly ReadonlyMap<string, string>[]): string[] {
  const keys = [...new Set(all.flatMap((labels) => [...labels.keys()]))];
  const differing = keys.filter((key) => new Set(all.map((labels) => labels.get(key))).size > 1);
  const used = new Set<string>();
  return all.map((labels, i) => {
    const name =
      all.length === 1
        ? (labels.get('__name__') ?? 'series')
        : differing.flatMap((key) => labels.get(key) ?? []).join(' ') || `series ${i + 1}`;
    const unique = used.has(name) ? `${name} (${i + 1})` : name;
    used.add(unique);
    return unique;
  });
}
