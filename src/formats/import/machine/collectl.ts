import { CERTAINTY, type Import, type ImportContext, type Importer } from '../importer.ts';
import { amount } from './amounts.ts';
import { Frames } from './frames.ts';
import { cleaned, words } from './lines.ts';
import { findStamp } from './stamps.ts';

const PLOT = /^#Date Time .*\[MEM\]/;
const TITLE = /^#.*<-+\s*Physical Memory\s*-+>/;
const OTHER = /^#\s*<?-+[A-Za-z]+-+>|^#Date Time .*\[(?:CPU|DSK|NET)\]/;
const BRIEF = /^#.*<-+Memory-+>/;
const KIB = 1024;

/** collectl -sm with -P or --verbose, which tell the total. */
export const collectl: Importer = {
  help: 'collectl -sm -P, or --verbose',
  recognizes: ({ lines }) =>
    lines.some(
      (line) => PLOT.test(line) || TITLE.test(line) || BRIEF.test(line) || OTHER.test(line),
    )
      ? CERTAINTY.sure
      : CERTAINTY.no,
  open: (context) => new CollectlImport(context),
};

class CollectlImport implements Import {
  readonly #frames: Frames;
  readonly #note: (text: string) => void;
  #columns: readonly string[] | undefined;
  #isPlot = false;
  #isTitled = false;
  #isBrief = false;

  constructor(context: ImportContext) {
    this.#frames = new Frames(context, { source: 'collectl' });
    this.#note = context.note;
  }

  add(line: string): void {
    const { text } = cleaned(line);
    if (PLOT.test(text)) {
      this.#isPlot = true;
      this.#columns = words(text.slice(1)).map((name) => name.replace('[MEM]', ''));
      return;
    }
    if (text.startsWith('#')) {
      this.#isBrief ||= BRIEF.test(text);
      // The names stand on the line below the title.
      if (this.#isTitled) this.#columns = words(text.slice(1));
      this.#isTitled = TITLE.test(text);
      return;
    }
    if (this.#columns !== undefined) this.#addRow(this.#columns, text);
  }

  finish(): void {
    if (this.#isBrief && this.#frames.samples === 0) {
      this.#frames.finish(
        "collectl's short form rounds to GiB and lacks the total",
        'run it as collectl -sm -P, or play a raw file back so: collectl -p file -sm -P',
      );
    }
    this.#frames.finish('collectl was run without -sm', 'run it as collectl -sm -P');
  }

  #addRow(columns: readonly string[], text: string): void {
    const found = findStamp(text);
    const rest = found === undefined ? text : text.slice(found.end);
    const values = words(rest);
    const names = columns.filter((name) => !/^(?:Date|Time)$/.test(name));
    const size = (name: string): number =>
      amount(values[names.indexOf(name)] ?? '', this.#isPlot ? KIB : 1);
    const total = size(this.#isPlot ? 'Tot' : 'Total');
    const cache = size('Cached') + size('Buf') || size('Cached') + size('Buff');
    const used = total - size('Free') - cache;
    if (!(total > 0 && used >= 0)) return;
    this.#frames.setTotal(total);
    this.#note('Used memory is the total less free, buffers and page cache.');
    this.#frames.begin(found?.stamp);
    this.#frames.whole({ machineUsed: used });
  }
}
