import { CERTAINTY, type Import, type ImportContext, type Importer } from '../importer.ts';
import { Frames } from './frames.ts';
import { clockOf, type Stamp } from './stamps.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const MIB = 1024 ** 2;

/** A file of nmon (-f), of Linux or AIX: the machine's memory at each snapshot. */
export const nmon: Importer = {
  help: 'nmon -f',
  recognizes: ({ lines }) =>
    lines.some((line) => /^AAA,(?:progname|command|version|date|interval),/.test(line))
      ? CERTAINTY.sure
      : CERTAINTY.no,
  marker: /^ZZZZ,T\d+,/,
  open: (context) => new NmonImport(context),
};

class NmonImport implements Import {
  readonly #frames: Frames;
  readonly #note: (text: string) => void;
  #columns: readonly string[] = [];
  /** Times of the snapshots by their number: sorted files have them behind the memory. */
  readonly #times = new Map<string, Stamp>();
  #waiting: (readonly string[])[] = [];

  constructor(context: ImportContext) {
    this.#frames = new Frames(context, { source: 'nmon' });
    this.#note = context.note;
  }

  add(line: string): void {
    const fields = line.trim().split(',');
    if (fields[0] === 'AAA' && fields[1] === 'progname') this.#begin();
    if (fields[0] === 'ZZZZ') {
      const stamp = stampOf(fields[2] ?? '', fields[3] ?? '');
      if (stamp !== undefined) this.#times.set(fields[1] ?? '', stamp);
      return;
    }
    if (fields[0] !== 'MEM') return;
    if (/^T\d+$/.test(fields[1] ?? '')) this.#waiting.push(fields);
    else this.#columns = fields;
  }

  finish(): void {
    this.#flush();
    this.#frames.finish('nmon recorded no memory here (no MEM lines)');
    this.#note('Used memory is memtotal less memfree, buffers and cached.');
  }

  #begin(): void {
    this.#flush();
    this.#times.clear();
    this.#frames.newRun();
  }

  #flush(): void {
    for (const fields of this.#waiting) this.#addRow(fields);
    this.#waiting = [];
  }

  #addRow(fields: readonly string[]): void {
    const size = (name: RegExp): number => {
      const value = Number(fields[this.#columns.findIndex((column) => name.test(column))]);
      return value >= 0 ? value * MIB : Number.NaN;
    };
    const total = size(/^memtotal$|^Real total\(MB\)/);
    const unused = size(/^memfree$|^Real free\(MB\)/);
    const kept = [size(/^cached$/), size(/^buffers$/)].filter((bytes) => bytes > 0);
    const used = kept.reduce((rest, bytes) => rest - bytes, total - unused);
    if (!(total > 0 && used >= 0)) return;
    this.#frames.setTotal(total);
    this.#frames.begin(this.#times.get(fields[1] ?? ''));
    this.#frames.whole({ machineUsed: used });
  }
}

function stampOf(time: string, date: string): Stamp | undefined {
  const clock = clockOf(time);
  const [day = '', month = '', year = ''] = date.split('-');
  if (clock === undefined) return undefined;
  const number = MONTHS.indexOf(month.toUpperCase()) + 1;
  if (number === 0) return { clock };
  return { clock, day: { year: Number(year), month: number, day: Number(day) } };
}
