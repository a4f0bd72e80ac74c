import path from 'node:path';
import { Command, Option } from 'commander';
import { compareReports } from '../../analyze/compare/compare.ts';
import type { Report } from '../../analyze/report/types.ts';
import type { Subcommand } from '../../host/world.ts';
import { findRecordings } from '../../read/match-files.ts';
import { readReport } from '../../read/read-report.ts';
import type { Recording } from '../../read/recordings.ts';
import { METRIC_NAMES, type ReportMetric } from '../../recording/metrics.ts';
import { COMPARISON_RENDERERS } from '../../render/compare/registry.ts';
import { parseWidth, viewOf } from '../../render/terminal-view.ts';
import { BREACH } from '../../run/exit-codes.ts';
import { parseShare } from '../../text/share.ts';
import { UserError } from '../../text/user-error.ts';
import { parseArguments } from '../options/arguments.ts';

const HELP = `memwrap compare <base> <new> - what grew since, and which log lines it follows

  base, new          files or names of runs; several with commas or as 'main-*'
  --tolerance <pct>  it is the same up to this part of the base           [5%]
  --metric <m>       rss, pss, anon, file, shmem, swap or system
                                                     [pss if shared, else rss]
  --width <n>        columns                                    [terminal, 80]
  --json | --md      machine or Markdown output
  --color, --no-color

Exit status: 0 the same or better, 122 worse, 125 nothing to compare. From five
base runs on it is known how much a run differs from the next by chance.
`;

interface Options {
  readonly tolerance: number;
  readonly metric?: ReportMetric;
  readonly width?: number;
  readonly json?: boolean;
  readonly md?: boolean;
  readonly color?: boolean;
}

function command(): Command {
  return new Command('compare')
    .argument('<base>')
    .argument('<new>')
    .option('--tolerance <pct>', '', (text) => parseShare(text, '--tolerance'), 0.05)
    .addOption(new Option('--metric <m>').choices([...METRIC_NAMES, 'system']))
    .option('--width <n>', '', parseWidth)
    .option('--json')
    .addOption(new Option('--md').conflicts('json'))
    .option('--color')
    .option('--no-color');
}

/** Compares runs: 122 where the new one is worse. */
export const run: Subcommand = async (args, world) => {
  const given = parseArguments<Options>(command(), args, HELP);
  if (given.kind === 'print') {
    await world.stdout.write(given.text);
    return 0;
  }
  const { options, operands } = given;
  const [base = '', next = ''] = operands;
  const before = findRecordings(world, base);
  const after = findRecordings(world, next);
  if (before.concat(after).filter((recording) => recording.path === undefined).length > 1) {
    throw new UserError('stdin can be read only once', 'name a file for the other side');
  }
  const comparison = compareReports(
    await readAll(before, options.metric),
    await readAll(after, options.metric),
    { tolerance: options.tolerance },
  );
  const names = sideNames(before, after);
  const form = options.json ? 'json' : options.md ? 'markdown' : 'chart';
  const view = viewOf(world, world.stdout, options);
  await world.stdout.write(COMPARISON_RENDERERS[form](comparison, names, view));
  return comparison.verdict === 'worse' ? BREACH : 0;
};

async function readAll(recordings: readonly Recording[], metric?: ReportMetric): Promise<Report[]> {
  const reports: Report[] = [];
  for (const recording of recordings) reports.push(await readReport(recording, metric));
  return reports;
}

/** What tells the sides apart: their files' names as they were given, else which side they are. */
function sideNames(
  before: readonly Recording[],
  after: readonly Recording[],
): { base: string; next: string } {
  const [base, next] = [labelOf(before), labelOf(after)];
  return base === next ? { base: 'base', next: 'new' } : { base, next };
}

function labelOf(recordings: readonly Recording[]): string {
  const [first] = recordings;
  if (recordings.length > 1) return `${recordings.length} runs`;
  if (first?.path === undefined) return 'stdin';
  return path.basename(first.path, '.jsonl').replace(/^\d{8}-\d{6}-/, '');
}
