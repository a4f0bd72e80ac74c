import type { Comparison } from '../analyze/compare/compare.ts';
import type { Report } from '../analyze/report/types.ts';
import { judge } from '../limits/baseline.ts';
import { BASELINE } from '../limits/breach-words.ts';
import type { LimitSetup } from '../limits/setup.ts';
import { readBack } from '../read/read-back.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import type { EndRecord } from '../recording/records.ts';
import type { LimitWatch } from './limit-watch.ts';
import type { RunRecording } from './recording.ts';

export interface JudgePlan {
  readonly setup: LimitSetup;
  readonly recording: RunRecording;
  /** The end record as it will be if nothing is worse. */
  readonly end: EndRecord;
  readonly limits: LimitWatch;
  readonly say: (text: string) => void;
}

/**
 * Compares a run that has just ended with its baseline and records as breaches what got worse. Undefined, with a message,
 * if there is nothing to compare; where it cannot be told whether anything is worse, the baseline is not judged.
 */
export async function judgeBaseline(plan: JudgePlan): Promise<Comparison | undefined> {
  const { setup, recording, end, limits, say } = plan;
  const files = setup.baseline.filter((file) => file !== recording.path);
  const unknown = (why: string): void => limits.addUnjudged({ limit: BASELINE, why });
  const written = await recording.written();
  if (written === undefined) {
    unknown('the recording cannot be read back');
    return undefined;
  }
  const read = (metric: ReportMetric): Promise<Report | undefined> =>
    readBack(written, [end], metric);
  const { judgement, remarks, why } = await judge(files, read, setup);
  for (const remark of remarks) say(remark);
  if (why !== undefined) unknown(why);
  if (judgement === undefined) {
    if (why === undefined) say('not compared: no run of the baseline can be used');
    return undefined;
  }
  const { comparison, worse, excuses } = judgement;
  if (worse.length === 0) return comparison;
  if (excuses.length > 0) {
    say(`worse than the baseline, but ${excuses.join(', and ')}: a warning only`);
  } else {
    for (const breach of worse) await limits.add(breach);
  }
  return comparison;
}
