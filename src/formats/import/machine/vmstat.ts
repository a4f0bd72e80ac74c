import { UserError } from '../../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from '../importer.ts';
import { bytesOf, givenUnit, guessUnit } from './amounts.ts';
import { Frames } from './frames.ts';
import { cleaned, words } from './lines.ts';
import { findStamp, loneStamp, type Stamp } from './stamps.ts';

const HEADER = /^.{0,40}?\br\s+b\s+\w+\s+free\s+(?:buff|inact)\s+(?:cache|active)\s/;

/** `vmstat`, with -t or without: what is available of the machine's memory, of which the total is not told. */
export const vmstat: Importer = {
  help: 'vmstat',
  recognizes: ({ lines }) =>
    lines.some((line) => HEADER.test(line)) ? CERTAINTY.sure : CERTAINTY.no,
  marker: HEADER,
  open: (context) => new VmstatImport(context),
};

interface Row {
  readonly stamp: Stamp | undefined;
  readonly available: number;
}

class VmstatImport implements Import {
  readonly #context: ImportContext;
  readonly #frames: Frames;
  #columns: readonly string[] = [];
  readonly #rows: Row[] = [];
  /** The sizes of the first row, by which the unit is told. */
  #first: readonly number[] = [];
  #line: Stamp | undefined;

  constructor(context: ImportContext) {
    this.#context = context;
    this.#frames = new Frames(context, {
      source: 'vmstat',
      measure: 'above the least seen',
    });
  }

  add(line: string): void {
    const { text, prefix } = cleaned(line);
    if (HEADER.test(text)) {
      const all = words(text);
      this.#columns = all.slice(all.indexOf('r'));
      return;
    }
    const any = findStamp(text);
    // A size may look like epoch seconds, which stand in front if at all.
    const found = any !== undefined && 'epoch' in any.stamp && any.start > 0 ? undefined : any;
    const fields = words(
      found === undefined ? text : `${text.slice(0, found.start)} ${text.slice(found.end)}`,
    ).filter((word) => /^\d+$/.test(word));
    if (this.#columns.length === 0 || fields.length < this.#columns.indexOf('free') + 3) {
      this.#line = loneStamp(text) ?? this.#line;
      return;
    }
    const size = (name: string): number => Number(fields[this.#columns.indexOf(name)] ?? 0);
    const sizes = ['free', 'buff', 'cache'].map((name) =>
      this.#columns.includes(name) ? size(name) : 0,
    );
    const available = sizes.reduce((sum, one) => sum + one, 0);
    if (!Number.isFinite(available)) return;
    if (this.#first.length === 0) this.#first = sizes;
    this.#rows.push({ stamp: found?.stamp ?? prefix ?? this.#line, available });
    this.#line = undefined;
  }

  finish(): void {
    const { options, note } = this.#context;
    const most = this.#rows.reduce((largest, row) => Math.max(largest, row.available), 0);
    if (this.#rows.length > 2 && this.#rows.every(({ available }) => available === most)) {
      throw new UserError(
        'vmstat shows the same memory in every row (some versions of it read it only once)',
        'record it with free -s 1 or sar -r 1',
      );
    }
    const guessed = guessUnit(most, this.#first);
    const unit = givenUnit(options.unit) ?? bytesOf(guessed);
    if (options.unit === undefined && guessed !== 'KiB') {
      note(
        `The sizes were read as ${guessed}, which vmstat does not write (--unit tells another).`,
      );
    }
    for (const { stamp, available } of this.#rows) {
      this.#frames.begin(stamp);
      this.#frames.whole({ rss: (most - available) * unit });
    }
    this.#frames.finish('vmstat shows no memory here', 'run it as vmstat -t 1');
    if (!this.#columns.includes('cache')) {
      note('vmstat -a shows neither buffers nor page cache: what they took counts as used.');
    }
    note(
      'vmstat does not tell how much memory the machine has: what is shown is how much more was used than at the moment with the most free memory, buffers and page cache.',
    );
  }
}
