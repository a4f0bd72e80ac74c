import { availableParallelism, hostname } from 'node:os';
import { VERSION } from '../host/version.ts';
import type { World } from '../host/world.ts';
import type { Limits } from '../limits/table.ts';
import { STREAM_VERSION, type StartRecord } from '../recording/records.ts';
import type { Sampler } from '../sample/sampler.ts';
import type { Timeline } from '../supervise/timeline.ts';
import type { RunOptions } from './run-options.ts';

export interface StartFacts {
  readonly command: readonly string[];
  readonly options: RunOptions;
  readonly name: string;
  readonly run: string;
  readonly pid: number;
  readonly added: Readonly<Record<string, string>>;
  readonly sampler: Sampler;
  readonly timeline: Timeline;
  readonly world: World;
  readonly limits: Limits;
}

/** The recording's first record. Of the environment it holds nothing but the names of what we added. */
export function startRecord(facts: StartFacts): StartRecord {
  const { options, sampler, limits } = facts;
  const cwd = folder(facts.world);
  return {
    type: 'start',
    time: facts.timeline.start,
    version: STREAM_VERSION,
    memwrap: VERSION,
    name: facts.name,
    ...(options.argv ? { argv: facts.command } : {}),
    ...(cwd === undefined ? {} : { cwd }),
    pid: facts.pid,
    run: facts.run,
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

function folder(world: World): string | undefined {
  try {
    return world.cwd();
  } catch {
    // Deleted: it has no name any more.
    return undefined;
  }
}
