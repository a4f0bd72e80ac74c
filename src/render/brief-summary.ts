import type { Exit } from '../recording/records.ts';
import { formatDuration } from '../text/duration.ts';
import { endWords } from './end-words.ts';

/** The line for a run that ended before its memory could be read twice. `duration` in milliseconds. */
export function briefSummary(run: {
  readonly exit: Exit;
  readonly status: number;
  readonly duration: number;
}): string {
  const end = endWords({ ...run, finished: true });
  return `memwrap  too short to measure  ${formatDuration(run.duration)}  ${end}`;
}
