import type { Task } from '../../recording/task.ts';
import { UserError } from '../../text/user-error.ts';
import type { Import, ImportContext } from './importer.ts';
import { withoutSequences } from './sniff.ts';

/** What one line tells of a task. */
export type TaskPart = Partial<Task>;

/** One property, where its text could be read. */
export function part(key: 'peak' | 'duration' | 'asked', value: number | undefined): TaskPart {
  return value === undefined ? {} : { [key]: value };
}

/** A line of a block, wherever in its line it stands: logs put stamps and prefixes before it. */
export interface BlockLine {
  readonly pattern: RegExp;
  /** `block`: what the lines before have told. */
  read(match: RegExpExecArray, block: TaskPart): TaskPart;
  /** It is the first of its block. A line that tells again what the block has already is the first of the next one too. */
  readonly begins?: true;
}

export interface BlockFormat {
  readonly lines: readonly BlockLine[];
  /** What every line of a block matches, cheap: the rest is not looked at. */
  readonly relevant: RegExp;
  readonly measure: string;
  /** Why nothing can be used of a file without a peak, and what to do. */
  readonly unusable: { readonly message: string; readonly hint?: string };
}

/** What several lines of one block may tell. */
const SEVERAL: ReadonlySet<string> = new Set(['state', 'name']);

/** No format has a line of this length; a progress bar's may be longer. Characters. */
const MAX_LINE = 64 * 1024;

/** Reads summaries of several lines, a task each, between other text. */
export class TaskBlocks implements Import {
  readonly #context: ImportContext;
  readonly #format: BlockFormat;
  readonly #tasks: TaskPart[] = [];
  #block: TaskPart = {};

  constructor(context: ImportContext, format: BlockFormat) {
    this.#context = context;
    this.#format = format;
  }

  add(line: string): void {
    // What a bare carriage return has overwritten: progress bars.
    const from = Math.max(line.lastIndexOf('\r') + 1, line.length - MAX_LINE);
    const shown = from > 0 ? line.slice(from) : line;
    if (!this.#format.relevant.test(shown)) return;
    const text = withoutSequences(shown);
    for (const { pattern, read, begins } of this.#format.lines) {
      const match = pattern.exec(text);
      if (match !== null) this.#take(read(match, this.#block), begins === true);
    }
  }

  finish(): void {
    this.#end();
    const { unusable, measure } = this.#format;
    if (this.#tasks.every(({ peak }) => peak === undefined)) {
      throw new UserError(unusable.message, unusable.hint);
    }
    const { name, task } = this.#context;
    this.#tasks.forEach((one, i) => {
      const number = this.#tasks.length > 1 ? ` #${i + 1}` : '';
      task({ name: `${name}${number}`, measure, ...one });
    });
  }

  #take(told: TaskPart, begins: boolean): void {
    const has = this.#block;
    const repeated = Object.keys(told).some((key) => !SEVERAL.has(key) && key in has);
    if (begins ? isMoreThanState(has) : repeated) this.#end();
    this.#block = { ...this.#block, ...told };
  }

  /** What has neither a size nor a time is a torn block. */
  #end(): void {
    const { peak, duration } = this.#block;
    if (peak !== undefined || duration !== undefined) this.#tasks.push(this.#block);
    this.#block = {};
  }
}

/** How a task ended may stand before the line that names it. */
function isMoreThanState(block: TaskPart): boolean {
  return Object.keys(block).some((key) => key !== 'state');
}
