import { epochOf, parseZone } from '../../text/calendar.ts';
import { UserError } from '../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { dateOf } from './java-gc-unified.ts';

const MIB = 2 ** 20;
/** No process of Node is smaller than this many bytes: smaller numbers are MB. */
const LEAST_BYTES = 100_000;
/** Rows that are kept; the rest is counted. */
const MOST = 4_000_000;
/** How deep in a row the sizes are sought. */
const DEPTH = 3;

const TIME_KEYS =
  /^@?(?:time|timestamp|ts|t|date|datetime|at|now|elapsed|uptime)(?:_?(?:ms|s|sec|seconds|millis))?$/i;

/** `process.memoryUsage()` as JSON lines, alone or within log lines of JSON: RSS where it is there, else the heap. */
export const memoryUsage: Importer = {
  help: 'process.memoryUsage() of Node as JSON lines',
  recognizes: ({ lines }) => {
    const rows = lines.filter(
      (line) => line.includes('"heapUsed"') && line.trimStart().startsWith('{'),
    );
    return rows.some((line) => sizesIn(parsed(line)) !== undefined) ? CERTAINTY.sure : CERTAINTY.no;
  },
  marker: /^\s*\{.*"heapTotal":\s*\d+.*"heapUsed":\s*\d+/,
  open: (context) => new MemoryUsageImport(context),
};

type Fields = Readonly<Record<string, unknown>>;

class MemoryUsageImport implements Import {
  readonly #context: ImportContext;
  readonly #times: number[] = [];
  readonly #sizes: number[] = [];
  /** The key of the times, and whether they are numbers of a clock that counts from 0. */
  #timeKey: string | undefined;
  #key: 'rss' | 'heapUsed' | undefined;
  #untimed = 0;
  #skipped = 0;
  #left = 0;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    if (!line.includes('"heapUsed"')) {
      if (line.trim() !== '') this.#skipped += 1;
      return;
    }
    const row = parsed(line);
    const sizes = sizesIn(row);
    if (row === undefined || sizes === undefined) {
      this.#skipped += 1;
      return;
    }
    const asked = this.#context.options.memoryColumn;
    this.#key ??=
      asked === 'heapUsed' || asked === 'rss'
        ? asked
        : sizeOf(sizes['rss']) === undefined
          ? 'heapUsed'
          : 'rss';
    const size = sizeOf(sizes[this.#key]);
    if (size === undefined) {
      this.#skipped += 1;
      return;
    }
    if (this.#times.length >= MOST) {
      this.#left += 1;
      return;
    }
    const time = this.#timeOf(row, sizes);
    if (time === undefined) this.#untimed += 1;
    this.#times.push(time ?? Number.NaN);
    this.#sizes.push(size);
  }

  finish(): void {
    if (this.#sizes.length === 0) {
      throw new UserError('holds no line of process.memoryUsage() that could be read');
    }
    const { emit, note, name, options } = this.#context;
    const isTimed = this.#untimed * 2 < this.#times.length;
    const factor = this.#sizes.every((size) => size < LEAST_BYTES) ? MIB : 1;
    if (factor > 1) note('The sizes are too small for bytes: they were taken for MiB.');
    const times = isTimed ? this.#clock() : undefined;
    const axis = times === undefined && options.interval === undefined ? 'samples' : undefined;
    if (axis !== undefined)
      note('The rows have no time, so they are only counted (--interval <t> gives them times).');
    const step = axis === undefined ? (options.interval ?? 1) : 1;
    let last: number | undefined;
    for (const [i, size] of this.#sizes.entries()) {
      const time = times === undefined ? (options.start ?? 0) + i * step : (times[i] ?? Number.NaN);
      if (!Number.isFinite(time)) continue;
      if (last === undefined) {
        emit({
          type: 'start',
          time,
          version: 1,
          name,
          source: 'process.memoryUsage()',
          ...(this.#key === 'heapUsed' && { measure: 'heap' }),
          ...(axis && { axis }),
        });
      }
      last = time;
      emit({ type: 'sample', time, rss: Math.round(size * factor) });
    }
    this.#notes(isTimed);
  }

  #notes(isTimed: boolean): void {
    const { note } = this.#context;
    const left = this.#skipped + (isTimed ? this.#untimed : 0);
    if (left > 0)
      note(
        `${left === 1 ? '1 line was' : `${left} lines were`} left out: no memoryUsage(), or no time.`,
      );
    if (this.#left > 0) note(`${this.#left} rows beyond the first ${MOST} were left out.`);
  }

  /** Epoch milliseconds, or milliseconds since 0: in which unit numbers count is told by their size, their key and their steps. */
  #clock(): number[] {
    const known = this.#times.filter(Number.isFinite);
    const most = known.reduce((a, b) => Math.max(a, b), 0);
    if (most > 1e8) {
      const factor = most > 1e17 ? 1e-6 : most > 1e14 ? 1e-3 : most > 1e11 ? 1 : 1000;
      return this.#times.map((time) => time * factor);
    }
    const key = this.#timeKey ?? '';
    const isMs = /ms$|milli/i.test(key);
    const isSeconds = /uptime|s$|sec/i.test(key) && !isMs;
    const span = most - (known[0] ?? 0);
    const step = span / Math.max(1, known.length - 1);
    const factor = isMs || (!isSeconds && step >= 20) ? 1 : 1000;
    if (!isMs && !isSeconds) {
      this.#context.note(
        `"${key}" has no unit: it was taken for ${factor === 1 ? 'milliseconds' : 'seconds'}.`,
      );
    }
    const start = this.#context.options.start ?? 0;
    return this.#times.map((time) => start + time * factor);
  }

  #timeOf(row: Fields, sizes: Fields): number | undefined {
    const asked = this.#context.options.timeColumn;
    this.#timeKey ??=
      asked ?? [...Object.keys(row), ...Object.keys(sizes)].find((key) => TIME_KEYS.test(key));
    if (this.#timeKey === undefined) return undefined;
    const value = row[this.#timeKey] ?? sizes[this.#timeKey];
    if (typeof value === 'number') return value;
    if (typeof value !== 'string') return undefined;
    if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value);
    return this.#dateIn(value);
  }

  #dateIn(text: string): number | undefined {
    const zone = this.#context.options.zone;
    const found = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text);
    if (found === null || zone === undefined) return dateOf(text.replace(' ', 'T'));
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
      .slice(1)
      .map(Number);
    return epochOf({ year, month, day, hour, minute, second }, parseZone(zone) ?? 'local');
  }
}

function parsed(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that has heapUsed: the row itself, or one in it. */
function sizesIn(row: Fields | undefined, depth = DEPTH): Fields | undefined {
  if (row === undefined) return undefined;
  if (sizeOf(row['heapUsed']) !== undefined) return row;
  if (depth === 0) return undefined;
  for (const value of Object.values(row)) {
    const found = isFields(value) ? sizesIn(value, depth - 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** 12345678, '11.8 MB' (2^20 in every script of Node). */
function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value >= 0 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const found = /^(\d+(?:\.\d+)?) ?([KMG])i?B$/i.exec(value.trim());
  if (found === null) return undefined;
  const power = { K: 10, M: 20, G: 30 }[(found[2] ?? '').toUpperCase()] ?? 0;
  return Number(found[1]) * 2 ** power;
}
