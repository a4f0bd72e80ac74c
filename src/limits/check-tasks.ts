import type { TaskFile } from '../read/read-foreign.ts';
import { MEASURES, type Task } from '../recording/task.ts';
import { printable } from '../text/printable.ts';
import type { Unjudged } from './bounds.ts';
import { type LimitSettings, limitsOf } from './options.ts';
import { LIMIT_ROWS, type Limit, type LimitName, type Limits } from './table.ts';

/** A task above a ceiling. */
export interface TaskBreach {
  readonly limit: LimitName;
  /** Bytes. */
  readonly allowed: number;
  readonly measured: number;
  readonly task: string;
  /** What its size is: 'largest process'. */
  readonly measure: string;
}

export interface CheckedTasks {
  readonly limits: Limits;
  /** The largest first. */
  readonly breaches: readonly TaskBreach[];
  /** A limit that is broken as well is not in it. */
  readonly unjudged: readonly Unjudged[];
}

/** So many tasks are named in a sentence. */
const MOST_NAMED = 3;
/** What only an estimate says is above a ceiling may be below it. */
const ESTIMATED = /estimate/;

/**
 * Holds each task to the ceiling of RSS by what its tool measured of it. What has no size is not judged, nor is what a number
 * a task does not tell: growth, a slope, other metrics.
 */
export function checkTasks({ tasks }: TaskFile, options: LimitSettings): CheckedTasks {
  const limits = limitsOf(options, {});
  const breaches: TaskBreach[] = [];
  const unjudged: Unjudged[] = [];
  for (const row of LIMIT_ROWS) {
    const { name, metric, check } = row;
    const allowed = limits[name];
    if (allowed === undefined) continue;
    if (check.kind !== 'ceiling' || metric !== 'rss') {
      unjudged.push({ limit: name, why: `one number a task tells nothing of ${aboutOf(row)}` });
      continue;
    }
    const above = tasks.filter(({ peak = 0 }) => peak > allowed);
    const sure = above.filter(({ measure }) => !ESTIMATED.test(measure));
    for (const task of sure) breaches.push(breachOf(name, allowed, task));
    if (sure.length > 0) continue;
    const [estimate] = above;
    if (estimate !== undefined) {
      const why = `${printable(estimate.name)} is only known as ${estimate.measure}`;
      unjudged.push({ limit: name, why, atMost: estimate.peak ?? 0 });
      continue;
    }
    // What was last seen may have been more before.
    const seen = tasks.find(({ measure }) => measure === MEASURES.lastSeen);
    if (seen !== undefined) {
      unjudged.push({ limit: name, why: `of the tasks only the ${seen.measure} is known` });
      continue;
    }
    const open = tasks.filter(({ peak }) => peak === undefined);
    if (open.length > 0) unjudged.push({ limit: name, why: namesOf(open) });
  }
  breaches.sort((a, b) => b.measured - a.measured);
  return { limits, breaches, unjudged };
}

function breachOf(
  limit: LimitName,
  allowed: number,
  { name, peak = 0, measure }: Task,
): TaskBreach {
  return { limit, allowed, measured: peak, task: name, measure };
}

/** What a limit is about that one number a task does not tell. */
function aboutOf({ check, metric }: Limit): string {
  if (check.kind === 'growth') return 'growth';
  if (check.kind === 'slope') return 'a slope';
  return check.kind === 'floor' ? "the machine's memory" : metric;
}

function namesOf(tasks: readonly Task[]): string {
  const names = tasks.slice(0, MOST_NAMED).map(({ name }) => printable(name));
  const more = tasks.length > MOST_NAMED ? ` and ${tasks.length - MOST_NAMED} more` : '';
  const were = tasks.length === 1 ? 'was' : 'were';
  return `${names.join(', ')}${more} ${were} not measured`;
}
