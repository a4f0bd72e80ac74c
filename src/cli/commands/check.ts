import { THRESHOLDS } from '../../analyze/compare/thresholds.ts';
import type { Report } from '../../analyze/report/types.ts';
import type { Subcommand, World } from '../../host/world.ts';
import { judge } from '../../limits/baseline.ts';
import { expandFiles } from '../../limits/baseline-files.ts';
import { BASELINE, breachWords } from '../../limits/breach-words.ts';
import { type Checked, checkRecording } from '../../limits/check-recording.ts';
import { explainBreach, explanationWords } from '../../limits/explain-breach.ts';
import type { Judgement } from '../../limits/judged.ts';
import type { LimitSettings } from '../../limits/options.ts';
import { LIMIT_ROWS } from '../../limits/table.ts';
import { unjudgedLine } from '../../limits/unjudged-words.ts';
import { readReport } from '../../read/read-report.ts';
import type { ReportMetric } from '../../recording/metrics.ts';
import { momentText } from '../../render/axis.ts';
import { COMPARISON_RENDERERS } from '../../render/compare/registry.ts';
import { printedBreach, safeJson } from '../../render/json.ts';
import { viewOf } from '../../render/terminal-view.ts';
import { BREACH } from '../../run/exit-codes.ts';
import { UserError } from '../../text/user-error.ts';
import { NOTHING_TO_CHECK } from '../check-words.ts';
import { chosenRecording } from '../chosen-recording.ts';
import { parseArguments } from '../options/arguments.ts';
import { foreignOptions, IMPORT_OPTIONS } from '../options/import-options.ts';
import { BASELINE_OPTIONS, IF_UNKNOWN_OPTION, LIMIT_OPTIONS } from '../options/limit-options.ts';
import type { CommandTable } from '../options/option.ts';
import { readConfig } from '../options/parse-config.ts';
import { JSON_OUTPUT, RUN_OPERAND } from '../options/shared.ts';

export const TABLE: CommandTable = {
  name: 'check',
  summary: 'check a recorded run against limits or earlier runs',
  operands: [RUN_OPERAND],
  options: [
    ...LIMIT_OPTIONS,
    ...BASELINE_OPTIONS,
    IF_UNKNOWN_OPTION,
    JSON_OUTPUT,
    ...IMPORT_OPTIONS,
  ],
  after: `Sizes are 512M, 2GiB, or 80% of the memory of the machine it was recorded on.
memwrap.config.json applies where no option is given, by the run's name.
Exit status: 0 all kept, 122 something broken, or not to be judged (see
--if-unknown), 125 nothing to check.`,
};

type Options = LimitSettings & Parameters<typeof foreignOptions>[0] & { readonly json?: boolean };

/** Checks a recording: 122 where a limit or the baseline was broken, or cannot be judged. */
export const run: Subcommand = async (args, world) => {
  const given = parseArguments<Options>(TABLE, args);
  if (given.kind === 'print') {
    await world.stdout.write(given.text);
    return 0;
  }
  const { json = false, ...options } = given.options;
  const foreign = foreignOptions(options);
  const recording = await chosenRecording(world, given.operands[0]);
  const optionsFor = (name: string): LimitSettings => ({ ...readConfig(world, name), ...options });
  const checked = await checkRecording(recording, optionsFor, foreign);
  if ('kind' in checked) {
    const { checkTaskFile } = await import('../check-tasks.ts');
    return checkTaskFile(world, checked, optionsFor(checked.name), { json, path: recording.path });
  }
  const expanded = expandFiles(checked.options.baseline ?? [], world.cwd);
  const files = expanded.files.filter((file) => file !== recording.path);
  if (Object.keys(checked.limits).length === 0 && files.length === 0)
    throw new UserError(...NOTHING_TO_CHECK);
  // Stdin cannot be read again.
  const read = async (metric: ReportMetric): Promise<Report> =>
    recording.path === undefined
      ? checked.report
      : readReport(recording, metric, undefined, undefined, foreign);
  const tolerance = checked.options.tolerance ?? THRESHOLDS.tolerance;
  const baselineNamed = expanded.named;
  const { judgement, remarks, why } = await judge(files, read, {
    tolerance,
    baselineNamed,
    foreign,
  });
  for (const remark of remarks) await world.stderr.write(`memwrap: ${remark}\n`);
  const worse = judgement !== undefined && judgement.worse.length > 0;
  const broken = checked.breaches.length > 0 || (worse && judgement.excuses.length === 0);
  const unjudged = [...checked.unjudged, ...(why === undefined ? [] : [{ limit: BASELINE, why }])];
  const fails = (checked.options.ifUnknown ?? 'fail') === 'fail';
  for (const one of unjudged) await world.stderr.write(`memwrap: ${unjudgedLine(one, fails)}\n`);
  const verdict = broken ? 'broken' : unjudged.length > 0 ? 'unknown' : 'kept';
  const results: Results = { ...checked, unjudged, judgement, verdict };
  await world.stdout.write(json ? jsonText(results) : plainText(results, world));
  return broken || (unjudged.length > 0 && fails) ? BREACH : 0;
};

interface Results extends Checked {
  readonly judgement: Judgement | undefined;
  /** 'unknown': nothing is known to be broken, but something could not be judged. */
  readonly verdict: 'broken' | 'unknown' | 'kept';
}

const NAME_COLUMNS = Math.max(...LIMIT_ROWS.map(({ name }) => name.length));

function plainText(results: Results, world: World): string {
  const { report, limits, breaches, unjudged, judgement } = results;
  const lines = LIMIT_ROWS.flatMap(({ name, value }) => {
    const allowed = limits[name];
    if (allowed === undefined) return [];
    const breach = breaches.find(({ limit }) => limit === name);
    const shown = `${name.padEnd(NAME_COLUMNS)}  `;
    if (breach !== undefined) {
      const age = momentText(breach.time - report.start, report.axis);
      const why = explanationWords(explainBreach(breach, report));
      const indent = ' '.repeat('  over  '.length + NAME_COLUMNS + 2);
      return [
        `  over  ${shown}${breachWords(name).figures(breach)} at ${age}`,
        ...why.map((clause) => `${indent}${clause}`),
      ];
    }
    const kept = shown + value.format(allowed);
    const open = unjudged.find(({ limit }) => limit === name);
    return [open === undefined ? `  ok    ${kept}` : `  ?     ${kept}, not judged: ${open.why}`];
  });
  const open = unjudged.find(({ limit }) => limit === BASELINE);
  if (open !== undefined) {
    lines.push(`  ?     ${BASELINE.padEnd(NAME_COLUMNS)}  not judged: ${open.why}`);
  }
  if (judgement === undefined) return `${lines.join('\n')}\n`;
  const excuses = judgement.worse.length === 0 ? [] : judgement.excuses;
  const view = viewOf(world, world.stdout);
  const names = { base: 'baseline', next: report.name };
  const table = COMPARISON_RENDERERS.chart(judgement.comparison, names, view);
  return [...lines, ...excuses.map((text) => `  not judged: ${text}`), table].join('\n');
}

function jsonText(results: Results): string {
  const { report, limits, breaches, unjudged, judgement, verdict } = results;
  const { baseCurve: _base, nextCurve: _next, ...comparison } = judgement?.comparison ?? {};
  return safeJson({
    version: 1,
    name: report.name,
    verdict,
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
