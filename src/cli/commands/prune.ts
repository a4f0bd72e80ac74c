import { unlinkSync } from 'node:fs';
import type { Subcommand, World } from '../../host/world.ts';
import { type PrunableRun, type Pruning, prunableRuns } from '../../read/prunable-runs.ts';
import { reasonOf } from '../../read/recordings.ts';
import { OWN_FAILURE } from '../../run/exit-codes.ts';
import { formatDuration, parseDuration } from '../../text/duration.ts';
import { printable } from '../../text/printable.ts';
import { formatSize } from '../../text/size.ts';
import { UserError } from '../../text/user-error.ts';
import { parseArguments } from '../options/arguments.ts';
import { type CommandTable, type OptionsOf, wholeNumber } from '../options/option.ts';

export const TABLE = {
  name: 'prune',
  summary: 'remove old recordings from where memwrap puts them',
  operands: [],
  options: [
    {
      name: 'keep',
      value: '<n>',
      help: 'the newest n of each folder stay',
      parse: wholeNumber(0),
    },
    {
      name: 'older',
      value: '<time>',
      help: 'only those that began longer ago: 12h, 30d',
      parse: parseDuration,
    },
    { name: 'all', help: 'in all folders, as far as they are remembered' },
    { name: 'yes', help: 'remove them; without it they are only shown' },
  ],
  after: `Only recordings that memwrap itself put there and named, of runs that have
ended; never one that is being written, or a file of --output.`,
} as const satisfies CommandTable;

/** Removes old recordings, or says which it would remove. */
export const run: Subcommand = async (args, world) => {
  const given = parseArguments<OptionsOf<typeof TABLE>>(TABLE, args);
  if (given.kind === 'print') {
    await world.stdout.write(given.text);
    return 0;
  }
  const { keep, older, all = false, yes = false } = given.options;
  if (keep === undefined && older === undefined) {
    throw new UserError('prune: it is not said which recordings', 'write --keep 20 or --older 30d');
  }
  const now = world.clock.wall();
  const found = await prunableRuns(world, {
    reach: all ? 'all' : 'folder',
    keep: keep ?? 0,
    ...(older !== undefined && { before: now - older }),
  });
  const removed = yes ? await removedOf(found.runs, world) : found.runs;
  const lines = removed.map((run) => lineOf(run, now));
  await world.stdout.write([...lines, ...summary(found, removed, yes)].join('\n'));
  return removed.length === found.runs.length ? 0 : OWN_FAILURE;
};

/** Those that could be removed; the others are told on stderr. */
async function removedOf(runs: readonly PrunableRun[], world: World): Promise<PrunableRun[]> {
  const removed: PrunableRun[] = [];
  for (const run of runs) {
    try {
      unlinkSync(run.path);
      removed.push(run);
    } catch (error) {
      await world.stderr.write(`memwrap: ${printable(run.path)}: ${reasonOf(error)}\n`);
    }
  }
  return removed;
}

function lineOf({ path: file, bytes, time }: PrunableRun, now: number): string {
  const age = time === undefined ? '' : `${formatDuration(Math.max(0, now - time))} ago`;
  return `  ${formatSize(bytes, { fixed: true }).padStart(8)}  ${age.padEnd(10)}  ${printable(file)}`;
}

function summary(
  { kept, busy }: Pruning,
  removed: readonly PrunableRun[],
  done: boolean,
): string[] {
  const bytes = formatSize(removed.reduce((sum, run) => sum + run.bytes, 0));
  const rest = `${kept} kept${busy > 0 ? `, ${busy} of them may still be written` : ''}`;
  const count = `${removed.length} ${removed.length === 1 ? 'recording' : 'recordings'}`;
  if (removed.length === 0) return [`nothing to remove; ${rest}`, ''];
  if (done) return [`removed ${count}, ${bytes} freed; ${rest}`, ''];
  return [`would remove ${count}, ${bytes}; ${rest}; add --yes to do it`, ''];
}
