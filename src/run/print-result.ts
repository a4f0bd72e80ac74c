import type { Comparison } from '../analyze/compare/compare.ts';
import type { CiName } from '../ci/names.ts';
import type { World } from '../host/world.ts';
import type { Breach } from '../limits/breach.ts';
import type { GateSetup } from '../limits/setup.ts';
import { limitRow } from '../limits/table.ts';
import type { Metric } from '../recording/metrics.ts';
import type { Exit } from '../recording/records.ts';
import { briefSummary } from '../render/brief-summary.ts';
import type { LateSummary } from '../sinks/lazy-summary.ts';
import type { Ending } from './ending.ts';
import { type Cause, causeWords } from './kill-cause.ts';
import type { RunRecording } from './recording.ts';
import type { RunOptions } from './run-options.ts';

export interface TellPlan {
  readonly options: RunOptions & { readonly name: string; readonly ci: CiName };
  readonly gate: GateSetup;
  /** The command in a few words. */
  readonly words: string;
  readonly recording: RunRecording;
  readonly summary: LateSummary | undefined;
  /** The limits that were broken. */
  readonly breaches: readonly Breach[];
  /** With the baseline, where there was one. */
  readonly comparison: Comparison | undefined;
  readonly samples: number;
  readonly exit: Exit;
  /** Milliseconds. */
  readonly duration: number;
  readonly ending: Ending;
  readonly cause: Cause | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly world: World;
}

/** What is said at the end of a run: the summary, or the limits that were broken; and what the CI system is to know. */
export async function tellRun(plan: TellPlan): Promise<void> {
  const { options, summary, breaches, world } = plan;
  const cause = plan.cause && causeWords(plan.cause);
  if (breaches.length === 0 && !options.quiet && summary !== undefined) {
    await tellPlain(summary, plan);
  }
  if (breaches.length > 0 || options.ci !== 'none') {
    // A run that broke nothing and is in no CI system never loads this.
    const { tellEnd } = await import('./print-breach.ts');
    await tellEnd({
      ...plan,
      name: options.name,
      summary: await summary?.get(),
      command: plan.words,
      status: plan.ending.code,
      metric: metricOf(breaches),
    });
  }
  if (cause !== undefined && !options.quiet) await world.stderr.write(`memwrap: ${cause}\n`);
}

/** Its code is loaded only for a run that lasted. */
async function tellPlain(summary: LateSummary, plan: TellPlan): Promise<void> {
  const { samples, exit, ending, duration, world } = plan;
  if (samples >= 2 || summary.loaded) await (await summary.get()).print();
  else {
    await world.stderr.write(`${briefSummary({ exit, status: ending.code, duration })}\n`);
  }
}

/** The metric that the first breach is about; the baseline is compared by RSS. */
function metricOf([first]: readonly Breach[]): Metric | undefined {
  if (first === undefined) return undefined;
  return limitRow(first.limit)?.metric ?? 'rss';
}
