import type { EndRecord, KilledProcess, KilledRecord } from '../../recording/records.ts';
import { sizeOrNaN } from './safe-values.ts';
import type { Full, KillCause, Killed, Report } from './types.ts';

/** Maximum number of kills kept. */
const KEPT = 1000;
const CAUSES: readonly KillCause[] = ['ceiling', 'cgroup-oom', 'system-oom', 'unknown'];

/** A cause as a recording gives it, which may be any text. */
export function causeOf(cause: unknown): KillCause | undefined {
  return CAUSES.find((known) => known === cause);
}

interface Kill {
  /** Milliseconds since the start of the recording. */
  readonly time: number;
  readonly record: KilledRecord;
  readonly held: Pick<Full, 'tree' | 'shmem'>;
}

/** Who was killed in a run, folded from its records. */
export class KilledFold {
  readonly #killed: Kill[] = [];

  /** `time`: milliseconds since the start of the recording; `held`: what held the container just before. */
  add(time: number, record: KilledRecord, held: Pick<Full, 'tree' | 'shmem'>): void {
    if (this.#killed.length < KEPT) this.#killed.push({ time, record, held });
  }

  /** `nameOf`: what reports call a process that lived at a time; undefined where they do not know it. */
  finish(
    ended: EndRecord | undefined,
    nameOf: ((pid: number, time: number) => string | undefined) | undefined,
  ): Pick<Report, 'cause' | 'killed'> {
    const cause = causeOf(ended?.cause);
    const killed = this.#killed.map((kill) => killedOf(kill, nameOf));
    return { ...(cause && { cause }), ...(killed.length > 0 && { killed }) };
  }
}

function killedOf(
  { time, record, held }: Kill,
  nameOf: ((pid: number, time: number) => string | undefined) | undefined,
): Killed {
  const label = nameOf?.(record.pid, time);
  return {
    ...killedFrom(record, time),
    ...(label !== undefined && { label }),
    ...(record.cause === 'cgroup-oom' && Object.keys(held).length > 0 && { held }),
  };
}

/** A killed process as a recording has it, whose fields may hold anything; `time`: milliseconds since the start of the recording. */
export function killedFrom(
  { pid, cause, name, work, size, metric, limit, command, probably }: KilledProcess,
  time: number,
): Killed {
  const own = [work, name].find((text) => typeof text === 'string' && text !== '');
  const bytes = sizeOrNaN(size);
  const allowed = sizeOrNaN(limit);
  return {
    time,
    pid,
    label: own ?? `process ${pid}`,
    cause: causeOf(cause) ?? 'unknown',
    ...(bytes >= 0 && { bytes, metric: typeof metric === 'string' ? metric : 'rss' }),
    ...(allowed >= 0 && { limit: allowed }),
    ...(command === true && { command }),
    ...(probably === true && { probably }),
  };
}
