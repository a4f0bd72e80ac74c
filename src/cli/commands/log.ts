import type { Output, Subcommand } from '../../host/world.ts';
import { createGrep } from '../../read/grep.ts';
import { readingWarnings, readReport } from '../../read/read-report.ts';
import { RecentSizes } from '../../read/recent-sizes.ts';
import { openRecording, type Recording } from '../../read/recordings.ts';
import { lineBytes } from '../../recording/line-bytes.ts';
import { readRecording } from '../../recording/reader.ts';
import type { LineRecord, StreamRecord } from '../../recording/records.ts';
import { type Paint, paletteOf } from '../../render/palette.ts';
import { viewOf } from '../../render/terminal-view.ts';
import { padStart } from '../../render/text.ts';
import { parseDuration } from '../../text/duration.ts';
import { printable } from '../../text/printable.ts';
import { formatSize } from '../../text/size.ts';
import { UserError } from '../../text/user-error.ts';
import { chosenRecording } from '../chosen-recording.ts';
import { parseArguments } from '../options/arguments.ts';
import { foreignOptions, IMPORT_OPTIONS } from '../options/import-options.ts';
import { type CommandTable, type OptionsOf, wholeNumber } from '../options/option.ts';
import { COLOR, RUN_OPERAND } from '../options/shared.ts';

function descriptor(text: string, where: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new UserError(
    `${where}: ${JSON.stringify(text)} is not 1 (stdout), 2 (stderr) or the number of a log (from 3 on)`,
  );
}

export const TABLE = {
  name: 'log',
  summary: 'what the command wrote, with time and memory',
  operands: [RUN_OPERAND],
  options: [
    { name: 'raw', help: 'byte for byte as it was written, without time and memory' },
    {
      name: 'fd',
      value: '<n>',
      help: '1: only stdout, 2: only stderr,\n3 and on: a log beside it',
      shown: 'all',
      parse: descriptor,
    },
    {
      name: 'phase',
      value: '<n>',
      help: 'only what was written in that phase',
      parse: wholeNumber(1),
    },
    {
      name: 'since',
      value: '<time>',
      help: 'from then on, counted from the start (90s, 1h30m)',
      parse: parseDuration,
    },
    { name: 'until', value: '<time>', help: 'up to then', parse: parseDuration },
    { name: 'hook', help: 'what --breach-hook wrote, instead of the command' },
    { name: 'grep', value: '<regex>', help: 'only the lines that match' },
    COLOR,
    ...IMPORT_OPTIONS,
  ],
} as const satisfies CommandTable;

type Options = OptionsOf<typeof TABLE>;

/** A line that was chosen, with its time and memory. */
interface Found {
  readonly line: LineRecord;
  /** When its first byte was read, milliseconds since the start of the recording. */
  readonly time: number;
  readonly rss: number | undefined;
}

/** Prints the captured output, stamped or as it was. */
export const run: Subcommand = async (args, world) => {
  const given = parseArguments<Options>(TABLE, args);
  if (given.kind === 'print') {
    await world.stdout.write(given.text);
    return 0;
  }
  const { options, operands } = given;
  const recording = await chosenRecording(world, operands[0]);
  const [since, until] = await spanOf(options, recording);
  const matches = options.grep === undefined ? undefined : createGrep(options.grep);
  const view = viewOf(world, world.stdout, options);
  const { dim, warn, glyphs } = paletteOf(view);
  const show = options.raw
    ? (found: Found) => lineBytes(found.line)
    : stamped(dim, warn, glyphs.wall);

  let pending: Found[] = [];
  let start: number | undefined;
  let redacted = 0;
  const sizes = new RecentSizes();
  const record = (next: StreamRecord): void => {
    start ??= next.time;
    if (next.type === 'sample' && next.rss !== undefined) sizes.add(next.time, next.rss);
    const line = options.hook ? hookLine(next) : next;
    if (line?.type !== 'line' || (options.fd !== undefined && line.fd !== options.fd)) return;
    const begun = line.begun ?? line.time;
    const time = begun - start;
    if (line.redacted !== undefined) redacted++;
    if (time >= since && time < until) pending.push({ line, time, rss: sizes.at(begun) });
  };
  const flush = async (): Promise<void> => {
    const found = pending;
    pending = [];
    const chosen = matches?.(found.map(({ line }) => line.msg));
    const kept = chosen === undefined ? found : found.filter((_, i) => chosen[i]);
    if (kept.length > 0) await world.stdout.write(Buffer.concat(kept.map(show)));
  };
  const foreign = foreignOptions(options);
  const readOther = async (): Promise<number> => {
    await readReport(recording, undefined, fromLastRun, undefined, foreign);
    const any = pending.length > 0;
    await flush();
    if (any) return 0;
    throw new UserError(`${recording.label}: holds no log lines, only sizes`);
  };
  // Of several runs in a file of another tool the last is shown.
  const fromLastRun = (next: StreamRecord): void => {
    if (next.type === 'start') [pending, start] = [[], undefined];
    record(next);
  };
  if (foreign.from !== undefined) return readOther();
  const remarks: string[] = [];
  const chunks = openRecording(recording, (text) => remarks.push(text));
  const summary = await readRecording(paced(chunks, world.stdout, flush), { record });
  await flush();
  // The reader of our output has gone, so the recording was not read to its end.
  if (world.stdout.closed) return 0;
  if (summary.records === 0 && summary.bytes > 0 && recording.path !== undefined)
    return readOther();
  if (summary.records === 0) {
    throw new UserError(
      `${recording.label}: ${summary.bytes === 0 ? 'is empty, nothing was recorded' : 'is not a recording'}`,
    );
  }
  if (options.raw && redacted > 0) {
    const lines = redacted === 1 ? '1 line was' : `${redacted} lines were`;
    await world.stderr.write(
      `memwrap: ${recording.label}: ${lines} redacted when recorded: not the bytes that were written\n`,
    );
  }
  for (const warning of [...remarks, ...readingWarnings(summary)]) {
    await world.stderr.write(`memwrap: ${recording.label}: ${warning}\n`);
  }
  return 0;
};

/** A line that the breach hook wrote, as one of the log. */
function hookLine(record: StreamRecord): LineRecord | undefined {
  if (record.type !== 'hook' || record.msg === undefined) return undefined;
  return { type: 'line', time: record.time, fd: record.fd ?? 1, msg: record.msg };
}

/** The span to print, milliseconds since the start, its end excluded: a phase's last moment belongs to the next one. */
async function spanOf(options: Options, recording: Recording): Promise<[number, number]> {
  const asked = [options.since ?? 0, options.until ?? Number.POSITIVE_INFINITY] as const;
  if (options.phase === undefined) return [...asked];
  if (recording.path === undefined) {
    throw new UserError(
      '--phase needs a file: the recording is read twice',
      'name the file instead of -',
    );
  }
  const { phases } = await readReport(
    recording,
    undefined,
    undefined,
    undefined,
    foreignOptions(options),
  );
  const phase = phases[options.phase - 1];
  if (phase === undefined) {
    throw new UserError(
      `--phase: there is no phase ${options.phase}`,
      `this run has ${phases.length}`,
    );
  }
  const isLast = options.phase === phases.length;
  const isFirst = options.phase === 1;
  return [
    Math.max(asked[0], isFirst ? 0 : phase.start),
    Math.min(asked[1], isLast ? Number.POSITIVE_INFINITY : phase.end),
  ];
}

/** The chunks of a recording, each after what the one before gave was written; none once the reader has gone. */
async function* paced(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  output: Output,
  flush: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk;
    await flush();
    if (output.closed) return;
  }
}

/** '0:04.213   412 MiB | text'; a bar for stdout, an exclamation mark for stderr. */
function stamped(dim: Paint, yellow: Paint, bar: string): (found: Found) => Uint8Array {
  return ({ line, time, rss }) => {
    const memory = padStart(rss === undefined ? '' : formatSize(rss), 9);
    const stamp = dim(`${padStart(clock(time), 9)} ${memory}`);
    const edge = line.fd === 2 ? yellow('!') : dim(bar);
    const text = `${stamp} ${edge} ${printable(line.msg)}`.trimEnd();
    return Buffer.from(`${text}\n`);
  };
}

/** '0:04.213', '1:02:03.500': hours where there are any. */
function clock(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const rest = `${two(Math.floor(whole / 1000) % 60)}.${String(whole % 1000).padStart(3, '0')}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
