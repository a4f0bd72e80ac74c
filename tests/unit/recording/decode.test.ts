import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRecord, isForeignRecord } from '../../../src/recording/decode.ts';

test('keys may come in any order, and those that are not known are left out', () => {
  expect(
    decodeRecord({ rss: 5, pid: 1, hostname: 'x', type: 'sample', time: 1.5, level: 20 }),
  ).toEqual({ type: 'sample', time: 1.5, rss: 5 });
});

test('a record without what it cannot be without is none', () => {
  expect(decodeRecord({ type: 'sample', rss: 5 })).toBeUndefined();
  expect(decodeRecord({ type: 'line', time: 1, fd: 1 })).toBeUndefined();
  expect(decodeRecord({ type: 'mark', time: '1', msg: 'x', from: 'line' })).toBeUndefined();
  expect(decodeRecord({ type: 'sample', time: Number.POSITIVE_INFINITY })).toBeUndefined();
});

test('an optional field of a wrong type is taken as absent', () => {
  expect(
    decodeRecord({
      type: 'sample',
      time: 1,
      rss: '5',
      pss: -1,
      anon: null,
      procs: [],
      top: [[1], [2, 3]],
    }),
  ).toEqual({ type: 'sample', time: 1, top: [[2, 3]] });
  expect(decodeRecord({ type: 'end', time: 1, reason: 'exit', exit: 3, cost: {} })).toEqual({
    type: 'end',
    time: 1,
    reason: 'exit',
  });
});

test('inherited properties are no fields, and __proto__ is a key like any other', () => {
  expect(decodeRecord(Object.create({ type: 'sample', time: 1 }))).toBeUndefined();
  expect(decodeRecord(JSON.parse('{"__proto__":{"type":"sample","time":1}}'))).toBeUndefined();
  const record = decodeRecord(
    JSON.parse('{"type":"start","time":1,"version":1,"name":"x","limits":{"__proto__":5}}'),
  );
  expect(JSON.stringify(record)).toBe(
    '{"type":"start","time":1,"version":1,"name":"x","limits":{"__proto__":5}}',
  );
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

test('a record of an unknown type is foreign, anything else is not a record at all', () => {
  expect(isForeignRecord({ type: 'heap', time: 1 })).toBe(true);
  expect(isForeignRecord({ type: '__proto__', time: 1 })).toBe(true);
  expect(decodeRecord({ type: 'constructor', time: 1 })).toBeUndefined();
  for (const value of [{ type: 'sample' }, { type: 5 }, {}, [], null, 'x', 5, undefined]) {
    expect(isForeignRecord(value)).toBe(false);
  }
});

test('no value makes decoding throw, and none gives a number that is not finite', () => {
  const types = fc.constantFrom('start', 'sample', 'line', 'process', 'mark', 'breach', 'end');
  const anything = fc.anything();
  const value = fc
    .tuple(types, fc.dictionary(fc.string(), anything), anything, anything)
    .map(([type, rest, a, b]) => ({
      ...rest,
      type,
      time: 1,
      rss: a,
      exit: a,
      host: b,
      top: b,
      peak: a,
    }));
  fc.assert(
    fc.property(fc.oneof(anything, value), (unknown) => {
      const record = decodeRecord(unknown);
      JSON.stringify(record, (_, field) => {
        if (typeof field === 'number') expect(Number.isFinite(field)).toBe(true);
        return field;
      });
    }),
    { numRuns: 300 },
  );
});
