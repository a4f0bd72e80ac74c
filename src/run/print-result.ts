import type { Report } from '../analyze/report/types.ts';
import { briefSummary } from '../render/brief-summary.ts';
import type { LazySummary } from '../sinks/lazy-summary.ts';
import type { Outcome } from './conclude.ts';
import type { Observation } from './observe.ts';
import type { OpenRun } from './open-run.ts';

/** The summary of a run that lasted this long names the log line that its memory follows, if its recording is read at once. */
const READ_BACK_AFTER_MS = 5000;
const READ_BACK_BYTES = 2 * 2 ** 20;

/** Prints what a run came to: the summary, or the limits that were broken; and informs the CI system. */
export async function printResult(
  run: OpenRun,
  observation: Observation,
  outcome: Outcome,
): Promise<void> {
  const { options, notices, world } = run;
  const { breaches } = observation.limits;
  const { summary } = observation;
  await notices.flushed();
  if (breaches.length === 0 && !options.quiet && summary !== undefined) {
    await printSummary(summary, run, observation, outcome);
  }
  if (breaches.length > 0 || options.ci !== 'none') {
    // A run without a breach outside CI never loads this.
    const { printBreach } = await import('./print-breach.ts');
    await printBreach(run, outcome, await summary?.get());
  }
  const saved = observation.unbuffered?.words(outcome.exited - run.timeline.start);
  if (saved !== undefined && !options.quiet) await world.stderr.write(`memwrap: ${saved}\n`);
  if (outcome.outlived !== undefined && !options.quiet) {
    const { outlivedWords } = await import('../render/outlived-words.ts');
    await world.stderr.write(`memwrap: ${outlivedWords(outcome.outlived)}\n`);
  }
  if (!options.quiet && breaches.length === 0 && (outcome.cause || outcome.killed.length > 0)) {
    const { printKilled } = await import('./print-killed.ts');
    await printKilled(world, summary, outcome.cause);
  }
}

/** The full summary is loaded only for a run with more than one sample, or one that has loaded it already. */
async function printSummary(
  summary: LazySummary,
  run: OpenRun,
  { sampling, streams }: Observation,
  { exit, exited, ending }: Outcome,
): Promise<void> {
  const { timeline, world } = run;
  if (sampling.samples >= 2 || summary.loaded) {
    const lasted = exited - timeline.start >= READ_BACK_AFTER_MS;
    const report = lasted && streams.lines > 0 ? await readLines(run) : undefined;
    await (await summary.get()).print(report, { lost: run.recording.lost });
  } else {
    const brief = briefSummary({ exit, status: ending.code, duration: exited - timeline.start });
    await world.stderr.write(`${brief}\n`);
  }
}

/** The report with the lines, which go to the recording as bytes and are seen by nothing else. */
async function readLines({ recording }: OpenRun): Promise<Report | undefined> {
  const written = await recording.written();
  if (written === undefined || written.bytes > READ_BACK_BYTES) return undefined;
  const { readBack } = await import('../read/read-back.ts');
  return readBack(written);
}
