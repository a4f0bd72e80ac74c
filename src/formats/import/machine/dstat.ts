import { parseMoment } from '../../../text/calendar.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from '../importer.ts';
import { amount } from './amounts.ts';
import { Frames } from './frames.ts';
import { cleaned, words } from './lines.ts';
import { type Day, findStamp, type Stamp } from './stamps.ts';

const BANNER = /^"?(?:pcp-)?dstat [\w.]+ csv output|^"Host:",/i;
const DATE = /"Date:",\s*"([^"]+)"/;
const COMMAND = /"Cmdline:",\s*"([^"]*)"/;
/** Names of groups between dashes, as the terminal shows them. */
const GROUPS = /(?:^|[\s-])-(?:total-(?:cpu-)?usage|memory-usage|dsk\/total|net\/total)-/;
/** Also without quotes, as a spreadsheet saves it. */
const CSV_GROUPS =
  /(?:^|,)"?(?:total cpu usage|total usage|memory usage|dsk\/total|net\/total|load avg)"?,/;
const MEMORY = /^memory[ -]usage$/;

/** dstat: its csv file (--output), or what it shows in a terminal. */
export const dstat: Importer = {
  help: 'dstat -m, as csv or text',
  recognizes: ({ lines }) =>
    lines.some((line) => BANNER.test(line) || isGroups(line)) ? CERTAINTY.sure : CERTAINTY.no,
  marker: BANNER,
  open: (context) => new DstatImport(context),
};

function isGroups(line: string): boolean {
  return GROUPS.test(line) || CSV_GROUPS.test(line);
}

interface Columns {
  readonly used: number;
  /** The column with the time; -1 without one. */
  readonly time: number;
}

class DstatImport implements Import {
  readonly #context: ImportContext;
  readonly #frames: Frames;
  #groups: readonly string[] = [];
  #awaitsNames = false;
  #isCsv = false;
  #columns: Columns | undefined;
  /** Of the banner: when the run began, and the day and year of its rows. */
  #began: Stamp | undefined;
  /** Milliseconds from row to row, as the command line says. */
  #delay = 1000;
  #row = 0;

  constructor(context: ImportContext) {
    this.#context = context;
    this.#frames = new Frames(context, { source: 'dstat' });
  }

  add(line: string): void {
    const { text } = cleaned(line);
    if (BANNER.test(text)) {
      this.#frames.newRun();
      this.#columns = undefined;
      this.#began = undefined;
      this.#row = 0;
      return;
    }
    this.#readBanner(text);
    if (text.includes('",') || CSV_GROUPS.test(text)) this.#isCsv = true;
    const fields = this.#isCsv ? csvFields(text) : undefined;
    if (isGroups(text)) {
      this.#groups = groupsOf(text, fields);
      this.#awaitsNames = true;
      return;
    }
    if (this.#awaitsNames && text.trim() !== '') {
      this.#awaitsNames = false;
      this.#columns = fields === undefined ? this.#shownColumns(text) : this.#csvColumns(fields);
      return;
    }
    if (this.#columns !== undefined) this.#addRow(this.#columns, fields ?? shownFields(text));
  }

  finish(): void {
    this.#frames.finish('dstat was run without -m', 'run it as dstat -tm');
  }

  #readBanner(text: string): void {
    const date = DATE.exec(text);
    if (date !== null) this.#began = findStamp(date[1] ?? '')?.stamp;
    const command = COMMAND.exec(text);
    if (command === null) return;
    const delay = /\s(\d+)(?:\s+\d+)?\s*$/.exec(command[1] ?? '');
    const pair = /\s(\d+)\s+\d+\s*$/.exec(command[1] ?? '');
    this.#delay = Number((pair ?? delay)?.[1] ?? 1) * 1000;
  }

  #csvColumns(names: readonly string[]): Columns | undefined {
    let group = '';
    const groups = names.map((_, i) => {
      group =
        this.#groups[i] === undefined || this.#groups[i] === '' ? group : (this.#groups[i] ?? '');
      return group;
    });
    const used = names.findIndex((name, i) => name === 'used' && MEMORY.test(groups[i] ?? ''));
    return used < 0
      ? undefined
      : { used, time: names.findIndex((name) => /^(?:time|epoch)$/.test(name)) };
  }

  /** In the terminal the groups stand between bars, and fields are counted over all of them. */
  #shownColumns(text: string): Columns | undefined {
    const groups = text.split(/[|:](?!\S)|\|/).map(words);
    const at = groups.findIndex(
      (names, i) =>
        names[0] === 'used' && (MEMORY.test(this.#groups[i] ?? '') || names.includes('buff')),
    );
    if (at < 0) return undefined;
    const time = groups.findIndex((names) => /^(?:time|epoch|date\/time)$/.test(names[0] ?? ''));
    return { used: at, time };
  }

  #addRow({ used, time }: Columns, fields: readonly string[]): void {
    const bytes = amount((fields[used] ?? '').trim(), 1);
    if (!Number.isFinite(bytes)) return;
    const text = fields[time] ?? '';
    const number = this.#row;
    this.#row += 1;
    this.#frames.begin(time < 0 ? this.#countedTime(number) : this.#stampOf(text));
    this.#frames.whole({ machineUsed: bytes });
  }

  /** A time without its year, which the banner has. */
  #stampOf(text: string): Stamp | undefined {
    if (/^1\d{9}(?:\.\d+)?$/.test(text.trim())) return { epoch: Number(text) * 1000 };
    const stamp = findStamp(text)?.stamp;
    if (stamp === undefined || 'epoch' in stamp || stamp.day === undefined) return stamp;
    const began = dayOf(this.#began);
    if (began?.year === undefined || stamp.day.year !== undefined) return stamp;
    const year = stamp.day.month < began.month ? began.year + 1 : began.year;
    return { ...stamp, day: { ...stamp.day, year } };
  }

  /** Without a column for it: by the banner's date and the delay that the command line tells. */
  #countedTime(row: number): Stamp | undefined {
    const { options, note } = this.#context;
    const began = this.#began;
    if (began === undefined || 'epoch' in began || options.interval !== undefined) return undefined;
    const day = began.day;
    if (day?.year === undefined) return undefined;
    note("The rows have no time: it was counted from the file's date by dstat's interval.");
    const date = `${day.year}-${two(day.month)}-${two(day.day)}T00:00:00Z`;
    if (began.zone !== 0)
      return row === 0 ? began : { ...began, clock: began.clock + row * this.#delay };
    return { epoch: parseMoment(date) + began.clock + row * this.#delay };
  }
}

function dayOf(stamp: Stamp | undefined): Day | undefined {
  return stamp === undefined || 'epoch' in stamp ? undefined : stamp.day;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function csvFields(text: string): readonly string[] {
  return text.split(',').map((field) => field.trim().replace(/^"|"$/g, ''));
}

/** The first number of each group, and the whole text of a time. */
function shownFields(text: string): readonly string[] {
  return text.split('|').map((group) => {
    const trimmed = group.trim();
    return findStamp(trimmed) === undefined ? (words(trimmed)[0] ?? '') : trimmed;
  });
}

function groupsOf(text: string, fields: readonly string[] | undefined): readonly string[] {
  if (fields !== undefined) return fields;
  return words(text).map((group) => group.replace(/^-+|-+$/g, ''));
}
