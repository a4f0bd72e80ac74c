import type { MarkRecord } from '../../recording/records.ts';
import { UserError } from '../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { ProcessPolls } from './process-polls.ts';

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
    if (line.startsWith('MEM ')) {
      // Nearly all lines are of this kind.
      const space = line.indexOf(' ', 4);
      const size = space < 0 ? Number.NaN : Number(line.slice(4, space)) * MIB;
      const time = Number(line.slice(space + 1)) * 1000;
      if (size >= 0 && time > 0) this.#run.memory(time, Math.round(size));
      else this.#skipped += 1;
    } else if (!this.#other(line.split(' ')) && line.trim() !== '') {
      this.#skipped += 1;
    }
  }

  /** Whether the line is another one of mprof's. */
  #other(fields: readonly string[]): boolean {
    const [word, a, b] = fields;
    const run = this.#run;
    if (word === 'CHLD' && fields.length >= 4) {
      const size = Number(b) * MIB;
      if (size >= 0) run.child(a ?? '', Math.round(size));
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

/** One run of the file, held until it is over: only then is known which marks stand in it, and what its children mean. */
class Run {
  readonly #context: ImportContext;
  readonly #marks: Marks;
  readonly #output: Output;
  #times: Float64Array = new Float64Array(1024);
  #sizes: Float64Array = new Float64Array(1024);
  #count = 0;
  #children: Child[] = [];
  #last = 0;

  constructor(context: ImportContext, argv: readonly string[], marks: Marks) {
    this.#context = context;
    this.#marks = marks;
    this.#output = new Output(context, argv);
  }

  /** Epoch milliseconds, bytes. */
  memory(time: number, size: number): void {
    if (this.#count === HELD) this.#release();
    if (this.#count === this.#times.length) {
      this.#times = grown(this.#times);
      this.#sizes = grown(this.#sizes);
    }
    this.#times[this.#count] = time;
    this.#sizes[this.#count] = size;
    this.#count += 1;
    if (time > this.#last) this.#last = time;
  }

  /** It belongs to the memory before it. */
  child(name: string, size: number): void {
    // 0: it has ended.
    if (size > 0 && this.#count > 0) this.#children.push({ poll: this.#count - 1, name, size });
  }

  /** Emits the run; false if it has no memory. */
  finish(): boolean {
    this.#release();
    if (!this.#output.begun) return false;
    for (const mark of this.#marks.upTo(this.#last)) this.#context.emit(mark);
    this.#context.emit({ type: 'end', time: this.#last, reason: 'imported' });
    return true;
  }

  #release(): void {
    const output = this.#output;
    if (this.#children.length > 0 && !output.decided) output.decide(this.#mode());
    let child = 0;
    for (let i = 0; i < this.#count; i++) {
      const first = child;
      while (this.#children[child]?.poll === i) child += 1;
      const [time, size] = [this.#times[i] as number, this.#sizes[i] as number];
      // The last may be 0: the process had gone.
      if (size === 0) continue;
      const marks = this.#marks.upTo(output.begun ? time : time - EARLY_MS);
      if (output.begun) for (const mark of marks) this.#context.emit(mark);
      output.poll(time, size, first === child ? NONE : this.#children.slice(first, child));
    }
    this.#count = 0;
    this.#children = [];
  }

  /**
   * Whether the memory of the first process includes that of its children (mprof run -C), which the file does not say: if it
   * does, what is left without them moves less than the sum does when they come, grow and go.
   */
  #mode(): Mode {
    let [together, apart, child, lastSize, lastSum] = [0, 0, 0, Number.NaN, Number.NaN];
    let larger = false;
    for (let i = 0; i < this.#count; i++) {
      let sum = 0;
      for (; this.#children[child]?.poll === i; child++) sum += this.#children[child]?.size ?? 0;
      const size = this.#sizes[i] as number;
      if (size === 0) continue;
      if (sum > size) larger = true;
      if (lastSum !== sum && !Number.isNaN(lastSum)) {
        together += Math.abs(size - lastSize);
        apart += Math.abs(size - sum - (lastSize - lastSum));
      }
      [lastSize, lastSum] = [size, sum];
    }
    if (together === apart) return larger ? 'separate' : 'included';
    return together < apart ? 'separate' : 'included';
  }
}

const NONE: readonly Child[] = [];

type Mode = 'included' | 'separate';

interface Child {
  /** Index of the memory that it belongs to. */
  readonly poll: number;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

function grown(values: Float64Array): Float64Array {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}

/** Emits the samples of a run. */
class Output {
  readonly #context: ImportContext;
  readonly #argv: readonly string[];
  readonly #polls: ProcessPolls;
  /** By name of the child; the first process is 1. */
  readonly #pids = new Map<string, number>();
  #mode: Mode | undefined;

  constructor(context: ImportContext, argv: readonly string[]) {
    this.#context = context;
    this.#argv = argv;
    this.#polls = new ProcessPolls(context, {
      name: context.name,
      source: 'mprof',
      ...(argv.length > 0 && { argv }),
    });
  }

  get begun(): boolean {
    return this.#polls.begun;
  }

  get decided(): boolean {
    return this.#mode !== undefined;
  }

  decide(mode: Mode): void {
    const words = {
      included: 'the first includes the others',
      separate: 'the first is without the others',
    };
    this.#mode = mode;
    this.#context.note(`Its processes were measured each (mprof run -M): ${words[mode]}.`);
  }

  poll(time: number, size: number, children: readonly Child[]): void {
    if (this.#mode === undefined) {
      this.#polls.begin(time);
      this.#context.emit({ type: 'sample', time, rss: size });
      return;
    }
    const sum = children.reduce((all, child) => all + child.size, 0);
    const own = this.#mode === 'included' ? Math.max(0, size - sum) : size;
    const first = { pid: 1, rss: own, ...(this.#argv.length > 0 && { argv: this.#argv }) };
    const others = children.map(({ name, size: rss }) => ({
      pid: this.#pidOf(name),
      rss,
      name: `child ${name}`,
    }));
    const rss = this.#mode === 'included' ? size : size + sum;
    this.#polls.add(time, [first, ...others], { rss, procs: 1 + children.length });
  }

  #pidOf(name: string): number {
    const known = this.#pids.get(name) ?? this.#pids.size + 2;
    this.#pids.set(name, known);
    return known;
  }
}

const NO_MARKS: readonly MarkRecord[] = [];

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
  upTo(time: number): readonly MarkRecord[] {
    if (this.#marks.length === 0) return NO_MARKS;
    if (!this.#sorted) this.#marks.sort((a, b) => a.time - b.time);
    this.#sorted = true;
    const [next] = this.#marks;
    if (next === undefined || next.time > time) return [];
    const count = this.#marks.findIndex((mark) => mark.time > time);
    return this.#marks.splice(0, count < 0 ? this.#marks.length : count);
  }
}
