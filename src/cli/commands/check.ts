import type { Report } from '../../analyze/report/types.ts';
import type { Subcommand, World } from '../../host/world.ts';
import { type Judgement, judge } from '../../limits/baseline.ts';
import { expandFiles } from '../../limits/baseline-files.ts';
import { NO_REST } from '../../limits/breach-line.ts';
import { breachWords } from '../../limits/breach-words.ts';
import { type Checked, checkRecording } from '../../limits/check-recording.ts';
import { explainBreach, explanationWords } from '../../limits/explain-breach.ts';
import type { LimitSettings } from '../../limits/options.ts';
import { TOLERANCE } from '../../limits/setup.ts';
import { LIMIT_ROWS } from '../../limits/table.ts';
import { readReport } from '../../read/read-report.ts';
import { findRecording } from '../../read/recordings.ts';
import type { ReportMetric } from '../../recording/metrics.ts';
import { COMPARISON_RENDERERS } from '../../render/compare/registry.ts';
import { printedBreach, safeJson } from '../../render/json.ts';
import { viewOf } from '../../render/terminal-view.ts';
import { BREACH } from '../../run/exit-codes.ts';
import { formatDuration } from '../../text/duration.ts';
import { UserError } from '../../text/user-error.ts';
import { parseArguments } from '../options/arguments.ts';
import { BASELINE_OPTIONS, LIMIT_OPTIONS } from '../options/limit-options.ts';
import type { CommandTable } from '../options/option.ts';
import { readConfig } from '../options/parse-config.ts';
import { JSON_OUTPUT, RUN_OPERAND } from '../options/shared.ts';

export const TABLE: CommandTable = {
  name: 'check',
  summary: 'check a recorded run against limits or earlier runs',
  operands: [RUN_OPERAND],
  options: [...LIMIT_OPTIONS, ...BASELINE_OPTIONS, JSON_OUTPUT],
  after: `Sizes are 512M, 2GiB, or 80% of the memory of the machine it was recorded on.
memwrap.config.json applies where no option is given, by the run's name.
Exit status: 0 all kept, 122 something broken, 125 nothing to check.`,
};

type Options = LimitSettings & { readonly json?: boolean };

/** Checks a recording: 122 where a limit or the baseline was broken. */
export const run: Subcommand = async (args, world) => {
  const given = parseArguments<Options>(TABLE, args);
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
  // Stdin cannot be read again.
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

const NAME_COLUMNS = Math.max(...LIMIT_ROWS.map(({ name }) => name.length));

function plainText(checked: Checked, judgement: Judgement | undefined, world: World): string {
  const { report, limits, breaches, unjudged } = checked;
  const lines = LIMIT_ROWS.flatMap(({ name, value }) => {
    const allowed = limits[name];
    if (allowed === undefined) return [];
    const breach = breaches.find(({ limit }) => limit === name);
    const shown = `${name.padEnd(NAME_COLUMNS)}  `;
    if (breach !== undefined) {
      const age = formatDuration(breach.time - report.start);
      const why = explanationWords(explainBreach(breach, report));
      const indent = ' '.repeat('  over  '.length + NAME_COLUMNS + 2);
      return [
        `  over  ${shown}${breachWords(name).figures(breach)} at ${age}`,
        ...why.map((clause) => `${indent}${clause}`),
      ];
    }
    const kept = shown + value.format(allowed);
    return [
      unjudged.includes(name) ? `  ?     ${kept}, not judged: ${NO_REST}` : `  ok    ${kept}`,
    ];
  });
  if (judgement === undefined) return `${lines.join('\n')}\n`;
  const excuses = judgement.worse.length === 0 ? [] : judgement.excuses;
  const view = viewOf(world, world.stdout);
  const names = { base: 'baseline', next: report.name };
  const table = COMPARISON_RENDERERS.chart(judgement.comparison, names, view);
  return [...lines, ...excuses.map((text) => `  not judged: ${text}`), table].join('\n');
}

function jsonText(checked: Checked, judgement: Judgement | undefined, broken: boolean): string {
  const { report, limits, breaches, unjudged } = checked;
  const { baseCurve: _base, nextCurve: _next, ...comparison } = judgement?.comparison ?? {};
  return safeJson({
    version: 1,
    name: report.name,
    verdict: broken ? 'broken' : 'kept',
    limits,
    breaches: breaches.map(({ type: _type, time, ...breach }) => ({
      ...printedBreach(breach, report),
      time: time - report.start,
    })),
    ...(unjudged.length > 0 && { unjudged }),
    ...(judgement && { comparison, excuses: judgement.excuses }),
    warnings: report.warnings,
  });
}
