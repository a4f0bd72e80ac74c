import type { MarkRecord } from '../../recording/records.ts';
import { UserError } from '../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { Polls } from './polls.ts';

/** Functions may stand before the memory: the program writes them itself. */
const OWN =
  /^(?:MEM|FUNC \S+ \d+(?:\.\d+)? \d{9,}\.\d+) \d+(?:\.\d+)? \d{9,}(?:\.\d+)?(?: \d+)?\s*$/;

/** memory_profiler's `mprof run`: mebibytes with epoch seconds; several runs where a file was appended to. */
export const mprof: Importer = {
  help: 'mprof: what `mprof run` writes (.dat)',
  recognizes: ({ lines }) => (lines.some((line) => OWN.test(line)) ? CERTAINTY.sure : CERTAINTY.no),
  marker: OWN,
  open: (context) => new MprofImport(context),
};

const MIB = 2 ** 20;
/** More polls than these are not held to find out what belongs to what. */
const HELD = 2_000_000;
/** Calls beyond these are not marked: a function that is called so often is no step of the run. */
const MARKS = 1000;
/** A mark may be that much older than the first sample of its run. */
const EARLY_MS = 1000;

class MprofImport implements Import {
  readonly #context: ImportContext;
  #run: Run;
  readonly #marks = new Marks();
  #skipped = 0;
  #any = false;

  constructor(context: ImportContext) {
    this.#context = context;
    this.#run = new Run(context, [], this.#marks);
  }

  add(line: string): void {
    if (!this.#take(line.split(' ')) && line.trim() !== '') this.#skipped += 1;
  }

  /** Whether the line is one of mprof's. */
  #take(fields: readonly string[]): boolean {
    const [word, a, b] = fields;
    const run = this.#run;
    if (word === 'MEM' && fields.length >= 3) {
      const [size, time] = [Number(a) * MIB, Number(b) * 1000];
      if (size >= 0 && time > 0) run.memory(time, size);
      return size >= 0 && time > 0;
    }
    if (word === 'CHLD' && fields.length >= 4) {
      const size = Number(b) * MIB;
      if (size >= 0) run.child(a ?? '', size);
      return size >= 0;
    }
    if (word === 'FUNC' && fields.length >= 6) {
      const time = Number(fields[3]) * 1000;
      if (time > 0) this.#marks.add({ type: 'mark', time, msg: a ?? '', from: 'mprof' });
      return time > 0;
    }
    if (word !== 'CMDLINE') return false;
    this.#end();
    const argv = fields.slice(1).filter((one) => one !== '');
    this.#run = new Run(this.#context, argv, this.#marks);
    return true;
  }

  finish(): void {
    this.#end();
    const { note } = this.#context;
    if (this.#skipped > 0) {
      note(
        `${this.#skipped} ${this.#skipped === 1 ? 'line was' : 'lines were'} not mprof's and left out.`,
      );
    }
    if (!this.#any) {
      throw new UserError(
        'holds no memory above 0',
        'the program had ended before mprof could measure it',
      );
    }
  }

  #end(): void {
    if (this.#run.finish()) this.#any = true;
  }
}

/** One run of the file. */
class Run {
  readonly #context: ImportContext;
  readonly #argv: readonly string[];
  #times: number[] = [];
  #sizes: number[] = [];
  /** Index of the first child of each poll, in the two below. */
  #firsts: number[] = [];
  #children: string[] = [];
  #childSizes: number[] = [];
  readonly #marks: Marks;
  #output: Output | undefined;
  #last = 0;

  constructor(context: ImportContext, argv: readonly string[], marks: Marks) {
    this.#context = context;
    this.#argv = argv;
    this.#marks = marks;
  }

  memory(time: number, size: number): void {
    this.#last = Math.max(this.#last, time);
    if (this.#times.length >= HELD) this.#release();
    this.#times.push(time);
    this.#sizes.push(size);
    this.#firsts.push(this.#children.length);
  }

  child(name: string, size: number): void {
    // 0: it has ended.
    if (size === 0 || this.#times.length === 0) return;
    this.#children.push(name);
    this.#childSizes.push(size);
  }

  /** Emits the run; false if it has no memory. */
  finish(): boolean {
    this.#release();
    if (this.#output === undefined) return false;
    this.#output.marksBefore(this.#last);
    this.#context.emit({ type: 'end', time: this.#last, reason: 'imported' });
    return true;
  }

  #release(): void {
    this.#output ??= this.#begin();
    const output = this.#output;
    const [times, sizes, firsts] = [this.#times, this.#sizes, this.#firsts];
    for (let i = 0; i < times.length; i++) {
      const size = sizes[i] as number;
      // The last may be 0: the process had gone.
      if (size > 0) {
        output?.poll(
          times[i] as number,
          size,
          this.#children,
          this.#childSizes,
          firsts[i] as number,
          firsts[i + 1] ?? this.#children.length,
        );
      }
    }
    this.#times = [];
    this.#sizes = [];
    this.#firsts = [];
    this.#children = [];
    this.#childSizes = [];
  }

  #begin(): Output | undefined {
    if (!this.#sizes.some((size) => size > 0)) return undefined;
    const mode = this.#children.length === 0 ? 'alone' : this.#mode();
    const words = {
      included: 'the first includes the others',
      separate: 'the first is without the others',
    };
    if (mode !== 'alone') {
      this.#context.note(`Its processes were measured each (mprof run -M): ${words[mode]}.`);
    }
    return new Output(this.#context, this.#argv, mode, this.#marks);
  }

  /**
   * Whether the memory of the first process includes that of its children (mprof run -C), which the file does not say: if it
   * does, what is left without them moves less than the sum does when they come, grow and go.
   */
  #mode(): 'included' | 'separate' {
    let [together, apart] = [0, 0];
    let [lastSize, lastSum] = [Number.NaN, Number.NaN];
    for (let i = 0; i < this.#times.length; i++) {
      const size = this.#sizes[i] as number;
      if (size === 0) continue;
      let sum = 0;
      for (
        let j = this.#firsts[i] as number;
        j < (this.#firsts[i + 1] ?? this.#children.length);
        j++
      ) {
        sum += this.#childSizes[j] as number;
      }
      if (sum > size) return 'separate';
      if (lastSum !== sum && !Number.isNaN(lastSum)) {
        together += Math.abs(size - lastSize);
        apart += Math.abs(size - sum - (lastSize - lastSum));
      }
      [lastSize, lastSum] = [size, sum];
    }
    return together < apart ? 'separate' : 'included';
  }
}

/** Emits the samples of a run. */
class Output {
  readonly #context: ImportContext;
  readonly #mode: 'alone' | 'included' | 'separate';
  readonly #marks: Marks;
  readonly #polls: Polls;
  readonly #start: {
    readonly name: string;
    readonly source: string;
    readonly argv?: readonly string[];
  };
  readonly #main: string;
  #begun = false;

  constructor(
    context: ImportContext,
    argv: readonly string[],
    mode: 'alone' | 'included' | 'separate',
    marks: Marks,
  ) {
    this.#context = context;
    this.#mode = mode;
    this.#marks = marks;
    const [program = '', ...args] = argv;
    this.#main = [program.slice(program.lastIndexOf('/') + 1), ...args].join(' ') || 'main process';
    this.#start = { name: context.name, source: 'mprof', ...(argv.length > 0 && { argv }) };
    this.#polls = new Polls(context, this.#start);
  }

  poll(
    time: number,
    size: number,
    names: readonly string[],
    sizes: readonly number[],
    from: number,
    to: number,
  ): void {
    if (this.#begun) this.marksBefore(time);
    else this.#marks.upTo(time - EARLY_MS);
    if (this.#mode === 'alone') {
      const { emit } = this.#context;
      if (!this.#begun) emit({ type: 'start', time, version: 1, ...this.#start });
      this.#begun = true;
      emit({ type: 'sample', time, rss: size });
      return;
    }
    this.#begun = true;
    const series = new Map<string, number>([[this.#main, size]]);
    let sum = 0;
    for (let i = from; i < to; i++) {
      const one = sizes[i] as number;
      sum += one;
      series.set(`child ${names[i]}`, one);
    }
    if (this.#mode === 'included') series.set(this.#main, size - sum);
    this.#polls.add(time, series);
  }

  marksBefore(time: number): void {
    for (const mark of this.#marks.upTo(time)) this.#context.emit(mark);
  }
}

/** The calls of functions, which stand before or behind the memory of their run: whose they are shows their time. */
class Marks {
  #marks: MarkRecord[] = [];
  #sorted = true;

  add(mark: MarkRecord): void {
    if (this.#marks.length >= MARKS) return;
    this.#marks.push(mark);
    this.#sorted = false;
  }

  /** Those up to a time, in order; each is given once. */
  upTo(time: number): MarkRecord[] {
    if (!this.#sorted) this.#marks.sort((a, b) => a.time - b.time);
    this.#sorted = true;
    const [next] = this.#marks;
    if (next === undefined || next.time > time) return [];
    const count = this.#marks.findIndex((mark) => mark.time > time);
    return this.#marks.splice(0, count < 0 ? this.#marks.length : count);
  }
}
