import { noteRun } from '../read/recent-runs.ts';
import { printable } from '../text/printable.ts';
import { conclude } from './conclude.ts';
import { Disposer } from './disposer.ts';
import type { Ending } from './ending.ts';
import { NOT_EXECUTABLE } from './exit-codes.ts';
import { launchCommand } from './launch-command.ts';
import { observe } from './observe.ts';
import { type OpenRun, openRun, type RunPlan } from './open-run.ts';
import { printResult } from './print-result.ts';
import { currentFolder } from './start-record.ts';

/** Runs the command and records it. Returns how memwrap should exit: as the command did, unless a limit says otherwise. */
export async function performRun(plan: RunPlan): Promise<Ending> {
  const owner = new Disposer();
  try {
    const run = await openRun(plan, owner);
    const launched = await launchCommand(run);
    if (launched.kind === 'failed') return refuse(run, launched.detail);
    const observation = await observe(run, launched.command, owner);
    noteRecording(run);
    const outcome = await conclude(run, launched.command, observation);
    await printResult(run, observation, outcome);
    const { samples, late } = observation.sampling;
    run.diagnostics.debug('run ended', { ending: outcome.ending, samples, late });
    return outcome.ending;
  } finally {
    await owner.dispose();
  }
}

/** While the command runs, so that it did not have to wait for this. */
function noteRecording({ options, prepared, recording, timeline, world }: OpenRun): void {
  if (!recording.regular) return;
  const cwd = currentFolder(world);
  const { name } = options;
  const run = {
    time: timeline.start,
    name,
    ...(cwd !== undefined && { cwd }),
    file: recording.path,
  };
  noteRun(run, prepared.env);
}

function refuse({ command, notices }: OpenRun, detail: string): Ending {
  notices.say(`${printable(command[0] ?? '')}: ${detail}`);
  return { code: NOT_EXECUTABLE };
}
