import { CERTAINTY, type Import, type ImportContext, type Importer } from '../importer.ts';
import { amount } from './amounts.ts';
import { Frames, USED_IS_NOT_AVAILABLE } from './frames.ts';
import { cleaned, words } from './lines.ts';
import { clockOf, findDay, findStamp, type Stamp } from './stamps.ts';

/** sysstat writes its columns in English whatever the language; the rest of the line depends on it. */
const BANNER = /^\S+ \S+ \(.*\)\s+\S+(?:\s+_\w+_)?/;
const CPUS = /\(\d+ CPU\)/;
const COLUMNS =
  /\b(?:kbmemfree|kbmemused|kbswpfree|pgpgin\/s|rxpck\/s|runq-sz|pswpin\/s|proc\/s|dentunusd|totsck)\b|\s%(?:user|usr)\s/;
/** `sadf -d`: names behind a '#', fields between semicolons. */
const DATABASE = /^# hostname;interval;timestamp;/;
const KIB = 1024;
/** Free and used add up to all of the memory, give or take the rounding of %memused. */
const SAME = 0.01;

/** `sar -r`, as text in any language or as `sadf -d`. */
export const sar: Importer = {
  help: 'sar -r, or sadf -d of it',
  recognizes: ({ lines }) => (lines.some(isSar) ? CERTAINTY.sure : CERTAINTY.no),
  marker: /\bkbmemfree\s.*\bkbmemused\b/,
  open: (context) => new SarImport(context),
};

function isSar(line: string): boolean {
  if (DATABASE.test(line)) return true;
  if (!COLUMNS.test(line) || /\bPID\b/.test(line)) return false;
  return clockOf(words(line)[0] ?? '') !== undefined;
}

class SarImport implements Import {
  readonly #frames: Frames;
  readonly #note: (text: string) => void;
  /** The columns behind the time, of the table with the memory. */
  #columns: readonly string[] | undefined;

  constructor(context: ImportContext) {
    this.#frames = new Frames(context, { source: 'sar' });
    this.#note = context.note;
  }

  add(line: string): void {
    const { text } = cleaned(line);
    if (DATABASE.test(text)) {
      const names = text.split(';').slice(3);
      this.#columns = names.includes('kbmemfree') ? names : undefined;
      return;
    }
    const database = /^[^;]*;-?\d+;([^;]*);(.*)$/.exec(text);
    if (database !== null) {
      const stamp = findStamp(database[1] ?? '')?.stamp;
      this.#addRow(stamp, (database[2] ?? '').split(';'));
      return;
    }
    const fields = words(text);
    const clock = clockOf(fields[0] ?? '', fields[1]);
    if (clock === undefined) {
      if (BANNER.test(text) && (CPUS.test(text) || findDay(text) !== undefined)) this.#begin(text);
      else if (text.trim() === '') this.#columns = undefined;
      return;
    }
    const rest = fields.slice(isHalf(fields[1]) ? 2 : 1);
    if (rest.some((word) => /^kb|^%|\/s$/.test(word))) {
      this.#columns = rest.includes('kbmemfree') ? rest : undefined;
      return;
    }
    this.#addRow({ clock }, rest);
  }

  finish(): void {
    this.#frames.finish('sar was run without -r', 'run it as sar -r 1');
  }

  #begin(banner: string): void {
    const day = findDay(banner.slice(banner.indexOf(')')));
    this.#frames.newRun();
    if (day !== undefined) this.#frames.setDay(day);
    this.#columns = undefined;
  }

  #addRow(stamp: Stamp | undefined, values: readonly string[]): void {
    const columns = this.#columns;
    if (columns === undefined || stamp === undefined || values.length < columns.length) return;
    const size = (name: string): number => {
      const text = values[columns.indexOf(name)];
      return amount((text ?? '').replace(/%$/, ''), KIB);
    };
    const [free, used, available] = [size('kbmemfree'), size('kbmemused'), size('kbavail')];
    if (!(free >= 0 && used >= 0)) return;
    const share = size('%memused') / KIB / 100;
    this.#frames.begin(stamp);
    this.#frames.whole({
      machineUsed: this.#usedOf({ free, used, available, share, size }),
      ...(available >= 0 && { machineAvailable: available }),
    });
  }

  /**
   * Old versions count the page cache as used, so that free and used are all of the memory; new ones do not, and then the total is
   * not in the file.
   */
  #usedOf({ free, used, available, share, size }: Row): number {
    const total = free + used;
    const countsCache = !(share > 0) || Math.abs(used / share - total) < SAME * total;
    if (!countsCache) {
      this.#note('Used memory is kbmemused, which counts neither buffers nor page cache.');
      return used;
    }
    this.#frames.setTotal(total);
    if (available >= 0 && available <= total) {
      this.#note(USED_IS_NOT_AVAILABLE);
      return total - available;
    }
    const cache = size('kbbuffers') + size('kbcached');
    if (!(cache >= 0 && cache <= used)) return used;
    this.#note('Used memory is kbmemused less kbbuffers and kbcached, the page cache.');
    return used - cache;
  }
}

interface Row {
  readonly free: number;
  readonly used: number;
  readonly available: number;
  /** What part of the memory `used` is; NaN where it is not told. */
  readonly share: number;
  size(name: string): number;
}

function isHalf(word: string | undefined): boolean {
  return /^[AP]M$/i.test(word ?? '');
}
