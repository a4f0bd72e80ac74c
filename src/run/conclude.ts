import type { Comparison } from '../analyze/compare/compare.ts';
import { nodeSelf } from '../host/node-self.ts';
import type { EndRecord, Exit, KilledProcess, Outlived } from '../recording/records.ts';
import type { OomCounts } from '../sample/oom-counts.ts';
import type { LazySummary } from '../sinks/lazy-summary.ts';
import { awaitEnd, type Ended } from '../supervise/await-end.ts';
import { buildEndRecord } from './end-record.ts';
import { type Ending, endingOf } from './ending.ts';
import { succeeded } from './exit-codes.ts';
import { type Cause, causeOf } from './kill-cause.ts';
import type { RunningCommand } from './launch-command.ts';
import type { Observation } from './observe.ts';
import type { OpenRun } from './open-run.ts';
import { outlivedBy } from './outlived.ts';

/** How a run ended. */
export interface Outcome extends Ended {
  /** Why the command was killed, if it was. */
  readonly cause: Cause | undefined;
  /** Who of its tree still runs; undefined where nobody does. */
  readonly outlived: Outlived | undefined;
  /** Who was killed, the command or others. */
  readonly killed: readonly KilledProcess[];
  /** With the baseline, if there is one. */
  readonly comparison: Comparison | undefined;
  /** How memwrap exits. */
  readonly ending: Ending;
}

/** Waits for the end of the command and of its output, judges the run, and completes the recording. */
export async function conclude(
  run: OpenRun,
  command: RunningCommand,
  observation: Observation,
): Promise<Outcome> {
  const { emit, summary, streams, sampling, limits } = observation;
  const { exit, exited } = await awaitEnd({
    ...command,
    ...streams,
    sampling,
    members: () => observation.sampler.members(),
    router: run.router,
    clock: run.world.clock,
    timeline: run.timeline,
    settled: (hurried) => limits.settled(hurried),
  });
  await limits.finish();
  const killed = await named(await observation.kills.finish(exit, exited), summary);
  const { cause, oomCounts } = killCause(exit, observation, killed);
  const oom = { before: observation.oomCounts, after: oomCounts };
  run.diagnostics.debug('command ended', { exit, cause, oom });
  const { shortLife } = observation.sampler;
  const held = observation.peak.peak ?? (shortLife && { bound: shortLife.atMost });
  const peak = held && { ...held, ...run.cgroup?.peak() };
  const { unjudged } = limits;
  const left = outlivedBy(observation.sampler, run.options.argv, run.masks);
  const facts = { exited, exit, peak, sampling, streams, unjudged, cause, killed, ...left };
  const end = (status: number): EndRecord =>
    buildEndRecord({ ...facts, time: run.timeline.now(), cpu: nodeSelf.cpu(), status });
  const comparison = await compareWithBaseline(run, observation, exit, end);
  const ending = endingOf(exit, limits);
  emit(end(ending.code));
  await run.recording.writer.flush();
  await run.recording.writeBack();
  summary?.cancel();
  return { exit, exited, cause, killed, outlived: left.outlived, comparison, ending };
}

function killCause(
  exit: Exit,
  { limits, sampler, oomCounts }: Observation,
  killed: readonly KilledProcess[],
): { readonly cause: Cause | undefined; readonly oomCounts: OomCounts } {
  // What killed a command that succeeded is no question: the counts are not read again for it.
  const watched = sampler.kind === 'none' ? undefined : killed;
  const after = succeeded(exit) ? oomCounts : sampler.oomCounts();
  const cause = causeOf({ exit, ours: limits.killed, before: oomCounts, after, killed: watched });
  return { cause, oomCounts: after };
}

/** By what reports call them, where anybody has told processes apart so far. */
async function named(
  killed: readonly KilledProcess[],
  summary: LazySummary | undefined,
): Promise<readonly KilledProcess[]> {
  if (killed.length === 0 || summary === undefined) return killed;
  const known = (await summary.get()).report().killed ?? [];
  return killed.map((one) => {
    const work = known.find(({ pid }) => pid === one.pid)?.label;
    return work === undefined ? one : { ...one, work };
  });
}

/** Only for a command that succeeded: one that failed did not do the same work. */
async function compareWithBaseline(
  { limitSetup, recording, notices: { say } }: OpenRun,
  { limits }: Observation,
  exit: Exit,
  end: (status: number) => EndRecord,
): Promise<Comparison | undefined> {
  for (const name of limitSetup.noBaseline) say(`no baseline yet: nothing matches ${name}`);
  if (limitSetup.baseline.length === 0 || !succeeded(exit)) return undefined;
  const { judgeBaseline } = await import('./judge-baseline.ts');
  return judgeBaseline({ setup: limitSetup, recording, end: end(0), limits, say });
}
