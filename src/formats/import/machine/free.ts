import { CERTAINTY, type Import, type ImportContext, type Importer } from '../importer.ts';
import { amount, bytesOf, givenUnit, guessUnit } from './amounts.ts';
import { Frames, USED_IS_NOT_AVAILABLE } from './frames.ts';
import { cleaned, words } from './lines.ts';
import { findStamp, loneStamp } from './stamps.ts';

const SIZE = '\\d+(?:[.,]\\d+)?(?:[KMGTPE]i?|B)?B?';
/** The machine's row, in some languages: total, used, free and more. */
const MEMORY = new RegExp(
  `(?:^|[\\s"'])(?:Mem|Speicher|Mém|Memoria|Память|メモリ|内存)\\s?[:：]\\s*(${SIZE}(?:\\s+${SIZE}){2,6})\\s*$`,
  'u',
);
/** Old versions: used and free without the page cache. */
const LESS_CACHE = new RegExp(`-/\\+ buffers/cache:\\s+(${SIZE})\\s+(${SIZE})`);
/** One line of `free -L`. */
const ONE_LINE = /\bCachUse\s+(\S+)\s+MemUse\s+(\S+)\s+MemFree\s+(\S+)/;
const HEADER = /\btotal\s+used\s+free\b/;

/** `free -s`, or a loop of free: the machine's memory. */
export const free: Importer = {
  help: 'free -s',
  recognizes: ({ lines }) => {
    const rows = lines.filter((line) => MEMORY.test(line) || ONE_LINE.test(line)).length;
    if (rows === 0) return CERTAINTY.no;
    // A job's log may begin with one such table.
    return rows > 1 || lines.length <= 4 ? CERTAINTY.sure : CERTAINTY.possible;
  },
  open: (context) => new FreeImport(context),
};

class FreeImport implements Import {
  readonly #context: ImportContext;
  readonly #frames: Frames;
  #unit: number | undefined;
  #names: readonly string[] | undefined;

  constructor(context: ImportContext) {
    this.#context = context;
    this.#unit = givenUnit(context.options.unit);
    this.#frames = new Frames(context, { source: 'free' });
  }

  add(line: string): void {
    const { text, prefix } = cleaned(line);
    const memory = MEMORY.exec(text);
    const found = findStamp(memory === null ? text : text.slice(0, memory.index + 1));
    const stamp = found?.stamp ?? prefix;
    if (memory !== null) {
      if (stamp === undefined) this.#frames.boundary();
      else this.#frames.begin(stamp);
      this.#addRow(words(memory[1] ?? ''));
      return;
    }
    const less = LESS_CACHE.exec(text);
    if (less !== null) {
      const used = this.#bytes(less[1] ?? '', []);
      if (Number.isFinite(used)) this.#frames.whole({ machineUsed: used });
      this.#context.note('Used memory is without buffers and page cache.');
      return;
    }
    const flat = ONE_LINE.exec(text);
    if (flat !== null) {
      this.#frames.begin(stamp);
      const sizes = flat.slice(1);
      const [, used = Number.NaN] = sizes.map((size) => this.#bytes(size, sizes));
      if (Number.isFinite(used)) this.#frames.whole({ machineUsed: used });
      return;
    }
    if (HEADER.test(text)) {
      this.#names = words(text).slice(words(text).indexOf('total'));
      if (stamp !== undefined) this.#frames.begin(stamp);
      else this.#frames.boundary();
      return;
    }
    const lone = loneStamp(text);
    if (lone !== undefined) this.#frames.stampLine(lone);
  }

  finish(): void {
    this.#frames.finish('free shows no memory here');
  }

  #addRow(texts: readonly string[]): void {
    const values = texts.map((text) => this.#bytes(text, texts));
    const [total = Number.NaN, used = Number.NaN, unused = Number.NaN] = values;
    if (!(total > 0)) return;
    this.#frames.setTotal(total);
    const at = this.#names?.indexOf('available') ?? -1;
    // Without a header: in new versions used does not count the page cache, which stands before what is available.
    const isNew = values.length === 6 && used + unused < 0.995 * total && at < 0;
    const available =
      at >= 0 ? values[at] : isNew && this.#names === undefined ? values[5] : undefined;
    // What -h rounds to two digits is too coarse for a difference.
    const isRounded = texts.some((text) => /[A-Z]/i.test(text));
    if (available !== undefined && available <= total && !isRounded) {
      this.#frames.whole({ machineUsed: total - available, machineAvailable: available });
      this.#context.note(USED_IS_NOT_AVAILABLE);
      return;
    }
    const countsCache = values.length === 6 && Math.abs(used + unused - total) <= 0.005 * total;
    const cache = countsCache ? (values[4] ?? 0) + (values[5] ?? 0) : 0;
    if (cache > 0) this.#context.note('Used memory is without buffers and page cache.');
    this.#frames.whole({ machineUsed: used - cache });
  }

  /** `row`: all sizes of the moment, by which the unit is told. */
  #bytes(text: string, row: readonly string[]): number {
    if (/[A-Z]/i.test(text)) {
      this.#context.note('free -h rounds its sizes: 1.3Gi is 1.25 to 1.35 GiB.');
      return amount(text, 1);
    }
    this.#unit ??= this.#guess(row.map(Number));
    return amount(text, this.#unit);
  }

  #guess(sizes: readonly number[]): number {
    const unit = guessUnit(sizes[0] ?? 0, sizes);
    if (unit !== 'KiB') {
      this.#context.note(
        `The sizes were read as ${unit}, which free does not write (--unit tells another).`,
      );
    }
    return bytesOf(unit);
  }
}
