import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AdaptiveSchedule } from '../../../src/supervise/schedule.ts';

const FOLDER = new URL('../../fixtures/phases/dev/', import.meta.url);
const HOUR = 3_600_000;

/** A curve as it was measured: at `times`, milliseconds, `sizes`. In between it is a line. */
interface Curve {
  readonly times: number[];
  readonly sizes: number[];
}

function dense(file: string, length?: number): Curve {
  const curve: Curve = { times: [], sizes: [] };
  for (const line of readFileSync(new URL(file, FOLDER), 'utf8').split('\n')) {
    if (!line.includes('"rss"')) continue;
    const { t, rss } = JSON.parse(line);
    curve.times.push(t * 1000);
    curve.sizes.push(rss);
  }
  const stretch = length === undefined ? 1 : length / (curve.times.at(-1) ?? 1);
  return { ...curve, times: curve.times.map((time) => time * stretch) };
}

/** Reads a curve at times that do not step back. */
function reader({ times, sizes }: Curve): (time: number) => number {
  let at = 0;
  return (time) => {
    while (at < times.length - 2 && (times[at + 1] ?? 0) <= time) at++;
    const [from = 0, to = 0] = [times[at], times[at + 1]];
    const [before = 0, after = 0] = [sizes[at], sizes[at + 1]];
    const part = to > from ? Math.min(1, Math.max(0, (time - from) / (to - from))) : 0;
    return before + (after - before) * part;
  };
}

/** What the adaptive schedule records of a process that behaves like the curve, and the highest peak that the marks showed. */
function recorded(curve: Curve): Curve & { peak: number } {
  const schedule = new AdaptiveSchedule(0);
  const kept: Curve = { times: [], sizes: [] };
  const sizeAt = reader(curve);
  const end = curve.times.at(-1) ?? 0;
  let next = 0;
  let highest = 0;
  for (let at = 0, last = false; !last; ) {
    last = at >= end;
    const now = Math.min(at, end);
    const rss = sizeAt(now);
    // The kernel's high-water mark knows of what was in between.
    let peak = rss;
    while ((curve.times[next] ?? Infinity) <= now) peak = Math.max(peak, curve.sizes[next++] ?? 0);
    highest = Math.max(highest, peak);
    const { wait, record } = schedule.next({ at: now, rss, cost: 0.3, peak });
    if (record !== 'none' || last) {
      kept.times.push(now);
      kept.sizes.push(rss);
    }
    at = now + wait;
  }
  return { ...kept, peak: highest };
}

/** The area between two curves as a part of the area under the first. */
function difference(one: Curve, other: Curve): number {
  const [first, second] = [reader(one), reader(other)];
  const times = [...one.times, ...other.times].sort((a, b) => a - b);
  let between = 0;
  let under = 0;
  for (const [i, time] of times.entries()) {
    const width = time - (times[i - 1] ?? time);
    const size = first(time);
    between += width * Math.abs(size - second(time));
    under += width * size;
  }
  return between / under;
}

const recordings = readdirSync(FOLDER).filter((file) => file.endsWith('.jsonl'));

test.each([
  { speed: 'as it was', length: undefined },
  { speed: 'stretched to twenty minutes', length: HOUR / 3 },
  { speed: 'stretched to three hours', length: 3 * HOUR },
])('the curve of each recording, $speed, comes back within a hundredth', ({ length }) => {
  const worse = recordings.flatMap((file) => {
    const curve = dense(file, length);
    const kept = recorded(curve);
    const off = difference(curve, kept);
    const peak = Math.max(...curve.sizes);
    const missed = Math.abs(peak - kept.peak) / peak;
    return off > 0.01 || missed > 0.01 ? [{ file, off, missed }] : [];
  });
  expect(worse).toEqual([]);
});
