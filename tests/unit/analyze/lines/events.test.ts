import { expect, test } from 'vitest';
import { LineEvents } from '../../../../src/analyze/lines/events.ts';

interface Said {
  readonly at: number;
  readonly msg: string;
  readonly fd?: number;
  readonly eol?: string;
  readonly begun?: number;
  readonly ticks?: readonly number[];
  readonly since?: number;
}

function eventsOf(said: readonly Said[]): LineEvents {
  const events = new LineEvents();
  for (const { at, fd = 1, ...rest } of said) {
    events.add({ type: 'line', time: at, fd, ...rest }, at, 0);
  }
  return events;
}

const texts = (said: readonly Said[]): string[] =>
  eventsOf(said)
    .finish()
    .map(({ text }) => text);

test('a line has a beginning, an end and ticks in between', () => {
  const [event] = eventsOf([
    { at: 900, msg: 'index ... ok', begun: 100, ticks: [300, 500] },
  ]).finish();
  expect(event).toMatchObject({ begun: 100, ended: 900, ticks: [400, 600], text: 'index ... ok' });
});

test('an unfinished line and its rest are one, from the first byte on', () => {
  const [event] = eventsOf([
    { at: 100, msg: 'index ... ', eol: '' },
    { at: 400, msg: 'half ', eol: '' },
    { at: 900, msg: 'ok' },
  ]).finish();
  expect(event).toMatchObject({
    begun: 100,
    ended: 900,
    ticks: [400, 900],
    text: 'index ... half ok',
  });
});

test('a bar that is redrawn is one event, and so is its last drawing with a newline', () => {
  const events = eventsOf([
    { at: 10, msg: 'similarity:  0%|     | 0/9', eol: '\r', fd: 2 },
    { at: 20, msg: 'similarity: 50%|██   | 4/9', eol: '\r', fd: 2 },
    { at: 30, msg: 'similarity: 100%|████| 9/9', fd: 2 },
    { at: 40, msg: 'ranking:  0%|        | 0/9', eol: '\r', fd: 2 },
  ]).finish();
  expect(events.map(({ begun, ended, redrawn }) => [begun, ended, redrawn])).toEqual([
    [10, 30, true],
    [40, 40, true],
  ]);
  expect(events[0]?.ticks).toEqual([20, 30]);
});

test('escape sequences go, and rules of glyphs and empty lines are no events', () => {
  expect(
    texts([
      { at: 1, msg: '\x1b[32mready\x1b[0m' },
      { at: 2, msg: '-----' },
      { at: 3, msg: '  ' },
      { at: 4, msg: '= = = =' },
    ]),
  ).toEqual(['ready']);
});

test('a traceback and what is indented below a line belong to it', () => {
  expect(
    texts([
      { at: 1, msg: 'request failed' },
      { at: 2, msg: 'Traceback (most recent call last):' },
      { at: 2.1, msg: '  File "app.py", line 3, in run' },
      { at: 2.2, msg: 'ValueError: no' },
      { at: 2.3, msg: 'rule align:' },
      { at: 2.4, msg: '    input: data' },
      { at: 80, msg: '    ✓ searches' },
    ]),
  ).toEqual(['request failed', 'rule align:', '    ✓ searches']);
});

test('a traceback that no line announces is named by its exception, however slowly it is written', () => {
  expect(
    texts([
      { at: 1, msg: 'fetching page 3' },
      { at: 21, msg: 'Traceback (most recent call last):' },
      { at: 57, msg: '  File "app.py", line 3, in run' },
      { at: 57.1, msg: '    fetch(n)' },
      { at: 90, msg: 'ConnectionError: reset by peer 3' },
      { at: 91, msg: '' },
      { at: 91.1, msg: 'During handling of the above exception, another exception occurred:' },
      { at: 91.2, msg: 'Traceback (most recent call last):' },
      { at: 91.3, msg: '  File "app.py", line 9, in retry' },
      { at: 91.4, msg: 'shop.FetchError: page 3' },
      { at: 92, msg: 'waiting' },
    ]),
  ).toEqual(['fetching page 3', 'shop.FetchError: page 3', 'waiting']);
});

test('a subtest, its result and the block below are one line with the time that the test took', () => {
  const events = eventsOf([
    { at: 100, msg: '# Subtest: decodes frames' },
    { at: 100.5, msg: 'ok 2 - decodes frames' },
    { at: 100.6, msg: '  ---' },
    { at: 100.7, msg: '  duration_ms: 1195.18' },
    { at: 100.8, msg: "  type: 'test'" },
    { at: 100.9, msg: '  ...' },
    { at: 500, msg: '# Subtest: closes' },
    { at: 900, msg: 'ok 3 - closes' },
  ]).finish();
  expect(events.map(({ text }) => text)).toEqual([
    'ok 2 - decodes frames',
    '# Subtest: closes',
    'ok 3 - closes',
  ]);
  expect(events[0]?.durations?.[0]?.length).toBe(1195.18);
});

test('ticks are thinned beyond sixty-four', () => {
  const ticks = Array.from({ length: 200 }, (_, i) => i + 1);
  const [event] = eventsOf([{ at: 900, msg: 'dots', begun: 100, ticks }]).finish();
  expect(event?.ticks.length).toBeLessThanOrEqual(64);
});

test('a million lines stay within bounds, none is uncounted, and rare lines stay whole', () => {
  const events = new LineEvents();
  const total = 100_000;
  for (let i = 0; i < total; i++) {
    const msg =
      i % 10_000 === 5000
        ? `stage ${'abcdefghij'[(i / 10_000) | 0]} begins`
        : `row ${i} of ${total}`;
    events.add({ type: 'line', time: i, fd: 1, msg }, i, 0);
  }
  const kept = events.finish();
  expect(events.overflowed).toBe(true);
  expect(kept.length).toBeLessThanOrEqual(8192);
  expect(kept.filter(({ text }) => text.startsWith('stage')).length).toBe(10);
  const counted = kept.reduce((sum, { stands }) => sum + stands, 0);
  expect(Math.abs(counted - total)).toBeLessThan(total / 100);
});

test('lines that are all different are thinned evenly', () => {
  const events = new LineEvents();
  const name = (i: number): string =>
    Array.from(String(i), (digit) => 'abcdefghij'[Number(digit)]).join('');
  for (let i = 0; i < 40_000; i++)
    events.add({ type: 'line', time: i, fd: 1, msg: `imported ${name(i)}` }, i, 0);
  const kept = events.finish();
  expect(kept.length).toBeLessThanOrEqual(8192);
  const late = kept.filter(({ begun }) => begun >= 20_000).length;
  expect(late / kept.length).toBeGreaterThan(0.3);
});
