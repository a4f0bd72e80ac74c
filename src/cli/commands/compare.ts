import path from 'node:path';
import { compareReports } from '../../analyze/compare/compare.ts';
import { THRESHOLDS } from '../../analyze/compare/thresholds.ts';
import type { Report } from '../../analyze/report/types.ts';
import type { Subcommand } from '../../host/world.ts';
import { findRecordings } from '../../read/match-files.ts';
import { readAlike } from '../../read/read-alike.ts';
import type { Recording } from '../../read/recordings.ts';
import type { ReportMetric } from '../../recording/metrics.ts';
import { COMPARISON_RENDERERS } from '../../render/compare/registry.ts';
import { viewOf } from '../../render/terminal-view.ts';
import { BREACH } from '../../run/exit-codes.ts';
import { printable } from '../../text/printable.ts';
import { parseShare } from '../../text/share.ts';
import { UserError } from '../../text/user-error.ts';
import { parseArguments } from '../options/arguments.ts';
import { HTML } from '../options/html-options.ts';
import { foreignOptions, IMPORT_OPTIONS } from '../options/import-options.ts';
import type { CommandTable, OptionsOf } from '../options/option.ts';
import { COLOR, FORMATS, formatOf, METRIC, WIDTH } from '../options/shared.ts';

export const TABLE = {
  name: 'compare',
  summary: 'what grew since, and which log lines it follows',
  operands: [
    { name: '<base>', help: "files or names of runs, with commas or as 'main-*'" },
    { name: '<new>', help: 'likewise' },
  ],
  options: [
    {
      name: 'tolerance',
      value: '<pct>',
      help: 'ignore changes up to this share of the base',
      shown: '5%',
      parse: parseShare,
      initial: THRESHOLDS.tolerance,
    },
    METRIC,
    WIDTH,
    ...FORMATS,
    ...HTML,
    COLOR,
    ...IMPORT_OPTIONS,
  ],
  after: `Exit status: 0 the same or better, 122 worse, 125 nothing to compare. From five
base runs on, memwrap knows how much a run differs from the next by chance.`,
} as const satisfies CommandTable;

/** Compares runs: 122 where the new one is worse. */
export const run: Subcommand = async (args, world) => {
  const given = parseArguments<OptionsOf<typeof TABLE>>(TABLE, args);
  if (given.kind === 'print') {
    await world.stdout.write(given.text);
    return 0;
  }
  const { options, operands } = given;
  const [one = '', other = ''] = operands;
  const before = findRecordings(world, one);
  const after = findRecordings(world, other);
  if (before.concat(after).filter((recording) => recording.path === undefined).length > 1) {
    throw new UserError('stdin can be read only once', 'name a file for the other side');
  }
  const { reports, note, reads } = await readAlike(
    [...before, ...after],
    options.metric,
    foreignOptions(options),
  );
  if (reads !== undefined) {
    const { compareTaskFiles } = await import('../task-files.ts');
    const [base, next] = [
      { name: labelOf(before), recordings: before, reads: reads.slice(0, before.length) },
      { name: labelOf(after), recordings: after, reads: reads.slice(before.length) },
    ];
    return compareTaskFiles(world, base, next, options);
  }
  for (const report of reports) checkMeasured(report, options.metric);
  const compared = compareReports(reports.slice(0, before.length), reports.slice(before.length), {
    tolerance: options.tolerance,
  });
  const comparison =
    note === undefined ? compared : { ...compared, warnings: [note, ...compared.warnings] };
  const names = sideNames(before, after);
  if (options.html !== undefined || options.open === true) {
    const { putComparison } = await import('../html-report.ts');
    const { html = '', open = false } = options;
    await putComparison(world, comparison, names, { file: html, open });
    return comparison.verdict === 'worse' ? BREACH : 0;
  }
  const form = formatOf(options);
  const view = viewOf(world, world.stdout, options);
  await world.stdout.write(COMPARISON_RENDERERS[form](comparison, names, view));
  return comparison.verdict === 'worse' ? BREACH : 0;
};

/** What has no size, or not the one that was asked for, cannot be the same or better. */
function checkMeasured({ name, metric, peak, samples, warnings }: Report, asked?: ReportMetric) {
  if (peak === undefined || samples === 0) {
    throw new UserError(`${printable(name)}: no memory was recorded, there is nothing to compare`);
  }
  if (asked === undefined || asked === metric) return;
  const why = warnings.find((text) => text.startsWith(`${asked} was not recorded`));
  const hint = `leave --metric out, or write --metric ${metric}`;
  throw new UserError(`${printable(name)}: ${printable(why ?? `${asked} was not recorded`)}`, hint);
}

/** Labels for the two sides: the files' names, or 'base' and 'new' where those are the same. */
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
  return path
    .basename(first.path)
    .replace(/\.jsonl(\.gz|\.zst)?$/, '')
    .replace(/^\d{8}-\d{6}-/, '');
}
