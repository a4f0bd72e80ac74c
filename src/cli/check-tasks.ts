import { THRESHOLDS } from '../analyze/compare/thresholds.ts';
import { tableOf } from '../analyze/tasks/table.ts';
import type { World } from '../host/world.ts';
import { expandFiles } from '../limits/baseline-files.ts';
import { BASELINE } from '../limits/breach-words.ts';
import { type CheckedTasks, checkTasks } from '../limits/check-tasks.ts';
import type { LimitSettings } from '../limits/options.ts';
import { distinctSize } from '../limits/size-words.ts';
import { LIMIT_ROWS } from '../limits/table.ts';
import { type JudgedTasks, judgeTasks } from '../limits/task-baseline.ts';
import { unjudgedLine } from '../limits/unjudged-words.ts';
import type { TaskFile } from '../read/read-foreign.ts';
import { safeJson } from '../render/json.ts';
import { TASK_COMPARISON_RENDERERS } from '../render/tasks/compare.ts';
import { viewOf } from '../render/terminal-view.ts';
import { beginning, oneLine } from '../render/text.ts';
import { BREACH } from '../run/exit-codes.ts';
import { formatSize } from '../text/size.ts';
import { UserError } from '../text/user-error.ts';
import { NOTHING_TO_CHECK } from './check-words.ts';

interface Results extends CheckedTasks {
  readonly file: TaskFile;
  readonly judged: JudgedTasks;
  readonly verdict: 'broken' | 'unknown' | 'kept';
}

/** Checks a table of tasks against limits and earlier tables: 122 where one was broken, or cannot be judged. */
export async function checkTaskFile(
  world: World,
  file: TaskFile,
  options: LimitSettings,
  { json, path }: { readonly json: boolean; readonly path: string | undefined },
): Promise<number> {
  const checked = checkTasks(file, options);
  const expanded = expandFiles(options.baseline ?? [], world.cwd);
  const files = expanded.files.filter((one) => one !== path);
  if (Object.keys(checked.limits).length === 0 && files.length === 0)
    throw new UserError(...NOTHING_TO_CHECK);
  const tolerance = options.tolerance ?? THRESHOLDS.tolerance;
  const judged = await judgeTasks(files, file, { tolerance, baselineNamed: expanded.named });
  for (const remark of judged.remarks) await world.stderr.write(`memwrap: ${remark}\n`);
  const { why } = judged;
  const unjudged = [...checked.unjudged, ...(why === undefined ? [] : [{ limit: BASELINE, why }])];
  const fails = (options.ifUnknown ?? 'fail') === 'fail';
  for (const one of unjudged) await world.stderr.write(`memwrap: ${unjudgedLine(one, fails)}\n`);
  const broken = checked.breaches.length > 0 || judged.comparison?.verdict === 'worse';
  const verdict = broken ? 'broken' : unjudged.length > 0 ? 'unknown' : 'kept';
  const results: Results = { ...checked, file, judged, unjudged, verdict };
  await world.stdout.write(json ? jsonText(results) : plainText(results, world));
  return broken || (unjudged.length > 0 && fails) ? BREACH : 0;
}

const NAME_COLUMNS = Math.max(...LIMIT_ROWS.map(({ name }) => name.length));
/** More tasks above a ceiling than this are counted. */
const MOST_BREACHES = 10;

function plainText(results: Results, world: World): string {
  const { file, limits, breaches, unjudged, judged } = results;
  const { largest } = tableOf(file.tasks);
  const lines = LIMIT_ROWS.flatMap(({ name, value }) => {
    const allowed = limits[name];
    if (allowed === undefined) return [];
    const shown = `${name.padEnd(NAME_COLUMNS)}  `;
    const over = breaches.filter(({ limit }) => limit === name);
    if (over.length > 0) {
      const hidden = over.length - MOST_BREACHES;
      return [
        ...over.slice(0, MOST_BREACHES).map(({ measured, task, measure }) => {
          const size = `${distinctSize(measured, allowed)} > ${distinctSize(allowed, measured)}`;
          return `  over  ${shown}${size}  ${oneLine(task)} (${oneLine(measure)})`;
        }),
        ...(hidden > 0 ? [`        ${' '.repeat(shown.length)}and ${hidden} more`] : []),
      ];
    }
    const kept = shown + value.format(allowed);
    const open = unjudged.find(({ limit }) => limit === name);
    if (open !== undefined) return [`  ?     ${kept}, not judged: ${open.why}`];
    const who =
      largest === undefined
        ? ''
        : `  largest: ${formatSize(largest.peak)} ${beginning(oneLine(largest.name))} (${oneLine(largest.measure)})`;
    return [`  ok    ${kept}${who}`];
  });
  const open = unjudged.find(({ limit }) => limit === BASELINE);
  if (open !== undefined) {
    lines.push(`  ?     ${BASELINE.padEnd(NAME_COLUMNS)}  not judged: ${open.why}`);
  }
  if (judged.comparison === undefined) return `${lines.join('\n')}\n`;
  const names = { base: 'baseline', next: file.name };
  const view = viewOf(world, world.stdout);
  return [...lines, TASK_COMPARISON_RENDERERS.chart(judged.comparison, names, view)].join('\n');
}

function jsonText({ file, limits, breaches, unjudged, judged, verdict }: Results): string {
  return safeJson({
    version: 1,
    kind: 'tasks',
    name: file.name,
    verdict,
    limits,
    breaches,
    ...(unjudged.length > 0 && { unjudged }),
    ...(judged.comparison !== undefined && { comparison: judged.comparison }),
    notes: file.notes,
  });
}
