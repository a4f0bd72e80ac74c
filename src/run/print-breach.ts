import path from 'node:path';
import type { Comparison } from '../analyze/compare/compare.ts';
import { act } from '../ci/act.ts';
import type { CiName } from '../ci/names.ts';
import { CI_SYSTEMS } from '../ci/registry.ts';
import type { World } from '../host/world.ts';
import { breachSentences, raiseWords } from '../limits/breach-sentence.ts';
import type { GateSetup } from '../limits/setup.ts';
import { readBack } from '../read/read-back.ts';
import type { Metric } from '../recording/metrics.ts';
import { breachReport } from '../render/breach-report.ts';
import { COMPARISON_RENDERERS } from '../render/compare/registry.ts';
import { viewOf } from '../render/terminal-view.ts';
import type { Summary } from '../sinks/summary.ts';
import type { RunRecording } from './recording.ts';
import type { RunOptions } from './run-options.ts';

export interface TellEndPlan {
  readonly options: RunOptions & { readonly ci: CiName };
  readonly gate: GateSetup;
  readonly name: string;
  /** The command in a few words. */
  readonly command: string;
  readonly status: number;
  readonly recording: RunRecording;
  readonly summary: Summary | undefined;
  /** What the broken limit is about, so that the curve and the limit are one. */
  readonly metric: Metric | undefined;
  /** With the baseline, where there was one. */
  readonly comparison: Comparison | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly world: World;
}

const NAMES = { base: 'baseline', next: 'this run' };

/** Tells what limits were broken, and the CI system what it is to know. */
export async function tellEnd(plan: TellEndPlan): Promise<void> {
  const { gate, world, env, comparison } = plan;
  const { color, ci } = plan.options;
  const recording = plan.recording.path;
  const written = await plan.recording.written();
  const report = (written && (await readBack(written, [], plan.metric))) ?? plan.summary?.report();
  if (report === undefined) return;
  const raise = raiseWords(report);
  if (report.breaches.length > 0 && !plan.options.quiet) {
    const view = viewOf(world, world.stderr, color === undefined ? {} : { color });
    const options = {
      record: shortPath(recording, world),
      // Braille is uneven in the fonts of web pages.
      ...(ci !== 'none' && view.unicode && ({ style: 'line' } as const)),
      ...(raise !== undefined && { raise }),
    };
    await world.stderr.write(breachReport(report, view, options));
    if (comparison?.verdict === 'worse') {
      await world.stderr.write(`\n${COMPARISON_RENDERERS.chart(comparison, NAMES, view)}`);
    }
  }
  const facts = {
    name: plan.name,
    command: plan.command,
    status: plan.status,
    report,
    comparison,
    breaches: breachSentences(report, plan.command),
    warnOnly: gate.onBreach === 'warn',
    recording,
    env,
  };
  await act(CI_SYSTEMS[ci].actions(facts), world.stderr, env);
}

/** Relative where it is below the folder we are in. */
function shortPath(file: string, world: World): string {
  try {
    const relative = path.relative(world.cwd(), file);
    return relative.startsWith('..') ? file : relative;
  } catch {
    return file;
  }
}
