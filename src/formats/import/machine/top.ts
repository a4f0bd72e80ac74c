import { CERTAINTY, type Import, type ImportContext, type Importer } from '../importer.ts';
import { amount } from './amounts.ts';
import { onDayOf } from './clock.ts';
import { Frames, USED_IS_NOT_AVAILABLE } from './frames.ts';
import { cleaned, words } from './lines.ts';
import { listedProcess } from './listed-process.ts';
import { clockOf, findStamp, type Stamp } from './stamps.ts';

/** A frame begins, maybe behind what another program wrote on the same line. */
const FRAME = /top - (\d\d:\d\d:\d\d) up /;
/** The machine's memory, whatever the language calls it. */
const MEMORY = /^\s*(?:([KMGTPE])iB )?(?!Swap)[^\s:]+\s*:\s*(.*total,.*\bfree\b.*)$/;
const AVAILABLE = /([\d.,]+)([kmgt]?)\+?\s*avail\b/i;
/** BusyBox has no clock, counts the page cache as used, and lists no RES. */
const BUSYBOX = /^Mem: (\d+)K used, (\d+)K free, .*?(\d+)K buff, (\d+)K cached/;
const KIB = 1024;

/** `top -b`: the RES of the processes listed, and the machine's memory. */
export const top: Importer = {
  help: 'top -b',
  recognizes: ({ head, tail, lines }) =>
    FRAME.test(head) || FRAME.test(tail) || lines.some((line) => BUSYBOX.test(line))
      ? CERTAINTY.sure
      : CERTAINTY.no,
  marker: FRAME,
  open: (context) => new TopImport(context),
};

class TopImport implements Import {
  readonly #frames: Frames;
  /** Columns of the processes; undefined outside of their table. */
  #columns: readonly string[] | undefined;
  /** The last whole stamp that stood before the frame. */
  #outer: Stamp | undefined;
  #total = Number.NaN;
  #used = Number.NaN;
  #unit = KIB;
  readonly #note: (text: string) => void;

  constructor(context: ImportContext) {
    this.#frames = new Frames(context, { source: 'top' });
    this.#note = context.note;
  }

  add(line: string): void {
    const { text, prefix } = cleaned(line);
    if (prefix !== undefined) this.#outer = prefix;
    const frame = FRAME.exec(text);
    if (frame !== null) {
      const clock = clockOf(frame[1] ?? '');
      this.#columns = undefined;
      this.#total = Number.NaN;
      this.#used = Number.NaN;
      this.#frames.begin(clock === undefined ? undefined : onDayOf(clock, this.#outer));
      return;
    }
    if (this.#columns !== undefined) {
      if (text.trim() === '') this.#columns = undefined;
      else if (this.#addProcess(this.#columns, words(text))) return;
    }
    const names = words(text);
    if (names.includes('PID') && names.includes('RES')) {
      this.#columns = names;
      return;
    }
    if (!this.#addMachine(text)) {
      // A `date` between the frames tells the day.
      const found = /\d{4}/.test(text) && text.length < 160 ? findStamp(text) : undefined;
      if (found !== undefined && !('epoch' in found.stamp)) this.#outer = found.stamp;
    }
  }

  finish(): void {
    this.#frames.finish('top shows neither processes nor memory here');
  }

  #addProcess(columns: readonly string[], fields: readonly string[]): boolean {
    const text = fields[columns.indexOf('RES')] ?? '';
    const bytes = amount(text, KIB);
    const pid = fields[columns.indexOf('PID')] ?? '';
    if (!/^\d+$/.test(pid) || !Number.isFinite(bytes)) return false;
    if (/[gtp]$/i.test(text)) this.#note('top rounds what it writes in GiB to a tenth: 1.2g.');
    const command = fields.slice(columns.length - 1).join(' ');
    this.#frames.row(pid, bytes, {
      series: listedProcess(command, pid),
      text: `${command} ${pid}`,
    });
    return true;
  }

  /** The lines about the machine's memory: what is available stands on the second. */
  #addMachine(text: string): boolean {
    const busybox = BUSYBOX.exec(text);
    if (busybox !== null) {
      const [used = 0, unused = 0, buffers = 0, cached = 0] = busybox.slice(1).map(Number);
      this.#frames.boundary();
      this.#frames.setTotal((used + unused) * KIB);
      this.#tellUsed((used - buffers - cached) * KIB);
      this.#note('Used memory is without buffers and page cache; BusyBox lists no RES.');
      return true;
    }
    const memory = MEMORY.exec(text);
    if (memory !== null) {
      const unit = memory[1];
      this.#unit = unit === undefined ? KIB : amount(`1${unit}`, 1);
      const field = (name: string): number => this.#field(memory[2] ?? '', name);
      this.#total = field('total');
      if (Number.isFinite(this.#total)) this.#frames.setTotal(this.#total);
      const buffers = field('buffers');
      // Before 2014 "used" held the page cache, whose size stands on the next line.
      this.#used = field('used') - (Number.isFinite(buffers) ? buffers : 0);
      this.#tellUsed(this.#used);
      return true;
    }
    if (!/^\s*(?:[KMGTPE]iB )?Swap\s*:/.test(text)) return false;
    const available = AVAILABLE.exec(text);
    const bytes = amount(`${available?.[1] ?? ''}${available?.[2] ?? ''}`, this.#unit);
    if (available !== null && Number.isFinite(bytes)) {
      this.#frames.whole({ machineAvailable: bytes });
      this.#tellUsed(this.#total - bytes);
      this.#note(USED_IS_NOT_AVAILABLE);
    }
    this.#tellUsed(this.#used - this.#field(text, 'cached'));
    return true;
  }

  #tellUsed(bytes: number): void {
    if (Number.isFinite(bytes)) this.#frames.whole({ machineUsed: bytes });
  }

  /** '16384256k total', '24105.6 used': bytes; NaN where it is absent or was cut ('26385064+total'). */
  #field(text: string, name: string): number {
    const match = new RegExp(`(\\d+(?:[.,]\\d+)?)([kmgt]?)\\s+${name}\\b`, 'i').exec(text);
    return match === null ? Number.NaN : amount(`${match[1]}${match[2]}`, this.#unit);
  }
}
