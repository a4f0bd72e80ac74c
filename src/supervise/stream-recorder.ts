import type { Clock } from '../host/clock.ts';
import type { LineEncoder } from '../recording/line-encoder.ts';
import type { Timeline } from './timeline.ts';

/** Records the lines of one stream, or only counts them. */
export interface StreamRecorder {
  /** A chunk as it was read; times are epoch milliseconds, `since` as in LineRecord. */
  chunk(bytes: Uint8Array, time: number, since: number | undefined): void;
  /** The stream has ended: records its unfinished last line. */
  end(time: number): void;
}

/** Takes encoded records, whole lines; copies the bytes. */
export interface LineStore {
  append(records: Uint8Array | string): void;
}

export interface StreamRecorderPlan {
  readonly encoder: LineEncoder;
  readonly writer: LineStore;
  readonly clock: Clock;
  readonly timeline: Timeline;
  /** Whether lines are only counted from now on. */
  readonly full: () => boolean;
}

/** An unfinished line is recorded after one to two of these without another byte. */
const UNFINISHED_AFTER_MS = 500;

/** Records one stream. No timer runs while the stream is silent. */
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
    if (encoder.pending > 0) timer ??= clock.after(UNFINISHED_AFTER_MS, tick);
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
