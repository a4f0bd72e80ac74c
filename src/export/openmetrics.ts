import type { Report } from '../analyze/report/types.ts';
import type { StartRecord, StreamRecord } from '../recording/records.ts';
import { oneLine } from '../render/text.ts';
import type { Export, ExportContext, Exporter } from './exporter.ts';
import { requireClock } from './needs-time.ts';
import { SampleColumns, type Unit } from './sample-columns.ts';

/**
 * OpenMetrics 1.0: a gauge a metric, each sample with its time in seconds. All samples of a metric stand together, as the format
 * demands, so they are held until the end: 8 bytes a number.
 */
export const openmetrics: Exporter = {
  help: 'for Prometheus: promtool tsdb create-blocks-from openmetrics',
  suffix: '.om',
  needs: () => ({ records: true, lines: false, report: true }),
  open: (context) => new Families(context),
};

class Families implements Export {
  readonly #context: ExportContext;
  readonly #times = new Numbers();
  #columns: SampleColumns | undefined;
  /** Of each column. */
  #values: readonly Numbers[] = [];
  #started: Pick<StartRecord, 'measure'> = {};
  #now = Number.NEGATIVE_INFINITY;

  constructor(context: ExportContext) {
    this.#context = context;
  }

  add(record: StreamRecord): void {
    if (record.type === 'start') this.#started = record;
    if (record.type !== 'sample') return;
    if (this.#columns === undefined) {
      this.#columns = new SampleColumns(this.#started);
      this.#values = this.#columns.all.map(() => new Numbers());
    }
    this.#now = Math.max(this.#now, record.time);
    this.#times.add(this.#now);
    const numbers = this.#columns.of(record);
    for (let i = 0; i < numbers.length; i++) this.#values[i]?.add(numbers[i] as number);
  }

  async finish(report: Report | undefined): Promise<void> {
    if (report === undefined) return;
    const { out, label } = this.#context;
    requireClock(report, label, 'OpenMetrics');
    const run = `run="${escaped(oneLine(report.name))}"`;
    const times = this.#times.taken();
    for (const [i, { name, unit, help }] of this.#columns?.all.entries() ?? []) {
      const taken = this.#values[i]?.taken();
      if (taken === undefined || taken.every(Number.isNaN)) continue;
      const [suffix, factor] = BASE[unit];
      const family = suffix === '' ? name : `${name}_${suffix}`;
      this.#head(family, suffix, help);
      await this.#samples(`memwrap_${family}{${run}}`, times, taken, factor);
    }
    const groups = groupsOf(report);
    if (groups.length > 0) {
      this.#head(GROUP, 'bytes', `${report.metric} of like processes together`);
      for (const { group, times: at, values } of groups) {
        const epochs = at.map((time) => report.start + time);
        const labels = `${run},group="${escaped(oneLine(group))}"`;
        await this.#samples(`memwrap_${GROUP}{${labels}}`, epochs, values, 1);
      }
    }
    out.text('# EOF\n');
  }

  #head(name: string, unit: string, help: string): void {
    const { out } = this.#context;
    out.text(`# TYPE memwrap_${name} gauge\n`);
    if (unit !== '') out.text(`# UNIT memwrap_${name} ${unit}\n`);
    out.text(`# HELP memwrap_${name} ${escaped(sentence(help))}\n`);
  }

  /** A row a millisecond at most, of several the largest: a database refuses two values of one moment. */
  async #samples(
    series: string,
    times: Float64Array,
    values: Float64Array,
    factor: number,
  ): Promise<void> {
    const { out, drain } = this.#context;
    const head = Buffer.from(`${series} `);
    let time = Number.NaN;
    let most = Number.NaN;
    const write = (): void => {
      if (Number.isNaN(most)) return;
      out.bytes(head);
      if (factor === 1) out.number(Math.round(most));
      else out.text(String(Number((most * factor).toPrecision(9))));
      out.byte(0x20);
      out.number(time / 1000);
      out.byte(0x0a);
    };
    for (let i = 0; i < times.length; i++) {
      const value = values[i] as number;
      if (Number.isNaN(value)) continue;
      const moment = Math.round(times[i] as number);
      if (moment !== time) {
        write();
        if (out.length > MUCH) await drain();
        time = moment;
        most = value;
      } else if (value > most) most = value;
    }
    write();
  }
}

/** Prometheus counts in base units only. */
const BASE: Readonly<Record<Unit, readonly [suffix: string, factor: number]>> = {
  bytes: ['bytes', 1],
  ms: ['seconds', 0.001],
  percent: ['ratio', 0.01],
  '': ['', 1],
};
/** Bytes that may wait. */
const MUCH = 512 * 1024;
const GROUP = 'process_group_bytes';

/** The groups of like processes with a name each; two that are called the same are told apart by a number. */
function groupsOf({ lanes = [] }: Report) {
  const seen = new Map<string, number>();
  return lanes.map(({ label, series }) => {
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return { group: count === 1 ? label : `${label} (${count})`, ...series };
  });
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

/** Of a label's value, and of help: the three characters that the format escapes. */
function escaped(text: string): string {
  return text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
}

/** Numbers in a column that grows. */
class Numbers {
  #values = new Float64Array(1024);
  #length = 0;

  add(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(2 * this.#length);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length++] = value;
  }

  taken(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
