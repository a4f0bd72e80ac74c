import { UserError } from '../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { factorIn, factorOf, type MemoryMetric, memoryMetric } from './memory-metrics.ts';
import { SeriesTable } from './series-table.ts';

/** Characters that are kept; what comes behind is left out. */
const MOST = 512 * 2 ** 20;
/** Below this the largest value of a query without a name can hardly be bytes. */
const LEAST_BYTES = 2 ** 20;

/** The answer of Prometheus to /api/v1/query_range, whole or torn, on one line or on many. */
export const queryRange: Importer = {
  help: 'the JSON of Prometheus query_range',
  recognizes: ({ head }) =>
    /"resultType"\s*:\s*"(?:matrix|vector|scalar)"/.test(head) ||
    /^\s*\{\s*"status"\s*:\s*"error"\s*,\s*"errorType"/.test(head)
      ? CERTAINTY.sure
      : CERTAINTY.no,
  open: (context) => new QueryRangeImport(context),
};

class QueryRangeImport implements Import {
  readonly #context: ImportContext;
  readonly #parts: string[] = [];
  #length = 0;
  #isCut = false;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    if (this.#length + line.length > MOST) {
      this.#isCut = true;
      return;
    }
    this.#length += line.length;
    this.#parts.push(line);
  }

  finish(): void {
    const text = this.#parts.join('\n');
    const failed = /"status"\s*:\s*"error"[^\n]{0,400}?"error"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(
      text,
    );
    if (failed !== null) {
      throw new UserError(
        `Prometheus answered with an error: ${textOf(failed[1] ?? '').slice(0, 200)}`,
      );
    }
    if (!/"resultType"\s*:\s*"matrix"/.test(text)) {
      throw new UserError(
        'is the answer to an instant query: one moment, no curve',
        'ask /api/v1/query_range with start, end and step',
      );
    }
    this.#emit(seriesIn(text));
    if (this.#isCut || !/\]\s*\}[\s\S]{0,4000}$/.test(text.slice(-4100)) || !isWhole(text)) {
      this.#context.note('The end of the answer is missing; what is whole of it was read.');
    }
  }

  #emit(all: readonly Series[]): void {
    const { note, options, name } = this.#context;
    const asked = options.memoryColumn;
    const families = new Map<string, { metric: MemoryMetric; table: SeriesTable; most: number }>();
    for (const { labels, points } of all) {
      const metricName = labels.get('__name__') ?? '';
      if (asked !== undefined && metricName !== asked) continue;
      const metric = this.#metricOf(metricName, asked !== undefined);
      if (metric === undefined) continue;
      const family = families.get(metricName) ?? { metric, table: new SeriesTable(), most: 0 };
      families.set(metricName, family);
      const key = JSON.stringify([...labels]);
      for (const [time, value] of points) {
        family.most = Math.max(family.most, value);
        family.table.add(key, () => labels, time * 1000, value * (metric.factor ?? 1));
      }
    }
    const [best, ...others] = [...families]
      .filter(([, { table }]) => table.points > 0)
      .sort(([, a], [, b]) => a.metric.rank - b.metric.rank);
    if (best === undefined) throw nothing(all, asked);
    const [shown, { metric, table, most }] = best;
    if (metric.factor === undefined) {
      if (!(most >= LEAST_BYTES)) {
        throw new UserError(
          `the unit of ${shown || 'the query'} is not known: no metric's name tells it`,
          'say it: --unit B, KiB, MiB or GiB',
        );
      }
      note(
        `${shown || 'The query'} has no unit in its name; by its size it was taken for bytes (--unit says another).`,
      );
    }
    if (others.length > 0) {
      const more = others.slice(0, 4).map(([one]) => one);
      note(`Shown is ${shown}; it also has ${more.join(', ')} (--memory-column <name>).`);
    }
    const start = {
      name,
      source: 'Prometheus',
      ...(metric.measure && { measure: metric.measure }),
    };
    table.emit(this.#context, start, options.series);
  }

  /** An expression has no name: what it is nobody knows. */
  #metricOf(name: string, asked: boolean): MemoryMetric | undefined {
    const given = factorOf(this.#context.options.unit);
    if (name === '') return { factor: given, measure: 'memory', rank: 100 };
    const metric =
      memoryMetric(name) ??
      (asked ? { factor: factorIn(name), measure: name, rank: 0 } : undefined);
    return metric && { ...metric, factor: given ?? metric.factor };
  }
}

function nothing(all: readonly Series[], asked: string | undefined): UserError {
  const names = [...new Set(all.flatMap(({ labels }) => labels.get('__name__') ?? []))];
  const shown = names.slice(0, 4).join(', ');
  if (all.length === 0) return new UserError('the answer is empty: the query matched no series');
  return asked === undefined
    ? new UserError(
        'none of its metrics is memory in use',
        shown === '' ? undefined : `name one with --memory-column: it has ${shown}`,
      )
    : new UserError(
        `--memory-column: it has no samples of ${JSON.stringify(asked.slice(0, 60))}`,
        shown === '' ? undefined : `it has ${shown}`,
      );
}

interface Series {
  readonly labels: ReadonlyMap<string, string>;
  /** Epoch seconds and value. */
  readonly points: Iterable<readonly [number, number]>;
}

/** The series, however much of the text is there. */
function seriesIn(text: string): Series[] {
  const found: Series[] = [];
  const head = /"metric"\s*:\s*\{((?:[^"{}]|"(?:[^"\\]|\\.)*")*)\}\s*,\s*"values"\s*:\s*\[/g;
  const heads = [...text.matchAll(head)];
  for (const [i, one] of heads.entries()) {
    const from = one.index + one[0].length;
    found.push({ labels: labelsOf(one[1] ?? ''), points: points(text, from, heads[i + 1]?.index) });
  }
  return found;
}

function* points(
  text: string,
  from: number,
  to = text.length,
): Generator<readonly [number, number]> {
  const point = /\s*,?\s*\[\s*(\d+(?:\.\d+)?)\s*,\s*"([^"]{1,40})"\s*\]/y;
  point.lastIndex = from;
  for (let one = point.exec(text); one !== null && one.index < to; one = point.exec(text)) {
    yield [Number(one[1]), Number(one[2])];
  }
}

function labelsOf(text: string): Map<string, string> {
  const pairs = text.matchAll(/("(?:[^"\\]|\\.)*")\s*:\s*("(?:[^"\\]|\\.)*")/g);
  return new Map([...pairs].map(([, key = '', value = '']) => [textOf(key), textOf(value)]));
}

function textOf(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return json.slice(1, -1);
  }
}

/** Whether as many braces and brackets close as open at the end. */
function isWhole(text: string): boolean {
  return text.trimEnd().endsWith('}') && /\]\s*\}\s*\]/.test(text.slice(-20_000));
}
