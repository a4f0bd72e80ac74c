import { HeapSnapshots } from './heap-snapshots.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';

/** What valgrind --tool=massif writes: snapshots of the heap over instructions, bytes allocated, or milliseconds. */
export const massif: Importer = {
  help: "Valgrind massif's own file: the heap over instructions",
  recognizes: ({ lines, head }) =>
    /^desc:/.test(lines[0] ?? '') && /^time_unit:/m.test(head)
      ? CERTAINTY.sure
      : /^snapshot=\d+$/m.test(head) && /^mem_heap_B=\d+$/m.test(head)
        ? CERTAINTY.sure
        : CERTAINTY.no,
  marker: /^mem_heap_B=\d+$/,
  open: (context) => new MassifImport(context),
};

class MassifImport implements Import {
  readonly #snapshots: HeapSnapshots;
  #pagesAsHeap = false;
  #command: string | undefined;
  #unit = 'i';
  #time: number | undefined;
  /** Bytes of the snapshot that is being read. */
  #heap: number | undefined;
  #extra = 0;

  constructor(context: ImportContext) {
    this.#snapshots = new HeapSnapshots(context, 'massif');
  }

  add(line: string): void {
    // Most lines are of allocation trees.
    if (line.startsWith('desc:')) this.#begin(line);
    else if (line.startsWith('cmd:')) this.#command = line.slice(4).trim();
    else if (line.startsWith('time_unit:')) this.#unit = line.slice(10).trim();
    else {
      const at = line.indexOf('=');
      if (at > 0 && at < 20) this.#field(line.slice(0, at), line.slice(at + 1));
    }
  }

  finish(): void {
    this.#snapshots.finish();
  }

  /** A second description is a second file behind the first. */
  #begin(line: string): void {
    this.#pagesAsHeap = line.includes('--pages-as-heap=yes');
    this.#command = undefined;
    this.#snapshots.end();
  }

  #field(name: string, value: string): void {
    switch (name) {
      case 'snapshot':
        this.#time = this.#heap = undefined;
        this.#extra = 0;
        return;
      case 'time':
        this.#time = numberOf(value);
        return;
      case 'mem_heap_B':
        this.#heap = numberOf(value);
        return;
      case 'mem_heap_extra_B':
        this.#extra = numberOf(value) ?? 0;
        return;
      case 'mem_stacks_B': {
        const stacks = numberOf(value);
        if (this.#time === undefined || this.#heap === undefined || stacks === undefined) {
          this.#snapshots.skip();
          return;
        }
        this.#snapshots.add(this.#time, this.#heap + this.#extra + stacks, {
          unit: this.#unit,
          stacks,
          ...(this.#command && { command: this.#command }),
          ...(this.#pagesAsHeap && { measure: 'mapped memory' }),
        });
      }
    }
  }
}

function numberOf(text: string): number | undefined {
  return /^\d{1,18}$/.test(text.trim()) ? Number(text) : undefined;
}
