import { expect, test } from 'vitest';
import { createLineEncoder } from '../../../src/recording/line-encoder.ts';
import { createStreamRecorder } from '../../../src/supervise/stream-recorder.ts';
import { startTimeline } from '../../../src/supervise/timeline.ts';
import { ManualClock } from '../manual-clock.ts';

function recorded() {
  const clock = new ManualClock();
  const texts: string[] = [];
  const writer = {
    append: (bytes: Uint8Array | string) => {
      for (const line of Buffer.from(bytes).toString().split('\n').filter(Boolean)) {
        const { msg, eol } = JSON.parse(line);
        texts.push(eol === undefined ? `${msg}\n` : msg);
      }
    },
  };
  const timeline = startTimeline(clock);
  const encoder = createLineEncoder(1);
  const recorder = createStreamRecorder({ encoder, writer, clock, timeline, full: () => false });
  const say = (text: string) => recorder.chunk(Buffer.from(text), timeline.now(), undefined);
  return { clock, texts, recorder, say };
}

test('an unfinished line is recorded when nothing came for half a second to a second', async () => {
  const { clock, texts, say } = recorded();
  say('whole\nname: ');
  expect(texts).toEqual(['whole\n']);
  await clock.pass(490);
  say('x');
  await clock.pass(490);
  expect(texts).toEqual(['whole\n']);
  await clock.pass(520);
  expect(texts).toEqual(['whole\n', 'name: x']);
});

test('a stream that is silent, or says whole lines, needs no timer', () => {
  const { clock, say } = recorded();
  expect(clock.waiting).toBe(0);
  say('whole\n');
  expect(clock.waiting).toBe(0);
});

test('half a character waits for its other half, and at the end for nothing', async () => {
  const { clock, texts, recorder, say } = recorded();
  recorder.chunk(Buffer.from([0x61, 0xc3]), 0, undefined);
  await clock.pass(2000);
  expect(texts).toEqual(['a']);
  recorder.chunk(Buffer.from([0xa4]), 0, undefined);
  await clock.pass(2000);
  expect(texts).toEqual(['a', 'ä']);
  say('rest');
  recorder.end(5000);
  expect(texts).toEqual(['a', 'ä', 'rest']);
  expect(clock.waiting).toBe(0);
});
