import { Command } from 'commander';
import type { Report } from '../../analyze/report/types.ts';
import type { Subcommand, World } from '../../host/world.ts';
import { type Judgement, judge } from '../../limits/baseline.ts';
import { expandFiles } from '../../limits/baseline-files.ts';
import { NO_REST, sizeWords } from '../../limits/breach-line.ts';
import { type Checked, checkRecording } from '../../limits/check-recording.ts';
import { addGateOptions, type GateOptions, limitRecord } from '../../limits/options.ts';
import { TOLERANCE } from '../../limits/setup.ts';
import { readReport } from '../../read/read-report.ts';
import { findRecording } from '../../read/recordings.ts';
import type { ReportMetric } from '../../recording/metrics.ts';
import { COMPARISON_RENDERERS } from '../../render/compare/registry.ts';
import { safeJson } from '../../render/json.ts';
import { viewOf } from '../../render/terminal-view.ts';
import { BREACH } from '../../run/exit-codes.ts';
import { formatDuration } from '../../text/duration.ts';
import { formatSize } from '../../text/size.ts';
import { formatSlope } from '../../text/slope.ts';
import { UserError } from '../../text/user-error.ts';
import { parseArguments } from '../options/arguments.ts';
import { readConfig } from '../options/config-file.ts';

const HELP = `memwrap check [run] - hold a recorded run to limits, or to earlier runs

  run                   a file, the name of a run, or - for stdin  [the latest]
  -m, --max-rss <size>  ceiling for the whole tree: 512M, 2GiB, 80% of its
                        machine's memory; likewise:
      --max-pss, --max-growth, --min-free <size>
      --max-slope <s/t> a climb steeper than 10MiB/h, 1MiB/s, ...
      --baseline <file> earlier runs, several times or as 'x/*.jsonl'
      --tolerance <pct> allowed growth over the baseline                 [5%]
      --json            machine output

What memwrap.config.json says for the run's name counts where no option says
otherwise. Exit status: 0 all kept, 122 something broken, 125 nothing to check.
`;

interface Options extends GateOptions {
  readonly json?: boolean;
}

/** Checks a recording: 122 where a limit or the baseline was broken. */
export const run: Subcommand = async (args, world) => {
  const command = addGateOptions(new Command('check').argument('[run]'), true).option('--json');
  const given = parseArguments<Options>(command, args, HELP);
  if (given.kind === 'print') {
    await world.stdout.write(given.text);
    return 0;
  }
  const { json = false, ...options } = given.options;
  const recording = findRecording(world, given.operands[0]);
  const checked = await checkRecording(recording, (name) => ({
    ...readConfig(world, name),
    ...options,
  }));
  const files = expandFiles(checked.options.baseline ?? [], world.cwd).files.filter(
    (file) => file !== recording.path,
  );
  if (Object.keys(checked.limits).length === 0 && files.length === 0) {
    throw new UserError('there is nothing to check', 'add --max-rss 2GiB or --baseline main.jsonl');
  }
  // What came by stdin cannot be read again.
  const read = async (metric: ReportMetric): Promise<Report> =>
    recording.path === undefined ? checked.report : readReport(recording, metric);
  const tolerance = checked.options.tolerance ?? TOLERANCE;
  const { judgement, remarks } = await judge(files, read, tolerance);
  for (const remark of remarks) await world.stderr.write(`memwrap: ${remark}\n`);
  const worse = judgement !== undefined && judgement.worse.length > 0;
  const broken = checked.breaches.length > 0 || (worse && judgement.excuses.length === 0);
  await world.stdout.write(
    json ? jsonText(checked, judgement, broken) : plainText(checked, judgement, world),
  );
  return broken ? BREACH : 0;
};

function plainText(checked: Checked, judgement: Judgement | undefined, world: World): string {
  const { report, limits, breaches, growthUnjudged } = checked;
  const lines = Object.entries(limitRecord(limits)).map(([limit, allowed]) => {
    const breach = breaches.find((one) => one.limit === limit);
    const name = limit.padEnd(10);
    if (breach === undefined && growthUnjudged && limit === 'max-growth') {
      return `  ?     ${name}  ${limitWords(limit, allowed)}, not judged: ${NO_REST}`;
    }
    if (breach === undefined) return `  ok    ${name}  ${limitWords(limit, allowed)}`;
    const age = formatDuration(breach.time - report.start);
    return `  over  ${name}  ${sizeWords(breach)} at ${age}`;
  });
  if (judgement === undefined) return `${lines.join('\n')}\n`;
  const excuses = judgement.worse.length === 0 ? [] : judgement.excuses;
  const view = viewOf(world, world.stdout);
  const names = { base: 'baseline', next: report.name };
  const table = COMPARISON_RENDERERS.chart(judgement.comparison, names, view);
  return [...lines, ...excuses.map((text) => `  not judged: ${text}`), table].join('\n');
}

function limitWords(limit: string, allowed: number): string {
  return limit === 'max-slope' ? formatSlope(allowed) : formatSize(allowed, { fixed: true });
}

function jsonText(checked: Checked, judgement: Judgement | undefined, broken: boolean): string {
  const { report, limits, breaches, growthUnjudged } = checked;
  const { baseCurve: _base, nextCurve: _next, ...comparison } = judgement?.comparison ?? {};
  return safeJson({
    version: 1,
    name: report.name,
    verdict: broken ? 'broken' : 'kept',
    limits: limitRecord(limits),
    breaches: breaches.map(({ type: _type, time, ...breach }) => ({
      ...breach,
      time: time - report.start,
    })),
    ...(growthUnjudged && { unjudged: ['max-growth'] }),
    ...(judgement && { comparison, excuses: judgement.excuses }),
    warnings: report.warnings,
  });
}
