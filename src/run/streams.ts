import { type Capture, captureStream } from '../capture/capture.ts';
import type { Clock } from '../host/clock.ts';
import type { Written } from '../host/descriptor-writer.ts';
import type { CapturedPipe } from '../launch/outputs.ts';
import type { SignalRelay } from '../launch/signal-relay.ts';
import { createLineEncoder, type LineEncoder } from '../recording/line-encoder.ts';
import type { StreamRecord } from '../recording/records.ts';
import type { RecordWriter } from '../sinks/writer.ts';
import { createMarkWatch, type MarkRule } from '../supervise/mark-watch.ts';
import { createStreamRecorder, type StreamRecorder } from '../supervise/stream-recorder.ts';
import type { Timeline } from '../supervise/timeline.ts';
import type { Masks } from './masks.ts';
import type { UnbufferedCost } from './unbuffered-cost.ts';

/** The captured output of the command. */
export interface RunStreams {
  readonly captures: readonly Capture[];
  readonly recorders: readonly StreamRecorder[];
  /** The last lines of both streams, newest last. */
  tail(count: number): string[];
  /** Lines so far, and those of them that were counted but not recorded. */
  readonly lines: number;
  readonly dropped: number;
}

export interface StreamsPlan {
  readonly pipes: readonly CapturedPipe[];
  readonly writer: RecordWriter;
  readonly relay: SignalRelay;
  readonly clock: Clock;
  readonly timeline: Timeline;
  /** Whether lines are only counted from now on. */
  readonly full: () => boolean;
  readonly say: (text: string) => void;
  readonly marks: readonly MarkRule[];
  readonly masks: Pick<Masks, 'text' | 'lines'>;
  /** Where Python was told not to buffer: what that costs. */
  readonly unbuffered: UnbufferedCost | undefined;
  readonly emit: (record: StreamRecord) => void;
  /** Called for each chunk, once it was recorded. */
  readonly wrote: () => void;
}

/** Beyond this a disk that is slower than the command slows the command down, instead of filling the memory. */
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;

/** Passes the command's output on and records its lines. */
export function startStreams(plan: StreamsPlan): RunStreams {
  const { timeline, clock, masks } = plan;
  const streams = plan.pipes.map((pipe) => {
    const encoder = createLineEncoder(pipe.fd, undefined, masks.lines);
    const recorder = createStreamRecorder({ ...plan, encoder });
    const marks = createMarkWatch(plan.marks, (msg, from) =>
      plan.emit({
        type: 'mark',
        time: timeline.now(),
        msg: masks.lines?.([msg])[0] ?? msg,
        from,
      }),
    );
    const capture = captureStream({
      source: pipe.read,
      target: pipe.fd,
      clock,
      read(chunk, at, since) {
        const time = timeline.at(at);
        const before = encoder.lines;
        recorder.chunk(chunk, time, since === undefined ? since : timeline.at(since));
        marks?.push(chunk);
        if (pipe.fd === 1) plan.unbuffered?.read(chunk, encoder.lines - before);
        plan.wrote();
      },
      behind: () => (plan.writer.backlog > MAX_BACKLOG_BYTES ? plan.writer.flush() : undefined),
      lost: (why) => handleLoss(plan, pipe.fd, why),
    });
    return { encoder, recorder, capture };
  });
  const sum = (count: (encoder: LineEncoder) => number): number =>
    streams.reduce((total, { encoder }) => total + count(encoder), 0);
  return {
    captures: streams.map(({ capture }) => capture),
    recorders: streams.map(({ recorder }) => recorder),
    tail: (count) => streams.flatMap(({ encoder }) => encoder.tail(count)).slice(-count),
    get lines() {
      return sum((encoder) => encoder.lines);
    },
    get dropped() {
      return sum((encoder) => encoder.dropped);
    },
  };
}

function handleLoss(
  plan: StreamsPlan,
  fd: 1 | 2,
  why: Exclude<Written, { kind: 'written' }>,
): void {
  switch (why.kind) {
    case 'no-reader':
      // Only the relay still holds the pipe's read end: once it lets go, the command gets its SIGPIPE.
      plan.relay.release(fd);
      break;
    case 'failed':
      plan.say(`${fd === 1 ? 'stdout' : 'stderr'} cannot be written any more (${why.code})`);
      break;
  }
}
