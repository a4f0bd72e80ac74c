import { availableParallelism, hostname } from 'node:os';
import { VERSION } from '../host/version.ts';
import type { World } from '../host/world.ts';
import { STREAM_VERSION, type StartRecord } from '../recording/records.ts';
import type { Sampler } from '../sample/sampler.ts';
import type { OpenRun } from './open-run.ts';

export interface StartFacts
  extends Pick<
    OpenRun,
    'command' | 'masks' | 'options' | 'id' | 'added' | 'timeline' | 'world' | 'limitSetup'
  > {
  readonly pid: number;
  readonly sampler: Sampler;
}

/** Builds the recording's first record. Of the environment it holds only the names of the variables that memwrap added. */
export function buildStartRecord(facts: StartFacts): StartRecord {
  const { options, sampler } = facts;
  const cwd = currentFolder(facts.world);
  const { limits } = facts.limitSetup;
  return {
    type: 'start',
    time: facts.timeline.start,
    version: STREAM_VERSION,
    memwrap: VERSION,
    name: options.name,
    ...(options.argv ? { argv: facts.masks.words(facts.command) } : {}),
    ...(cwd === undefined ? {} : { cwd }),
    pid: facts.pid,
    run: facts.id,
    host: {
      name: hostname(),
      platform: facts.world.platform,
      cpus: availableParallelism(),
      ...sampler.host,
    },
    sampler: {
      kind: sampler.kind,
      interval: options.interval,
      metrics: sampler.metrics,
      missing: sampler.missing,
    },
    ...(Object.keys(limits).length > 0 && { limits }),
    envAdded: Object.keys(facts.added),
  };
}

/** undefined where it was deleted. */
export function currentFolder(world: World): string | undefined {
  try {
    return world.cwd();
  } catch {
    // The folder was deleted and has no name any more.
    return undefined;
  }
}
