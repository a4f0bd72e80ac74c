import { HeapSnapshots } from './heap-snapshots.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';

/** The head of each table: its time's unit is massif's. */
const HEADER = /^\s*n\s+time\((i|B|ms)\)\s+total\(B\)\s+useful-heap\(B\)/;
/** Number, time, total, useful, extra, stacks; thousands are set apart. */
const ROW = /^\s*(\d+)((?:\s+\d[\d,.']*){5})\s*$/;

/** What ms_print makes of a massif file: a drawing, then tables of snapshots between trees of allocations. */
export const msPrint: Importer = {
  help: "Valgrind's ms_print: massif's snapshots as tables",
  recognizes: ({ head, tail }) =>
    /^ms_print arguments:/m.test(head) ||
    [head, tail].some((text) => /^\s*n\s+time\((?:i|B|ms)\)\s+total\(B\)/m.test(text))
      ? CERTAINTY.sure
      : CERTAINTY.no,
  marker: HEADER,
  open: (context) => new MsPrintImport(context),
};

class MsPrintImport implements Import {
  readonly #snapshots: HeapSnapshots;
  #unit: string | undefined;
  #command: string | undefined;
  #pagesAsHeap = false;

  constructor(context: ImportContext) {
    this.#snapshots = new HeapSnapshots(context, 'ms_print');
  }

  add(line: string): void {
    const header = HEADER.exec(line);
    if (header !== null) {
      this.#unit = header[1];
      return;
    }
    if (line.startsWith('Command:')) this.#command = line.slice(8).trim();
    if (line.startsWith('Massif arguments:')) {
      this.#pagesAsHeap = line.includes('--pages-as-heap=yes');
    }
    if (this.#unit === undefined) return;
    const row = ROW.exec(line);
    if (row === null) return;
    // The numbers of one printout go on over its tables; a new one begins at 0.
    if (row[1] === '0') this.#snapshots.end();
    const [time = Number.NaN, total = Number.NaN, , , stacks = 0] = (row[2] ?? '')
      .trim()
      .split(/\s+/)
      .map((text) => Number(text.replace(/[,.']/g, '')));
    this.#snapshots.add(time, total, {
      unit: this.#unit,
      stacks,
      ...(this.#command && { command: this.#command }),
      ...(this.#pagesAsHeap && { measure: 'mapped memory' }),
    });
  }

  finish(): void {
    this.#snapshots.finish();
  }
}
