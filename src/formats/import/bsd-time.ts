import { MEASURES, type Task } from '../../recording/task.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { part, TaskBlocks } from './task-blocks.ts';
import { sizeIn, unitTime } from './task-values.ts';

const KIB = 1024;
/** A process of macOS begins above this, bytes: a smaller number counts KiB. */
const LEAST_BYTES = 256 * KIB;
/** Both systems count whole pages. */
const PAGE = 4096;

const MARKER = /^(?:.*\s)?\d+ {1,4}maximum resident set size\s*$/m;

/** `time -l`: the same names on macOS, which counts bytes, and on FreeBSD and NetBSD, which count KiB (getrusage(2) of each). */
export const bsdTime: Importer = {
  help: 'time -l of macOS (bytes) and of the BSDs (KiB), alone or in a log',
  recognizes: ({ head, tail }) =>
    MARKER.test(head) || MARKER.test(tail) ? CERTAINTY.sure : CERTAINTY.no,
  marker: MARKER,
  open: (context) => new BsdTime(context),
};

class BsdTime implements Import {
  readonly #blocks: TaskBlocks;
  readonly #tasks: Task[] = [];
  readonly #context: ImportContext;
  /** Words that only macOS writes. */
  #isMac = false;

  constructor(context: ImportContext) {
    this.#context = context;
    const gather = { ...context, task: (task: Task) => void this.#tasks.push(task) };
    this.#blocks = new TaskBlocks(gather, {
      relevant: / real|resident set size/,
      measure: MEASURES.process,
      lines: [
        {
          pattern: /(?:^|\s)((?:\d+d)?(?:\d+h)?(?:\d+m)?\d+[.,]\d+)s? +real\b/,
          begins: true,
          read: ([, text = '']) => part('duration', unitTime(`${text}s`)),
        },
        {
          pattern: /(?:^|\s)(\d+) +maximum resident set size/,
          read: ([, number]) => ({ peak: Number(number) }),
        },
      ],
      unusable: { message: 'holds no maximum resident set size', hint: 'write time -l' },
    });
  }

  add(line: string): void {
    this.#isMac ||= /peak memory footprint|instructions retired|cycles elapsed/.test(line);
    this.#blocks.add(line);
  }

  finish(): void {
    this.#blocks.finish();
    const unit = this.#unit();
    for (const task of this.#tasks) {
      this.#context.task(task.peak === undefined ? task : { ...task, peak: task.peak * unit });
    }
  }

  /** How many bytes one is. */
  #unit(): number {
    const { options, note } = this.#context;
    if (options.unit !== undefined) {
      const unit = sizeIn(`1${options.unit}`);
      if (unit !== undefined) return unit;
    }
    if (this.#isMac) return 1;
    const peaks = this.#tasks.flatMap(({ peak }) => (peak === undefined ? [] : [peak]));
    const bytes = peaks.every((peak) => peak >= LEAST_BYTES && peak % PAGE === 0);
    const [taken, other] = bytes ? ['bytes, as on macOS', 'KiB'] : ['KiB, as on the BSDs', 'B'];
    note(`time -l does not name its unit: taken as ${taken} (--unit ${other} if it is not).`);
    return bytes ? 1 : KIB;
  }
}
