import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { end, line, MIB, process, sample, start } from '../records.ts';
import { exported } from './exported.ts';

const time = { type: 'integer', minimum: 0 };
const row = { pid: { type: 'integer' }, tid: { type: 'integer' } };
const name = { type: 'string', minLength: 1 };

/** One kind of event, with exactly these fields. */
const event = (ph: string, more: object, needed: readonly string[]) => ({
  type: 'object',
  properties: { ph: { const: ph }, name, cat: { type: 'string' }, ...row, ...more },
  required: ['ph', 'name', 'pid', 'tid', ...needed],
  additionalProperties: false,
});
const args = { type: 'object' };
const numbers = { type: 'object', minProperties: 1, additionalProperties: { type: 'number' } };

// Of the kinds of events in the Trace Event Format those that we write, stricter than the viewers are.
const SCHEMA = {
  type: 'object',
  required: ['traceEvents', 'displayTimeUnit', 'otherData'],
  additionalProperties: false,
  properties: {
    displayTimeUnit: { enum: ['ms', 'ns'] },
    otherData: { type: 'object' },
    traceEvents: {
      type: 'array',
      items: {
        anyOf: [
          event('M', { args }, ['args']),
          event('C', { ts: time, args: numbers }, ['ts', 'args']),
          event('X', { ts: time, dur: time, args }, ['ts', 'dur', 'cat']),
          event('i', { ts: time, s: { enum: ['t', 'p', 'g'] }, args }, ['ts', 's', 'cat']),
          event('b', { ts: time, id: { type: 'string' }, args }, ['ts', 'id', 'cat']),
          event('e', { ts: time, id: { type: 'string' } }, ['ts', 'id', 'cat']),
        ],
      },
    },
  },
};

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly cat?: string;
  readonly ts?: number;
  readonly dur?: number;
  readonly tid?: number;
  readonly pid: number;
  readonly id?: string;
  readonly args?: Record<string, unknown>;
}

async function traceOf(records: readonly StreamRecord[]): Promise<Event[]> {
  const parsed = JSON.parse(await exported('trace', records));
  const validate = new Ajv2020({ allErrors: true }).compile(SCHEMA);
  validate(parsed);
  expect(validate.errors).toBe(null);
  return parsed.traceEvents;
}

const RECORDS: readonly StreamRecord[] = [
  start({ argv: ['make'] }),
  process('seen', 0, 1, { name: 'make', argv: ['make'] }),
  process('seen', 1000, 2, { name: 'cc1', argv: ['cc1', 'one.c'] }),
  ...Array.from({ length: 60 }, (_, i) =>
    sample(i * 100, 10 + Math.max(0, i - 30) * 4, {
      procs: 2,
      machineUsed: 900 * MIB,
      top: [
        [2, Math.max(0, i - 30) * 4 * MIB],
        [1, 10 * MIB],
      ],
    }),
  ),
  line(5950, 'x'.repeat(200), { fd: 2 }),
  { type: 'mark', time: start().time + 5960, msg: 'half way', from: 'command' },
  {
    type: 'breach',
    time: start().time + 5970,
    limit: 'max-rss',
    allowed: 100 * MIB,
    measured: 101 * MIB,
    by: 'sample',
  },
  process('gone', 5980, 2),
  end(6000),
];

test('every event is as the format wants it, whatever the recording holds', async () => {
  await traceOf(RECORDS);
  await traceOf([start(), end(1)]);
  await traceOf([
    start({ name: '\ud800"', argv: ['\u202e</script>'] }),
    line(1, ''),
    line(2, '\x1b[31m\x00\ud800 half'),
    line(3, `${'😀'.repeat(80)}${'x'.repeat(100)}`),
    process('seen', 3, 1, { name: '' }),
    sample(4, 1),
  ]);
});

test('counters, phases, lines, marks, breaches and processes are at their microsecond', async () => {
  const events = await traceOf(RECORDS);
  const counters = events.filter(({ ph, name: one }) => ph === 'C' && one === 'rss');
  expect(counters).toHaveLength(60);
  expect(counters.at(-1)).toMatchObject({ ts: 5_900_000, args: { bytes: 126 * MIB } });
  const machine = events.filter(({ name: one }) => one === 'machine used');
  expect(new Set(machine.map(({ pid }) => pid))).toEqual(new Set([3]));
  const phases = events.filter(({ cat }) => cat === 'phase');
  expect(phases.map(({ name: one }) => one)).toEqual(['1 plateau', '2 climb']);
  expect(phases[1]?.ts).toBe((phases[0]?.ts ?? 0) + (phases[0]?.dur ?? 0));
  const [log] = events.filter(({ cat }) => cat === 'log');
  expect(log).toMatchObject({ ts: 5_950_000, tid: 4, args: { text: 'x'.repeat(200) } });
  expect(log?.name).toHaveLength(160);
  expect(events.find(({ cat }) => cat === 'mark')).toMatchObject({ name: 'half way' });
  expect(events.find(({ cat }) => cat === 'breach')).toMatchObject({
    name: 'max-rss broken',
    ts: 5_970_000,
  });
  const lives = events.filter(({ cat, ph }) => cat === 'process' && ph === 'e');
  expect(lives.map(({ name: one, ts }) => [one, ts])).toEqual([
    ['make 1', 6_000_000],
    ['cc1 2', 5_980_000],
  ]);
  const group = events.filter(({ name: one, ph }) => ph === 'C' && one === 'cc1 one.c');
  expect(group.at(-1)).toMatchObject({ pid: 2, args: { bytes: 116 * MIB } });
});

test('what is counted in instructions is no trace', async () => {
  await expect(exported('trace', [start({ axis: 'instructions' })])).rejects.toMatchObject({
    message:
      'job.jsonl: its samples have no times, they are counted in instructions; a trace needs times',
  });
});
