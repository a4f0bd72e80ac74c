import { UserError } from '../../text/user-error.ts';
import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';
import { type PolledProcess, ProcessPolls } from './process-polls.ts';

const SECTION = /^\[startup\+(\d+(?:\.\d+)?) s\]/;

/** runsolver's watcher data (-w): blocks of KiB at growing distances in seconds since its start, then a summary. */
export const runsolver: Importer = {
  help: "runsolver: its watcher's data (-w)",
  recognizes: ({ lines, head, tail }) =>
    lines.some((line) => /^runsolver version/.test(line) || SECTION.test(line)) ||
    /^\[startup\+\d/m.test(head) ||
    /^\[startup\+\d/m.test(tail)
      ? CERTAINTY.sure
      : CERTAINTY.no,
  marker: SECTION,
  open: (context) => new WatchImport(context),
};

/** runsolver's -v: one number of each kind, and no curve. */
export const runsolverValues: Importer = {
  help: 'runsolver: its values (-v)',
  recognizes: ({ lines }) =>
    lines.some((line) => /^WCTIME=/.test(line)) && lines.some((line) => /^MAX(?:VM|MM)=/.test(line))
      ? CERTAINTY.sure
      : CERTAINTY.no,
  open: (context) => new ValuesImport(context),
};

const KIB = 1024;
const PAGE_KIB = 4;
/** Options of runsolver that stand alone, before the command. */
const FLAGS =
  /^(?:--timestamp|--use-pty|--cleanup-ipc-queues|--add-eof|--input=.*|-[a-zA-Z-]+=.*|--[\w-]+=.*)$/;

/** One block. */
interface Block {
  readonly time: number;
  /** The sum as runsolver wrote it, bytes. */
  memory?: number;
  /** By pid. */
  readonly processes: Map<number, { ppid?: number; name?: string; rss?: number; pages?: number }>;
}

class WatchImport implements Import {
  readonly #context: ImportContext;
  readonly #start: number;
  /** A history of the last samples follows the end, in part samples that were there before: by time. */
  readonly #blocks = new Map<number, Block>();
  #block: Block | undefined;
  #argv: readonly string[] = [];
  #solver: number | undefined;
  #end: number | undefined;
  #most: number | undefined;
  #code: number | undefined;
  #signal: string | undefined;

  constructor(context: ImportContext) {
    this.#context = context;
    this.#start = context.options.start ?? 0;
  }

  add(line: string): void {
    const section = SECTION.exec(line);
    if (section !== null) {
      this.#block = { time: Number(section[1]) * 1000, processes: new Map() };
    } else if (this.#block === undefined || !this.#inBlock(line, this.#block)) {
      this.#outside(line);
    }
  }

  finish(): void {
    const blocks = [...this.#blocks.values()].toSorted((a, b) => a.time - b.time);
    const measured = blocks.flatMap((block) => {
      const rss = memoryOf(block);
      return rss === undefined ? [] : [{ block, rss }];
    });
    if (measured.length === 0) {
      throw new UserError(
        blocks.length > 0 ? 'has virtual memory only (vsize)' : 'has no sample in it',
        'runsolver 3.4 and newer write memory',
      );
    }
    const polls = new ProcessPolls(this.#context, {
      name: this.#context.name,
      source: 'runsolver',
      ...(this.#argv.length > 0 && { argv: this.#argv }),
    });
    polls.begin(this.#start);
    for (const { block, rss } of measured) {
      polls.add(this.#start + block.time, this.#processesOf(block), { rss });
    }
    this.#finishRun(measured.at(-1)?.block.time ?? 0);
    this.#notes(
      Math.max(...measured.map(({ rss }) => rss)),
      measured.some(({ block }) => block.memory === undefined),
    );
  }

  #finishRun(last: number): void {
    const exit =
      this.#signal !== undefined
        ? { signal: this.#signal }
        : this.#code !== undefined
          ? { code: this.#code }
          : undefined;
    this.#context.emit({
      type: 'end',
      time: this.#start + Math.max(last, this.#end ?? 0),
      reason: 'imported',
      ...(exit && { exit }),
      ...(this.#most !== undefined && { peak: { seen: this.#most } }),
    });
  }

  #notes(sampled: number, fromPages: boolean): void {
    const { note, options } = this.#context;
    if (this.#most === undefined) {
      note(
        'runsolver writes fewer samples the longer it runs, and its summary is missing: the peak may be higher.',
      );
    } else if (this.#most > sampled) {
      note(
        'The peak is that of the summary (Max. memory): runsolver writes only some of its samples.',
      );
    }
    if (fromPages)
      note('Memory was counted in pages of 4 KiB (statm): this runsolver does not write it.');
    if (options.start === undefined) {
      note('runsolver writes no clock: --start <time> says when the recording began.');
    }
  }

  #processesOf({ processes }: Block): PolledProcess[] {
    return [...processes].flatMap(([pid, { ppid, name, rss, pages }]) => {
      const size = rss ?? (pages === undefined ? undefined : pages * PAGE_KIB * KIB);
      if (size === undefined) return [];
      const argv = pid === this.#solver && this.#argv.length > 0 ? { argv: this.#argv } : {};
      return [
        {
          pid,
          rss: size,
          ...(ppid !== undefined && { ppid }),
          ...(name !== undefined && { name }),
          ...argv,
        },
      ];
    });
  }

  #inBlock(line: string, block: Block): boolean {
    const process = /^\[pid=(\d+)\] ppid=(\d+) /.exec(line);
    if (process !== null) {
      const memory = /\bmemory=(\d+)/.exec(line)?.[1];
      const one = entryOf(block, Number(process[1]));
      one.ppid = Number(process[2]);
      if (memory !== undefined) one.rss = Number(memory) * KIB;
      this.#blocks.set(block.time, block);
      return true;
    }
    const stat = /^\/proc\/(\d+)\/stat : \d+ \((.*)\) [A-Z] /.exec(line);
    if (stat !== null) {
      entryOf(block, Number(stat[1])).name = stat[2] ?? '';
      return true;
    }
    const pages = /^\/proc\/(\d+)\/statm: \d+ (\d+) /.exec(line);
    if (pages !== null) {
      entryOf(block, Number(pages[1])).pages = Number(pages[2]);
      return true;
    }
    const sum = /^Current children cumulated memory(?: \(KiB\))?:? (\d+)/.exec(line);
    if (sum !== null) block.memory = Number(sum[1]) * KIB;
    return sum !== null;
  }

  #outside(line: string): void {
    const command = /^command line: \S*runsolver (.*)$/.exec(line)?.[1];
    if (command !== undefined) this.#argv = commandOf(command);
    const value = (pattern: RegExp): number | undefined => {
      const text = pattern.exec(line)?.[1];
      return text === undefined ? undefined : Number(text);
    };
    this.#solver ??= value(/^solver pid=(\d+)/);
    this.#code ??= value(/^Child status: (\d+)/);
    this.#signal ??= signalOf(value(/^Child ended because it received signal (\d+)/));
    const end = value(/^Real time \(s\): ([\d.]+)/);
    if (end !== undefined) this.#end = end * 1000;
    const most = value(/^Max\. memory \(cumulated for all children\) \(KiB\): (\d+)/);
    if (most !== undefined) this.#most = most * KIB;
  }
}

class ValuesImport implements Import {
  readonly #context: ImportContext;
  readonly #values = new Map<string, string>();

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    const [, name, value] = /^([A-Z]+)=(\S*)/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) this.#values.set(name, value);
  }

  finish(): void {
    const values = this.#values;
    const memory = values.get('MAXMM');
    if (memory === undefined) {
      throw new UserError(
        'has virtual memory only (MAXVM)',
        'runsolver 3.4 and newer write memory (MAXMM)',
      );
    }
    const [seconds, status] = [Number(values.get('WCTIME')), values.get('EXITSTATUS')];
    this.#context.task({
      name: this.#context.name,
      peak: Number(memory) * KIB,
      measure: 'sum of the tree',
      ...(seconds >= 0 && { duration: seconds * 1000 }),
      ...(status !== undefined && { state: values.get('MEMOUT') === 'true' ? 'MEMOUT' : status }),
    });
  }
}

function entryOf(
  { processes }: Block,
  pid: number,
): { ppid?: number; name?: string; rss?: number; pages?: number } {
  const known = processes.get(pid);
  if (known !== undefined) return known;
  const made = {};
  processes.set(pid, made);
  return made;
}

/** The sum over the processes of a block, bytes; undefined where it has virtual memory only. */
function memoryOf({ memory, processes }: Block): number | undefined {
  if (memory !== undefined) return memory;
  const pages = [...processes.values()].flatMap((one) => one.pages ?? []);
  if (pages.length === 0) return undefined;
  return pages.reduce((sum, count) => sum + count, 0) * PAGE_KIB * KIB;
}

/** The command behind runsolver's own options. */
function commandOf(text: string): string[] {
  const words = text.split(' ').filter((word) => word !== '');
  let at = 0;
  while (words[at]?.startsWith('-')) at += FLAGS.test(words[at] ?? '') ? 1 : 2;
  return words.slice(at);
}

const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
  24: 'SIGXCPU',
};

function signalOf(number: number | undefined): string | undefined {
  return number === undefined ? undefined : (SIGNALS[number] ?? `signal ${number}`);
}
