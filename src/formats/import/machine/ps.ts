import { CERTAINTY, type Import, type ImportContext, type Importer } from '../importer.ts';
import { amount, givenUnit } from './amounts.ts';
import { Frames } from './frames.ts';
import { cleaned, words } from './lines.ts';
import { listedProcess } from './listed-process.ts';
import { findStamp, loneStamp } from './stamps.ts';

/** Names that ps gives its columns. */
const COLUMNS = new Set(
  (
    'USER UID EUSER RUSER EUID RUID GROUP GID PID PPID PGID PGRP SID SESS TGID LWP TID SPID NLWP THCNT %CPU CPU C PCPU %MEM PMEM ' +
    'VSZ VSIZE SIZE SZ RSS RSZ RSSIZE PSS USS DRS TRS LIM TTY TT TTNAME STAT S STATE START STARTED STIME TIME TIME+ ELAPSED ETIME ' +
    'COMMAND CMD UCMD ARGS COMM NI PRI RTPRIO PSR CLS SCH F WCHAN ADDR MAJFLT MINFLT MAJFL MINFL MAJFLT/S LABEL CGROUP OOM OOMADJ'
  ).split(' '),
);
const RESIDENT = new Set(['RSS', 'RSZ', 'RSSIZE']);
const COMMANDS = new Set(['COMMAND', 'CMD', 'UCMD', 'ARGS', 'COMM']);
/** A row of `ps aux` whose header was cut off by grep. */
const AUX_ROW =
  /^\S+\s+\d+\s+\d+(?:[.,]\d+)?\s+\d+(?:[.,]\d+)?\s+\d+\s+\d+\s+(?:\?|pts\/\d+|tty\S*|con\S*)\s+[RSDZTtWXI][<NLsl+]*\s+\S+\s+\d+:\d\d\S*\s+\S/;
const AUX = words('USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND');
const KIB = 1024;

/** `ps` in a loop: any columns that have the RSS. */
export const ps: Importer = {
  help: 'ps in a loop, with its RSS column',
  recognizes: ({ head, lines }) => {
    if (lines.some((line) => /top - \d|^ATOP - |\bload averages?:/i.test(line)))
      return CERTAINTY.no;
    const headers = lines.flatMap((line) => headerOf(line) ?? []);
    const rows = lines.filter((line) => AUX_ROW.test(line)).length;
    if (headers.length === 0 && rows === 0) return CERTAINTY.no;
    // A job's log may hold one such table among other things.
    const repeats =
      headers.length > 1 || rows > 1 || headerOf(head.split('\n', 1)[0] ?? '') !== undefined;
    return repeats && (headers.some(({ rss }) => rss >= 0) || rows > 0)
      ? CERTAINTY.sure
      : CERTAINTY.possible;
  },
  open: (context) => new PsImport(context),
};

interface Header {
  readonly names: readonly string[];
  readonly rss: number;
}

/** The columns of a header; `rss` is -1 where ps was not asked for it. Words of a time may stand before it. */
function headerOf(text: string): Header | undefined {
  if (/[,;\t]/.test(text.trim())) return undefined;
  const all = words(text);
  const first = all.findIndex((word) => COLUMNS.has(word));
  if (first < 0 || (first > 0 && findStamp(text) === undefined)) return undefined;
  const names = all.slice(first);
  const last = COMMANDS.has(names.at(-1) ?? '') || names.every((name) => COLUMNS.has(name));
  if (!last || names.some((name) => !COLUMNS.has(name))) return undefined;
  const rss = names.findIndex((name) => RESIDENT.has(name));
  if (rss < 0 && !(names.includes('PID') && names.some((name) => COMMANDS.has(name))))
    return undefined;
  return { names, rss };
}

class PsImport implements Import {
  readonly #frames: Frames;
  readonly #unit: number;
  #header: Header = { names: AUX, rss: AUX.indexOf('RSS') };
  #lacksRss = false;
  /** Threads have rows of their own, each with the memory of the whole process. */
  #threads = new Set<string>();
  #anonymous = 0;

  constructor(context: ImportContext) {
    this.#unit = givenUnit(context.options.unit) ?? KIB;
    this.#frames = new Frames(context, { source: 'ps' });
  }

  add(line: string): void {
    const { text, prefix } = cleaned(line);
    const header = headerOf(text);
    if (header !== undefined) {
      this.#header = header;
      this.#threads.clear();
      this.#anonymous = 0;
      this.#lacksRss ||= header.rss < 0;
      const own = findStamp(text)?.stamp ?? prefix;
      if (own === undefined) this.#frames.boundary();
      else this.#frames.begin(own);
      return;
    }
    const row = this.#rowOf(text);
    if (row !== undefined) {
      if (!this.#isAgain(row.process)) {
        this.#frames.row(row.key, row.bytes, row);
      }
      return;
    }
    const stamp = loneStamp(text);
    if (stamp !== undefined) {
      this.#threads.clear();
      this.#anonymous = 0;
      this.#frames.stampLine(stamp);
    }
  }

  finish(): void {
    this.#frames.finish(
      this.#lacksRss ? 'ps printed no RSS' : 'ps shows no process here',
      this.#lacksRss ? 'run it as ps -o pid,rss,comm' : undefined,
    );
  }

  #rowOf(text: string) {
    const { names, rss } = this.#header;
    if (rss < 0) return undefined;
    let fields = words(text);
    const started = names.indexOf('STARTED');
    // lstart: five words under one name.
    if (started >= 0 && /^(?:mon|tue|wed|thu|fri|sat|sun)$/i.test(fields[started] ?? '')) {
      fields = fields.toSpliced(started, 5, fields.slice(started, started + 5).join(' '));
    }
    const offset = this.#stampWords(text, fields);
    const bytes = amount(fields[rss + offset] ?? '', this.#unit);
    const pid = fields[names.indexOf('PID') + offset] ?? '';
    if (!Number.isFinite(bytes)) return undefined;
    if (names.includes('PID') && !/^\d+$/.test(pid)) return undefined;
    const hasCommand = COMMANDS.has(names.at(-1) ?? '');
    if (!hasCommand && fields.length - offset > names.length) return undefined;
    const command = hasCommand ? fields.slice(names.length - 1 + offset).join(' ') : '';
    const thread = names.findIndex((name) => name === 'LWP' || name === 'TID' || name === 'SPID');
    const found = offset > 0 ? findStamp(text) : undefined;
    const hasPid = names.includes('PID');
    // Without pids, processes are told apart by their place below a header.
    this.#anonymous += 1;
    const place = found === undefined ? `#${this.#anonymous}` : command;
    return {
      key: hasPid ? pid : place,
      process: thread < 0 ? undefined : pid,
      series: listedProcess(command, hasPid ? pid : ''),
      text: `${command} ${pid}`,
      bytes,
      ...(found !== undefined && { stamp: found.stamp }),
    };
  }

  /** How many words before the first column belong to a time. */
  #stampWords(text: string, fields: readonly string[]): number {
    const { names } = this.#header;
    if (COMMANDS.has(names.at(-1) ?? '') && names[0] !== 'PID') {
      const found = findStamp(text);
      return found?.start === 0 ? words(text.slice(0, found.end)).length : 0;
    }
    const found = findStamp(text);
    if (found === undefined || found.start > 1) return 0;
    const taken = words(text.slice(0, found.end)).length;
    return fields.length - taken >= names.length ? taken : 0;
  }

  /** Whether a thread's process has been counted in this frame. */
  #isAgain(process: string | undefined): boolean {
    if (process === undefined) return false;
    if (this.#threads.has(process)) return true;
    this.#threads.add(process);
    return false;
  }
}
