import path from 'node:path';
import type { Comparison } from '../analyze/compare/compare.ts';
import type { Report } from '../analyze/report/types.ts';
import { act } from '../ci/act.ts';
import { CI_SYSTEMS } from '../ci/registry.ts';
import type { World } from '../host/world.ts';
import { breachSentences, remedyWords } from '../limits/breach-sentence.ts';
import { readBack } from '../read/read-back.ts';
import { breachReport } from '../render/breach-report.ts';
import { COMPARISON_RENDERERS } from '../render/compare/registry.ts';
import { viewOf } from '../render/terminal-view.ts';
import type { Summary } from '../sinks/summary.ts';
import type { Outcome } from './conclude.ts';
import type { OpenRun } from './open-run.ts';

const NAMES = { base: 'baseline', next: 'this run' };

/** Prints the limits that were broken, and gives the CI system its report. */
export async function printBreach(
  run: OpenRun,
  { comparison, ending }: Outcome,
  summary: Summary | undefined,
): Promise<void> {
  const { options, limitSetup, commandText, masks, recording, prepared, world } = run;
  const written = await recording.written();
  const report = (written && (await readBack(written))) ?? summary?.report();
  if (report === undefined) return;
  if (report.breaches.length > 0 && !options.quiet) await printReport(run, report, comparison);
  const actions = CI_SYSTEMS[options.ci].actions({
    name: options.name,
    command: commandText,
    status: ending.code,
    report,
    comparison,
    breaches: breachSentences(report, commandText),
    warnOnly: limitSetup.onBreach === 'warn',
    unknownFails: limitSetup.onBreach !== 'warn' && limitSetup.ifUnknown === 'fail',
    recording: recording.path,
    env: prepared.env,
  });
  const shown = actions.map((action) => ({ ...action, text: masks.text(action.text) }));
  await act(shown, world.stderr, prepared.env);
}

async function printReport(
  { options: { color, ci }, recording, world }: OpenRun,
  report: Report,
  comparison: Comparison | undefined,
): Promise<void> {
  const remedy = remedyWords(report);
  const view = viewOf(world, world.stderr, color === undefined ? {} : { color });
  const options = {
    record: recording.lost ? 'lost, it was deleted' : shortPath(recording.path, world),
    // Braille comes out uneven in the fonts of web pages.
    ...(ci !== 'none' && view.unicode && ({ style: 'line' } as const)),
    ...(remedy !== undefined && { remedy }),
  };
  await world.stderr.write(breachReport(report, view, options));
  if (comparison?.verdict === 'worse') {
    await world.stderr.write(`\n${COMPARISON_RENDERERS.chart(comparison, NAMES, view)}`);
  }
}

/** Relative if it is below the current folder. */
function shortPath(file: string, world: World): string {
  try {
    const relative = path.relative(world.cwd(), file);
    return relative.startsWith('..') ? file : relative;
  } catch {
    return file;
  }
}
