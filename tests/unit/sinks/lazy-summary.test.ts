import { expect, test } from 'vitest';
import { createLazySummary } from '../../../src/sinks/lazy-summary.ts';
import { ManualClock } from '../manual-clock.ts';
import { testWorld } from '../world.ts';

const START = { type: 'start', time: 0, version: 1, name: 'job' } as const;
const sample = (time: number, rss: number) => ({ type: 'sample', time, rss }) as const;

function scene() {
  const clock = new ManualClock();
  return { clock, summary: createLazySummary(testWorld(), clock, undefined) };
}

test('records from before and after its loading count alike', async () => {
  const { summary } = scene();
  summary.add(START);
  summary.add(sample(1, 7000));
  const loading = summary.get();
  summary.add(sample(2, 9000));
  const { report } = await loading;
  expect(report().peak?.bytes).toBe(9000);
  summary.add(sample(3, 11_000));
  expect(report().peak?.bytes).toBe(11_000);
  expect(report().samples).toBe(3);
});

test('a run that lasts loads it, a short one does not', async () => {
  const short = scene();
  await short.clock.pass(100);
  short.summary.cancel();
  await short.clock.pass(1000);
  expect(short.summary.loaded).toBe(false);
  const long = scene();
  await long.clock.pass(1000);
  expect(long.summary.loaded).toBe(true);
});
