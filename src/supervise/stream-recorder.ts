import type { Clock } from '../host/clock.ts';
import type { LineEncoder } from '../recording/line-encoder.ts';
import type { RecordWriter } from '../sinks/writer.ts';
import type { Timeline } from './timeline.ts';

/** Writes what a stream says into the recording, or only counts it. */
export interface StreamRecorder {
  chunk(bytes: Uint8Array, time: number, since: number | undefined): void;
  end(time: number): void;
}

export interface StreamRecorderPlan {
  readonly encoder: LineEncoder;
  readonly writer: RecordWriter;
  readonly clock: Clock;
  readonly timeline: Timeline;
  /** Whether lines are to be counted from now on instead of recorded. */
  readonly full: () => boolean;
}

/** An unfinished line is recorded when nothing came for one to two of these, milliseconds. */
const UNFINISHED = 500;

/** Records one stream; nothing wakes it while it says nothing. */
export function createStreamRecorder(plan: StreamRecorderPlan): StreamRecorder {
  const { encoder, writer, clock, timeline, full } = plan;
  let timer: { cancel(): void } | undefined;
  let waited = 0;
  const tick = (): void => {
    timer = undefined;
    if (waited++ > 0) writer.append(encoder.flush(timeline.now(), true));
    wait();
  };
  const wait = (): void => {
    if (encoder.pending > 0) timer ??= clock.after(UNFINISHED, tick);
  };
  return {
    chunk(bytes, time, since) {
      waited = 0;
      if (full()) encoder.count(bytes);
      else writer.append(encoder.push(bytes, time, since));
      wait();
    },
    end(time) {
      timer?.cancel();
      writer.append(encoder.flush(time));
    },
  };
}
