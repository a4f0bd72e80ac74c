import type {
  EndRecord,
  Exit,
  KilledProcess,
  Outlived,
  Peak,
  UnjudgedLimit,
} from '../recording/records.ts';
import type { Sampling } from '../supervise/sampling.ts';
import type { RunStreams } from './streams.ts';

export interface EndFacts {
  /** Epoch milliseconds: now, and when the command was seen to have ended. */
  readonly time: number;
  readonly exited: number;
  readonly exit: Exit;
  /** memwrap's own exit status. */
  readonly status: number;
  readonly peak: Peak | undefined;
  readonly sampling: Pick<Sampling, 'samples' | 'late'>;
  readonly streams: Pick<RunStreams, 'lines' | 'dropped'>;
  /** CPU time that memwrap used, milliseconds. */
  readonly cpu: number;
  readonly unjudged: readonly UnjudgedLimit[];
  readonly cause: string | undefined;
  readonly outlived?: Outlived;
  readonly killed: readonly KilledProcess[];
}

/** Builds the recording's last record. */
export function buildEndRecord(facts: EndFacts): EndRecord {
  const { exit, peak, sampling, streams, unjudged, cause, killed } = facts;
  return {
    type: 'end',
    time: facts.time,
    reason: 'code' in exit ? 'exit' : 'signal',
    exit,
    status: facts.status,
    ...(peak === undefined ? {} : { peak }),
    samples: sampling.samples,
    lines: streams.lines,
    ...(streams.dropped > 0 ? { dropped: streams.dropped } : {}),
    late: sampling.late,
    cost: { cpu: facts.cpu },
    exited: facts.exited,
    ...(facts.outlived && { outlived: facts.outlived }),
    ...(unjudged.length > 0 && { unjudged }),
    ...(cause === undefined ? {} : { cause }),
    ...(killed.length > 0 && { killed }),
  };
}
