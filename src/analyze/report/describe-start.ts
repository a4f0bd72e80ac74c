import type { StartRecord } from '../../recording/records.ts';
import { sizeOrNaN, stringsOf } from './safe-values.ts';
import type { Report } from './types.ts';

type Described = Pick<
  Report,
  'name' | 'command' | 'source' | 'measure' | 'axis' | 'interval' | 'limits'
>;

/** What a start record says about the run; a recording without one is called 'recording'. */
export function describeStart(start: StartRecord | undefined): Described {
  const command = stringsOf(start?.argv);
  const limits = limitsOf(start?.limits);
  const interval = start?.sampler?.interval;
  const known = interval === 'auto' || typeof interval === 'number';
  return {
    name: typeof start?.name === 'string' ? start.name : 'recording',
    ...(command ? { command } : {}),
    ...(typeof start?.source === 'string' ? { source: start.source } : {}),
    ...(typeof start?.measure === 'string' ? { measure: start.measure } : {}),
    ...(typeof start?.axis === 'string' ? { axis: start.axis } : {}),
    ...(known ? { interval } : {}),
    ...(limits ? { limits } : {}),
  };
}

/** The machine that the run was on, as far as the start record and the samples show. */
export function describeMachine(
  start: StartRecord | undefined,
  peakUsed: number | undefined,
): NonNullable<Report['machine']> | undefined {
  const total = sizeOrNaN(start?.host?.machineTotal);
  const limit = sizeOrNaN(start?.host?.cgroupLimit);
  const machine = {
    ...(total > 0 ? { total } : {}),
    ...(limit > 0 ? { limit } : {}),
    ...(peakUsed === undefined ? {} : { peakUsed }),
  };
  return Object.keys(machine).length > 0 ? machine : undefined;
}

function limitsOf(limits: unknown): Record<string, number> | undefined {
  if (typeof limits !== 'object' || limits === null) return undefined;
  const known = Object.entries(limits).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1]),
  );
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}
