import { SaxesParser } from 'saxes';
import { MEASURES, type Task } from '../../recording/task.ts';
import { UserError } from '../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { part } from './task-blocks.ts';
import { sizeIn, unitTime } from './task-values.ts';

/** BenchExec's results as XML: a `<run>` a task, its columns titled memory (or memUsage in older versions), walltime, status. */
export const benchexec: Importer = {
  help: "BenchExec's results, .xml or .txt: memory of each run's cgroup",
  recognizes: ({ head, lines }) => {
    if (lines.some((line) => TITLES.test(line))) return CERTAINTY.sure;
    return /<result\b[^>]*\b(?:benchmarkname|tool)=/.test(head) ? CERTAINTY.sure : CERTAINTY.no;
  },
  open: (context) => new BenchExecResults(context),
};

/** The titles of the text form's columns. */
const TITLES = /^inputfile +status +cpu time +wall time\b/;

/** Either form: the first line with a letter or a bracket tells. */
class BenchExecResults implements Import {
  readonly #context: ImportContext;
  #reading: Import | undefined;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    if (this.#reading === undefined && line.trim() !== '') {
      const isXml = line.trimStart().startsWith('<');
      this.#reading = isXml ? new XmlResults(this.#context) : new TextResults(this.#context);
    }
    this.#reading?.add(line);
  }

  finish(): void {
    this.#reading?.finish();
  }
}

const NO_MEMORY = new UserError(
  'BenchExec measured no memory: it had no cgroup for it',
  'python3 -m benchexec.check_cgroups tells why',
);

class XmlResults implements Import {
  readonly #context: ImportContext;
  readonly #parser = new SaxesParser();
  readonly #tasks: Task[] = [];
  #run: { name: string; columns: Map<string, string> } | undefined;
  #asked: number | undefined;
  #broken = false;

  constructor(context: ImportContext) {
    this.#context = context;
    this.#parser.on('error', () => {
      this.#broken = true;
    });
    this.#parser.on('opentag', ({ name, attributes }) => {
      if (name === 'result') this.#asked = sizeIn(attributes['memlimit'] ?? '', { base: 1000 });
      if (name === 'run') this.#run = { name: attributes['name'] ?? '', columns: new Map() };
      const title = attributes['title'];
      if (name === 'column' && title !== undefined) {
        this.#run?.columns.set(title.toLowerCase(), attributes['value'] ?? '');
      }
    });
    this.#parser.on('closetag', ({ name }) => {
      if (name === 'run') this.#end();
    });
  }

  add(line: string): void {
    // What follows an error cannot be trusted to be a run of its own.
    if (!this.#broken) this.#parser.write(`${line}\n`);
  }

  finish(): void {
    if (!this.#broken) this.#parser.close();
    if (this.#tasks.every(({ peak }) => peak === undefined)) throw NO_MEMORY;
    if (this.#broken) {
      this.#context.note('The XML is torn: what came after the first error was left out.');
    }
    for (const task of this.#tasks) this.#context.task(task);
  }

  #end(): void {
    if (this.#run === undefined) return;
    const { name, columns } = this.#run;
    this.#run = undefined;
    this.#tasks.push(
      taskOf(name || this.#context.name, (title) => columns.get(title), this.#asked),
    );
  }
}

/** The text form has memory only where the benchmark's definition asks for that column. */
class TextResults implements Import {
  readonly #context: ImportContext;
  readonly #tasks: Task[] = [];
  #titles: readonly string[] | undefined;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    const cells = line.trim().split(/\s{2,}/);
    if (TITLES.test(line)) {
      this.#titles = cells;
      return;
    }
    const titles = this.#titles;
    if (titles === undefined || cells.length < 4 || /^-+$/.test(line.trim())) return;
    const [name = ''] = cells;
    // The sum of a run set.
    if (/^Run set \d+$/.test(name)) return;
    this.#tasks.push(taskOf(name, (title) => cells[titles.indexOf(title)]));
  }

  finish(): void {
    if (!/\bmem/i.test(this.#titles?.join(' ') ?? '')) {
      throw new UserError(
        "BenchExec's text has no column of memory",
        'give the .xml (or .xml.bz2, unpacked) that lies beside it',
      );
    }
    if (this.#tasks.every(({ peak }) => peak === undefined)) throw NO_MEMORY;
    for (const task of this.#tasks) this.#context.task(task);
  }
}

/** Verdicts of a verifier, which are no failures of the run. */
const VERDICT = /^(?:true|false|done|unknown|sat|unsat)\b/i;

function taskOf(name: string, cell: (title: string) => string | undefined, asked?: number): Task {
  const status = cell('status') ?? '';
  const wall = cell('walltime') ?? cell('wall time') ?? '';
  return {
    name,
    ...part('peak', sizeIn(cell('memory') ?? cell('memusage') ?? cell('memUsage') ?? '')),
    ...part('duration', unitTime(wall.endsWith('s') ? wall : `${wall}s`)),
    ...part('asked', asked),
    ...(status !== '' && !VERDICT.test(status) && { state: status }),
    measure: MEASURES.cgroup,
  };
}
