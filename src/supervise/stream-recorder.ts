import type { LineEncoder } from '../stream/line-encoder.ts';
import type { RecordWriter } from '../stream/writer.ts';

/** Writes what a stream says into the recording, or only counts it. */
export interface StreamRecorder {
  chunk(bytes: Uint8Array, time: number, since: number | undefined): void;
  /** Records an unfinished line that has waited for its end since the last call. */
  tick(time: number): void;
  end(time: number): void;
}

/** `full` says that lines are to be counted from now on instead of recorded. */
export function createStreamRecorder(
  encoder: LineEncoder,
  writer: RecordWriter,
  full: () => boolean,
): StreamRecorder {
  let waited = 0;
  return {
    chunk(bytes, time, since) {
      waited = 0;
      if (full()) encoder.count(bytes);
      else writer.append(encoder.push(bytes, time, since));
    },
    tick(time) {
      if (encoder.pending === 0) waited = 0;
      else if (waited++ > 0) writer.append(encoder.flush(time, true));
    },
    end(time) {
      writer.append(encoder.flush(time));
    },
  };
}
