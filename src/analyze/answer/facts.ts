import type { Log } from '../lines/types.ts';
import type { ProcessStory } from '../processes/types.ts';
import type { Phase } from '../report/types.ts';
import type { Series } from '../series.ts';
import type { OutsideGrowth } from './outside.ts';

/** Everything that an answer is decided by. Times in milliseconds since the start of the recording, sizes in bytes. */
export interface AnswerFacts {
  /** The leading metric over time. */
  readonly curve: Series;
  readonly phases: readonly Phase[];
  readonly processes: ProcessStory | undefined;
  /** When the lead began to be what it is called: its exec or its birth. */
  readonly leadSince?: number | undefined;
  /** Undefined where the lines are not known (a summary without attribution). */
  readonly log: Log | undefined;
  readonly outside: OutsideGrowth | undefined;
  /** The curve is the whole machine's. */
  readonly isMachine?: boolean;
  /** There is no command. */
  readonly isWatch?: boolean;
  /** When the command ended, milliseconds since the start of the recording; what comes after is not its work. */
  readonly exit: number | undefined;
  /** What kinds of memory the peak was, bytes. */
  readonly kinds?: { readonly file?: number; readonly shmem?: number } | undefined;
  /** Ceilings of the run and its container, bytes, by name. */
  readonly ceilings: readonly { readonly name: string; readonly bytes: number }[];
}
