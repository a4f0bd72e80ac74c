import { UserError } from '../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { factorIn, factorOf, type MemoryMetric, memoryMetric } from './memory-metrics.ts';
import { SeriesTable } from './series-table.ts';

/** The name of a metric, its labels, its value, and its time stamp. */
const NAME = /^\s*([A-Za-z_:][\w:.]*)\s*/;
const VALUE =
  /^\s*([+-]?(?:\d[\d.]*(?:e[+-]?\d+)?|inf|nan))(?:\s+(-?\d+(?:\.\d+)?(?:e[+]?\d+)?))?\s*(?:#.*)?$/i;
/** A stamp with a fraction, or below this, is in seconds, as OpenMetrics has them; else in milliseconds. */
const SECONDS_BELOW = 1e11;

/** Prometheus text and OpenMetrics, of several scrapes: each series with time stamps, or the same series again and again. */
export const prometheus: Importer = {
  help: 'Prometheus text and OpenMetrics with time stamps',
  recognizes: ({ lines, head }) =>
    /^# (?:TYPE|HELP|UNIT) [A-Za-z_:][\w:.]* \S/m.test(head) &&
    lines.some((line) => sampleIn(line) !== undefined)
      ? CERTAINTY.sure
      : lines.length > 0 && lines.every((line) => line.startsWith('#') || isLabelled(line))
        ? CERTAINTY.sure
        : CERTAINTY.no,
  marker: /^# TYPE [a-zA-Z_:][\w:]* (?:gauge|counter|untyped|histogram|summary|unknown)$/,
  open: (context) => new PrometheusImport(context),
};

interface Family {
  readonly name: string;
  readonly metric: MemoryMetric;
  /** Points with a stamp, and those of scrapes without one. */
  readonly stamped: SeriesTable;
  readonly counted: SeriesTable;
  /** How often each series without a stamp was scraped. */
  readonly scrapes: Map<string, number>;
}

class PrometheusImport implements Import {
  readonly #context: ImportContext;
  readonly #families = new Map<string, Family | undefined>();
  readonly #asked: string | undefined;
  #skipped = 0;
  #any = 0;

  constructor(context: ImportContext) {
    this.#context = context;
    this.#asked = context.options.memoryColumn;
  }

  add(line: string): void {
    if (line === '' || line.startsWith('#')) return;
    const name = NAME.exec(line)?.[1];
    if (name === undefined) {
      if (line.trim() !== '') this.#skipped += 1;
      return;
    }
    // Most lines are of metrics that are no memory: they are not read any further.
    const family = this.#familyOf(name);
    if (family === undefined) return;
    const sample = sampleIn(line);
    if (sample === undefined) {
      this.#skipped += 1;
      return;
    }
    this.#any += 1;
    const { labels, value, stamp } = sample;
    const bytes = value * (family.metric.factor ?? 1);
    const named = (): Map<string, string> => new Map([['__name__', name], ...labelsOf(labels)]);
    if (stamp !== undefined) {
      family.stamped.add(labels, named, stamp, bytes);
      return;
    }
    const scrape = family.scrapes.get(labels) ?? 0;
    family.scrapes.set(labels, scrape + 1);
    family.counted.add(labels, named, scrape, bytes);
  }

  finish(): void {
    const { note, options, name } = this.#context;
    const families = [...this.#families.values()]
      .filter((family) => family !== undefined)
      .filter(({ stamped, counted }) => stamped.points + counted.points > 0)
      .sort((a, b) => a.metric.rank - b.metric.rank);
    const [family, ...others] = families;
    if (family === undefined) throw this.#nothing();
    const { stamped, counted, metric } = family;
    const hasStamps = stamped.points > 0;
    if (!hasStamps && Math.max(...family.scrapes.values()) < 2) {
      throw new UserError(
        'is one scrape without time stamps: one moment, no curve',
        'collect several (Prometheus writes stamps at /federate), or save the answer of /api/v1/query_range',
      );
    }
    if (others.length > 0) {
      const more = others.slice(0, 4).map((one) => one.name);
      note(`Shown is ${family.name}; it also has ${more.join(', ')} (--memory-column <name>).`);
    }
    if (hasStamps && counted.points > 0) {
      note(`${counted.points} samples without a time stamp were left out.`);
    }
    if (this.#skipped > 0) note(`${this.#skipped} lines that are no samples were left out.`);
    const interval = options.interval;
    const timed = !hasStamps && interval !== undefined;
    if (!hasStamps && !timed) {
      note(
        'The samples have no time stamps, so scrapes are only counted (--interval <t> gives them times).',
      );
    }
    const shift = timed ? (options.start ?? 0) : 0;
    (hasStamps ? stamped : counted).emit(
      timed
        ? {
            ...this.#context,
            emit: (record) =>
              this.#context.emit({ ...record, time: shift + record.time * interval }),
          }
        : this.#context,
      {
        name,
        source: 'Prometheus',
        ...(metric.measure && { measure: metric.measure }),
        ...(!hasStamps && !timed && { axis: 'samples' }),
      },
      options.series,
    );
  }

  #familyOf(name: string): Family | undefined {
    if (this.#families.has(name)) return this.#families.get(name);
    const metric = this.#metricOf(name);
    const family = metric && {
      name,
      metric,
      stamped: new SeriesTable(),
      counted: new SeriesTable(),
      scrapes: new Map<string, number>(),
    };
    this.#families.set(name, family);
    return family;
  }

  #metricOf(name: string): MemoryMetric | undefined {
    const given = factorOf(this.#context.options.unit);
    if (this.#asked !== undefined) {
      if (name !== this.#asked) return undefined;
      const metric = memoryMetric(name) ?? { factor: factorIn(name), measure: name, rank: 0 };
      return { ...metric, factor: given ?? metric.factor };
    }
    const metric = memoryMetric(name);
    if (metric === undefined) return undefined;
    const factor = metric.factor ?? given;
    return factor === undefined ? undefined : { ...metric, factor };
  }

  #nothing(): UserError {
    const names = [...this.#families.keys()].filter((name) => /mem|heap|rss|byte/i.test(name));
    const shown = names.slice(0, 4).join(', ');
    if (this.#asked !== undefined) {
      return new UserError(
        `--memory-column: it has no samples of ${JSON.stringify(this.#asked.slice(0, 60))}`,
        shown === '' ? undefined : `it has ${shown}`,
      );
    }
    return new UserError(
      this.#families.size === 0
        ? 'holds no sample of Prometheus that could be read'
        : 'none of its metrics is memory with a unit in its name, like process_resident_memory_bytes',
      shown === '' ? undefined : `name one with --memory-column, and its --unit: it has ${shown}`,
    );
  }
}

interface Sample {
  /** As written, with braces; '' without any. */
  readonly labels: string;
  readonly value: number;
  /** Epoch milliseconds. */
  readonly stamp: number | undefined;
}

function sampleIn(line: string): Sample | undefined {
  const name = NAME.exec(line)?.[0];
  if (name === undefined) return undefined;
  const end = line[name.length] === '{' ? endOfLabels(line, name.length) : name.length;
  if (end < 0) return undefined;
  const rest = VALUE.exec(line.slice(end));
  if (rest === null) return undefined;
  const stamp = rest[2] === undefined ? undefined : Number(rest[2]);
  const isSeconds =
    stamp !== undefined && (rest[2]?.includes('.') || Math.abs(stamp) < SECONDS_BELOW);
  return {
    labels: line.slice(name.length, end),
    value: Number(rest[1]),
    stamp: stamp === undefined ? undefined : isSeconds ? stamp * 1000 : stamp,
  };
}

/** The place behind the closing brace, which a quoted value may hold too; -1 without one. */
function endOfLabels(line: string, from: number): number {
  let isQuoted = false;
  for (let i = from; i < line.length; i += 1) {
    const character = line[i];
    if (character === '\\') i += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === '}' && !isQuoted) return i + 1;
  }
  return -1;
}

function labelsOf(text: string): [string, string][] {
  return [...text.matchAll(/([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g)].map(
    ([, key = '', value = '']) => [
      key,
      value.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? ' ' : escaped)),
    ],
  );
}

/** A sample with labels and a time stamp: no other text looks like this. */
function isLabelled(line: string): boolean {
  const sample = sampleIn(line);
  return sample?.labels.includes('="') === true && sample.stamp !== undefined;
}
