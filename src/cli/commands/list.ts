import path from 'node:path';
import { compactLocalTime } from '../../host/local-time.ts';
import type { Subcommand, World } from '../../host/world.ts';
import { knownRuns } from '../../read/known-runs.ts';
import { type RecordingEnds, readEnds } from '../../read/recording-ends.ts';
import { endWords } from '../../render/end-words.ts';
import { isGrave, killedSentences, killedTexts } from '../../render/killed-words.ts';
import { paletteOf } from '../../render/palette.ts';
import { viewOf } from '../../render/terminal-view.ts';
import { oneLine, padEnd, padStart, shorten } from '../../render/text.ts';
import type { View } from '../../render/view.ts';
import { spoken } from '../../render/voice.ts';
import { wrap } from '../../render/wrap.ts';
import { formatDuration } from '../../text/duration.ts';
import { printable } from '../../text/printable.ts';
import { formatSize } from '../../text/size.ts';
import { UserError } from '../../text/user-error.ts';
import { parseArguments } from '../options/arguments.ts';
import { type CommandTable, type OptionsOf, wholeNumber } from '../options/option.ts';
import { COLOR } from '../options/shared.ts';

export const TABLE = {
  name: 'list',
  summary: 'the runs recorded here and below, newest first',
  operands: [],
  options: [
    {
      name: 'number',
      short: 'n',
      value: '<n>',
      help: 'maximum number',
      shown: '20',
      parse: wholeNumber(1),
      initial: 20,
    },
    { name: 'all', help: 'those of all folders, as far as they are remembered' },
    { name: 'json', help: 'one object per line, with absolute paths' },
    COLOR,
  ],
} as const satisfies CommandTable;

const MAX_NAME = 24;

/** Lists the recordings by their two ends. */
export const run: Subcommand = async (args, world) => {
  const given = parseArguments<OptionsOf<typeof TABLE>>(TABLE, args);
  if (given.kind === 'print') {
    await world.stdout.write(given.text);
    return 0;
  }
  const { number, json, all } = given.options;
  const files = knownRuns(world, all ? 'all' : 'tree').map((run) => run.path);
  if (files.length === 0) throw nothingHere(world);
  const runs: { readonly file: string; readonly seen: RecordingEnds }[] = [];
  for (const file of files.slice(0, number)) runs.push({ file, seen: await readEnds(file) });
  if (json) {
    await world.stdout.write(runs.map(({ file, seen }) => jsonLine(file, seen)).join(''));
    return 0;
  }
  const view = viewOf(world, world.stdout, given.options);
  const { dim, red, glyphs } = paletteOf(view);
  const rows = runs.map(({ file, seen }) => cellsOf(file, seen, world.cwd()));
  const head = ['name', 'when', 'took', 'peak', 'exit', 'file'];
  const widths = head.map((_, i) =>
    Math.max(...[head, ...rows].map((row) => Math.min(MAX_NAME, (row[i] ?? '').length))),
  );
  const lines = [head, ...rows].flatMap((row, i) => {
    const [name = '', when = '', took = '', peak = '', exit = '', file = ''] = row;
    const [w0 = 0, w1 = 0, w2 = 0, w3 = 0, w4 = 0] = widths;
    const shown = padEnd(shorten(name, w0, glyphs.ellipsis), w0);
    const ended = padEnd(exit, w4);
    const left = `${shown}  ${padEnd(when, w1)}  ${padStart(took, w2)}  ${padStart(peak, w3)}`;
    if (i === 0) return [dim(`${left}  ${ended}  ${file}`)];
    const fine = exit === '0' || exit === '' || exit === 'still running' || exit === 'ended';
    const line = `${left}  ${fine ? ended : red(ended)}  ${dim(file)}`;
    return [line, ...deathLines(runs[i - 1]?.seen, view)];
  });
  const more = files.length - runs.length;
  if (more > 0)
    lines.push(
      dim(`and ${more} older; memwrap list${all ? ' --all' : ''} -n ${files.length} shows all`),
    );
  await world.stdout.write(`${lines.join('\n')}\n`);
  return 0;
};

/** Why a run was killed, or what it probably ended by, below its row. */
function deathLines(seen: RecordingEnds | undefined, view: View): string[] {
  const facts = { ...seen, duration: seen?.duration ?? 0, breaches: [] };
  if (!isGrave(facts)) return [];
  const voice = spoken(view.unicode, MAX_NAME * 2);
  return killedSentences(facts, voice, false).flatMap((text) =>
    wrap(text, Math.max(40, view.columns - 2)).map((line) => `  ${line}`),
  );
}

function deathTexts(death: Partial<RecordingEnds>, duration = 0): string[] {
  return killedTexts({ ...death, duration, breaches: [] }, false);
}

function nothingHere(world: World): UserError {
  const elsewhere = knownRuns(world, 'all').length;
  const hint = elsewhere > 0 ? 'memwrap list --all shows those of other folders' : undefined;
  return new UserError('no run recorded here yet', hint ?? 'try: memwrap <command>');
}

function cellsOf(file: string, ends: RecordingEnds, cwd: string): string[] {
  const { start, end, duration, breaches, cause, killed, full, running } = ends;
  const peak = end?.peak?.seen ?? end?.peak?.pss ?? end?.peak?.rss ?? end?.peak?.machine;
  return [
    oneLine(start?.name ?? '') || '?',
    start === undefined ? '' : localMinute(start.time),
    duration === undefined ? '' : formatDuration(duration),
    peak === undefined ? '' : formatSize(peak),
    endWords({
      finished: end !== undefined,
      breaches,
      ...(end?.exit && { exit: end.exit }),
      ...(end?.status !== undefined && { status: end.status }),
      ...(start?.watch !== undefined && { watch: { what: start.watch } }),
      ...(cause && { cause }),
      ...(killed && { killed }),
      ...(full && { full }),
      ...(running && { running }),
    }).replace(/^exit /, ''),
    printable(nearest(file, cwd)),
  ];
}

/** Relative to the working directory, if it is below it. */
function nearest(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') ? file : relative;
}

/** '2026-11-22 07:58', local time. */
function localMinute(epoch: number): string {
  return compactLocalTime(epoch).replace(/^(\d+)(\d\d)(\d\d)-(\d\d)(\d\d)\d\d$/, '$1-$2-$3 $4:$5');
}

function jsonLine(file: string, { start, end, duration, ...death }: RecordingEnds): string {
  return `${JSON.stringify({
    name: start?.name,
    file,
    start: start?.time,
    duration,
    finished: end !== undefined,
    exit: end?.exit,
    status: end?.status,
    peak: end?.peak,
    running: death.running,
    cause: death.cause,
    // When it was killed does not stand in the end record.
    killed: death.killed?.map(({ time: _, ...one }) => one),
    full: death.full,
    death: death.full || death.killed || death.cause ? deathTexts(death, duration) : undefined,
  })}\n`;
}
