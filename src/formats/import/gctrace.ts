import { UserError } from '../../text/user-error.ts';
import { Collections, decimal, endOfLine } from './collections.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';

const MIB = 2 ** 20;

/** Number, seconds since the program began, the phases' durations in ms, whole MB at the start, at the end, and live. */
const LINE =
  /\bgc (\d+) @(\d+[.,]\d+)s \d+%: ([\d.,+/-]+) ms clock, .*?(\d+)->(\d+)->(\d+) MB, \d+ MB goal/;

/** What a Go program prints with GODEBUG=gctrace=1, between whatever it prints. */
export const gctrace: Importer = {
  help: 'GODEBUG=gctrace=1: the heap of Go',
  recognizes: ({ lines, tail }) =>
    lines.some((line) => LINE.test(line)) || LINE.test(tail) ? CERTAINTY.sure : CERTAINTY.no,
  marker: LINE,
  open: (context) => new GctraceImport(context),
};

class GctraceImport implements Import {
  readonly #context: ImportContext;
  #run: Collections | undefined;
  #last = 0;
  #most = 0;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    const found = line.includes(' MB goal') ? LINE.exec(endOfLine(line)) : null;
    if (found === null) return;
    const [, count = '', time = '', phases = '', first = '', end = '', live = ''] = found;
    const number = Number(count);
    // Counted from 1 in each program.
    if (this.#run === undefined || number <= this.#last) {
      this.#run = new Collections(this.#context, {
        name: this.#context.name,
        source: 'Go gctrace',
      });
    }
    this.#last = number;
    const begin = (this.#context.options.start ?? 0) + decimal(time) * 1000;
    const took = phases.split('+').reduce((sum, part) => sum + (decimal(part) || 0), 0);
    this.#run.add({
      begin,
      end: begin + took,
      before: Number(first) * MIB,
      most: Number(end) * MIB,
      after: Number(live) * MIB,
    });
    this.#most = Math.max(this.#most, this.#run.most);
  }

  finish(): void {
    if (this.#run === undefined) throw new UserError('holds no line of gctrace that could be read');
    if (this.#most === 0) {
      throw new UserError(
        'the heap stayed below 1 MB, and gctrace counts in whole MB',
        'record the command: memwrap <command>',
      );
    }
    this.#context.note('Go tells whole MB only.');
  }
}
