import { CERTAINTY, type Import, type ImportContext, type Importer } from '../importer.ts';
import { amount } from './amounts.ts';
import { Frames } from './frames.ts';
import { cleaned, words } from './lines.ts';
import { listedProcess } from './listed-process.ts';
import { clockOf, findDay, type Stamp } from './stamps.ts';

const BANNER = /^\S+ \S+ \(.*\)\s+\S+\s+_\w+_\s+\(\d+ CPU\)/;
const HEADER =
  /^(?:#\s*Time|\d\d?\D\d\d\D\d\d\S*(?:\s+[AP]M)?)\s+(?:UID\s+)?(?:PID|TGID)\s+.*(?:\/s|%|RSS|StkSize|threads|policy)/;
const KIB = 1024;

/** `pidstat -r`, with -h or without. */
export const pidstat: Importer = {
  help: 'pidstat -r',
  recognizes: ({ lines }) =>
    lines.some((line) => HEADER.test(line)) ? CERTAINTY.sure : CERTAINTY.no,
  marker: HEADER,
  open: (context) => new PidstatImport(context),
};

class PidstatImport implements Import {
  readonly #frames: Frames;
  readonly #note: (text: string) => void;
  /** The names of the table's columns behind the time, the command last; undefined in a table without memory. */
  #columns: readonly string[] | undefined;
  /** The text of the time that the frame is of. */
  #time = '';
  #pids = new Set<string>();
  #seen = new Set<string>();
  #isPartial = false;

  constructor(context: ImportContext) {
    this.#frames = new Frames(context, { source: 'pidstat' });
    this.#note = context.note;
  }

  add(line: string): void {
    const { text } = cleaned(line);
    if (BANNER.test(text)) {
      // The kernel's version may look like a day.
      const day = findDay(text.slice(text.indexOf(')')));
      this.#frames.newRun();
      if (day !== undefined) this.#frames.setDay(day);
      this.#columns = undefined;
      this.#time = '';
      return;
    }
    const fields = words(text);
    if (HEADER.test(text)) {
      const names = fields.slice(fields.findIndex((word) => /^(?:UID|PID|TGID)$/.test(word)));
      this.#columns = names.includes('RSS') ? names : undefined;
      return;
    }
    if (this.#columns !== undefined) this.#addRow(this.#columns, fields);
  }

  finish(): void {
    this.#frames.finish('pidstat was run without -r', 'run it as pidstat -r -h 1');
    if (this.#isPartial) {
      this.#note(
        'pidstat lists a process only while it is active: the sum lacks those that were idle.',
      );
    }
  }

  #addRow(columns: readonly string[], fields: readonly string[]): void {
    const half = /^[AP]M$/i.test(fields[1] ?? '') ? fields[1] : undefined;
    const stamp = stampOf(fields[0] ?? '', half);
    const rest = fields.slice(half === undefined ? 1 : 2);
    const of = (name: string): string => rest[columns.indexOf(name)] ?? '';
    const thread = of('TID');
    const pid = columns.includes('TGID') ? of('TGID') : of('PID');
    const bytes = amount(of('RSS'), KIB);
    // Threads have rows of their own, behind that of their process, which has no thread's number.
    if (stamp === undefined || !/^\d+$/.test(pid) || /^\d/.test(thread)) return;
    if (!Number.isFinite(bytes)) return;
    this.#at(`${fields[0]}${half ?? ''}`, stamp);
    const command = rest.slice(columns.length - 1).join(' ');
    this.#pids.add(pid);
    this.#frames.row(pid, bytes, {
      series: listedProcess(command, pid),
      text: `${command} ${pid}`,
    });
  }

  #at(time: string, stamp: Stamp): void {
    if (time === this.#time) return;
    this.#time = time;
    this.#frames.begin(stamp);
    if ([...this.#seen].some((pid) => !this.#pids.has(pid))) this.#isPartial = true;
    for (const pid of this.#pids) this.#seen.add(pid);
    this.#pids.clear();
  }
}

/** A time of day, or epoch seconds. */
function stampOf(text: string, half: string | undefined): Stamp | undefined {
  if (/^1\d{9}$/.test(text)) return { epoch: Number(text) * 1000 };
  const clock = clockOf(text, half);
  return clock === undefined ? undefined : { clock };
}
