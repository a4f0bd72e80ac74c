import { UserError } from '../../text/user-error.ts';
import { type Collection, Collections, decimal, endOfLine } from './collections.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';

const MIB = 2 ** 20;
/** Of one heap so many are kept; the rest is counted. */
const MOST = 2_000_000;

/** Process and heap; when, in ms since the heap began; MB before and after; the pause. Windows writes addresses without 0x. */
const LINE =
  /\[(\d+)(?::(?:0x)?([0-9a-fA-F]+))?\]\s+(\d+) ms: ([A-Z][\w-]*(?: [A-Z][\w-]*)*(?: \([^)]*\))?) (\d+[.,]\d+) \(\d+[.,]\d+\) -> (\d+[.,]\d+) \(\d+[.,]\d+\) MB,(?: pooled: \d+(?:[.,]\d+)? MB,)? (\d+(?:[.,]\d+)?)/;

/** What `node --trace-gc` prints, between whatever the program prints. */
export const traceGc: Importer = {
  help: 'node --trace-gc: the heap of V8',
  recognizes: ({ lines, tail }) =>
    lines.some((line) => LINE.test(line)) || LINE.test(tail) ? CERTAINTY.sure : CERTAINTY.no,
  marker: LINE,
  open: (context) => new TraceGcImport(context),
};

/** A heap of a process or of a worker. */
interface Heap {
  readonly name: string;
  readonly collections: Collection[];
  most: number;
}

class TraceGcImport implements Import {
  readonly #context: ImportContext;
  readonly #heaps = new Map<string, Heap>();
  #left = 0;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    if (!line.includes(' ms: ')) return;
    const found = LINE.exec(endOfLine(line));
    if (found === null) return;
    const [, pid = '', address = '', time = '', , before = '', after = '', pause = ''] = found;
    const heap = this.#heapOf(pid, address);
    if (heap === undefined || heap.collections.length >= MOST) {
      this.#left += 1;
      return;
    }
    const end = Number(time);
    const collection = {
      begin: Math.max(0, end - decimal(pause)),
      end,
      before: Math.round(decimal(before) * MIB),
      after: Math.round(decimal(after) * MIB),
    };
    heap.most = Math.max(heap.most, collection.before, collection.after);
    heap.collections.push(collection);
  }

  /** Heaps are told apart, never added: their peaks are of different moments. The largest comes last. */
  finish(): void {
    const { series } = this.#context.options;
    const all = [...this.#heaps.values()];
    const heaps = all
      .filter(({ name }) => series === undefined || name.includes(series))
      .sort((a, b) => a.most - b.most);
    if (heaps.length === 0) {
      throw new UserError(
        all.length === 0
          ? 'holds no line of node --trace-gc that could be read'
          : `--series: no heap is called like this; it has ${all
              .map(({ name }) => name)
              .slice(0, 8)
              .join(', ')}`,
      );
    }
    for (const heap of heaps) this.#emit(heap);
    const { note } = this.#context;
    if (heaps.length > 1) {
      note(
        `It holds ${heaps.length} heaps (processes and workers), each told as a run, the largest last; --series ${heaps[0]?.name} shows one.`,
      );
    }
    if (this.#left > 0) note(`${this.#left} collections beyond what is kept were left out.`);
  }

  #emit(heap: Heap): void {
    const { options, name } = this.#context;
    const several = this.#heaps.size > 1 ? ` ${heap.name}` : '';
    const run = new Collections(this.#context, {
      name: `${name}${several}`,
      source: 'node --trace-gc',
    });
    const start = options.start ?? 0;
    for (const { begin, end, before, after } of heap.collections) {
      run.add({ begin: start + begin, end: start + end, before, after });
    }
  }

  #heapOf(pid: string, address: string): Heap | undefined {
    const key = `${pid}:${address}`;
    const known = this.#heaps.get(key);
    if (known !== undefined) return known;
    if (this.#heaps.size >= 1000) return undefined;
    const heap = { name: address === '' ? pid : key, collections: [], most: 0 };
    this.#heaps.set(key, heap);
    return heap;
  }
}
