import { CERTAINTY, type Import, type ImportContext, type Importer } from '../importer.ts';
import { amount } from './amounts.ts';
import { Frames, USED_IS_NOT_AVAILABLE } from './frames.ts';
import { cleaned, words } from './lines.ts';
import { listedProcess } from './listed-process.ts';
import { clockOf, findDay } from './stamps.ts';

const FRAME = /^\s*ATOP - \S+\s+(\d{4}\/\d\d\/\d\d)\s+(\d\d:\d\d:\d\d)/;
/** `atop -P MEM,PRM`: label, host, epoch seconds, date, time, interval, then what the label says. */
const PARSEABLE = /^(MEM|PRM) \S+ (1\d{9}) \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \d+ (.*)$/;
const KIB = 1024;

/** `atop`, or `atop -r <file>`, as text, with -m for the processes' memory; and `atop -P MEM,PRM`. */
export const atop: Importer = {
  help: 'atop as text, also -m or -P MEM,PRM',
  recognizes: ({ lines }) =>
    lines.some((line) => FRAME.test(line) || PARSEABLE.test(line)) ? CERTAINTY.sure : CERTAINTY.no,
  marker: FRAME,
  open: (context) => new AtopImport(context),
};

class AtopImport implements Import {
  readonly #frames: Frames;
  readonly #note: (text: string) => void;
  #columns: readonly string[] | undefined;
  /** The epoch seconds of a parseable frame. */
  #epoch = '';

  constructor(context: ImportContext) {
    this.#frames = new Frames(context, { source: 'atop' });
    this.#note = context.note;
  }

  add(line: string): void {
    const { text } = cleaned(line);
    const frame = FRAME.exec(text);
    if (frame !== null) {
      const [clock, day] = [clockOf(frame[2] ?? ''), findDay(frame[1] ?? '')];
      this.#columns = undefined;
      this.#frames.begin(
        clock === undefined ? undefined : { clock, ...(day !== undefined && { day }) },
      );
      return;
    }
    const parseable = PARSEABLE.exec(text);
    if (parseable !== null) {
      const [, label = '', epoch = '', rest = ''] = parseable;
      if (epoch !== this.#epoch) this.#frames.begin({ epoch: Number(epoch) * 1000 });
      this.#epoch = epoch;
      if (label === 'MEM') this.#addPages(words(rest).map(Number));
      else this.#addProcess(rest);
      return;
    }
    if (/^MEM \|/.test(text)) this.#addMachine(text);
    const names = words(text);
    if (names[0] === 'PID') {
      this.#columns = names.includes('RSIZE') ? names : undefined;
      return;
    }
    const columns = this.#columns;
    const pid = names[0] ?? '';
    if (columns === undefined || !/^\d+$/.test(pid)) return;
    const bytes = amount(names[columns.indexOf('RSIZE')] ?? '', 1);
    const command = names.slice(columns.length - 1).join(' ');
    this.#frames.row(pid, bytes, {
      series: listedProcess(command, pid),
      text: `${command} ${pid}`,
    });
  }

  finish(): void {
    this.#frames.finish('atop shows no memory here', 'run it as atop -m');
  }

  #addMachine(text: string): void {
    const size = (name: string): number =>
      amount(new RegExp(`\\b${name}\\s+([\\d.]+[KMGT]?)`).exec(text)?.[1] ?? '', 1);
    this.#tell(size('tot'), size('free'), size('avail'), size('cache') + size('buff'));
  }

  /** Page size, then pages: all, free, page cache, buffers. */
  #addPages([
    page = Number.NaN,
    all = 0,
    unused = 0,
    cache = 0,
    buffers = 0,
  ]: readonly number[]): void {
    this.#tell(all * page, unused * page, Number.NaN, (cache + buffers) * page);
  }

  #tell(total: number, unused: number, available: number, cache: number): void {
    if (!(total > 0)) return;
    this.#frames.setTotal(total);
    if (available > 0) {
      this.#note(USED_IS_NOT_AVAILABLE);
      this.#frames.whole({ machineUsed: total - available, machineAvailable: available });
      return;
    }
    const used = total - unused - cache;
    if (!(used >= 0)) return;
    this.#note('Used memory is tot less free, cache and buff.');
    this.#frames.whole({ machineUsed: used });
  }

  /** `4035 (python3) S 4096 <virtual KiB> <resident KiB> … y`: an 'n' marks a thread. */
  #addProcess(text: string): void {
    const match = /^(\d+) \((.*)\) \S+ \d+ \d+ (\d+) (?:-?\d+ ){10}([yn])\b/.exec(text);
    if (match === null || match[4] !== 'y') return;
    const [, pid = '', name = '', resident = ''] = match;
    this.#frames.row(pid, Number(resident) * KIB, {
      series: listedProcess(name, pid),
      text: `${name} ${pid}`,
    });
  }
}
