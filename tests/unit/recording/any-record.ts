import fc from 'fast-check';
import { METRIC_NAMES } from '../../../src/recording/metrics.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\x1b[31m', '\x7f\x85', '\u2028', '"\\/', '__proto__', '\u{1f600}'),
);
const bytes = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(0, 1, 2 ** 31, 2 ** 40));
const time = fc
  .oneof(
    fc.nat().map((ms) => 1_795_339_033_233 + ms / 1000),
    fc.constantFrom(0, 0.001, 1e12, 999_999_999_999.999),
  )
  .map((ms) => Math.round(ms * 1000) / 1000);
const sizes = Object.fromEntries(METRIC_NAMES.map((name) => [name, some(bytes)]));
const words = some(fc.array(text, { maxLength: 3 }));
const duration = some(fc.nat(1e6).map((value) => value / 1000));
const dictionary = <T>(value: fc.Arbitrary<T>) => fc.dictionary(text, value, { maxKeys: 3 });

const of = (type: StreamRecord['type'], fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .record({ type: fc.constant(type), time, ...fields })
    .map((record) => JSON.parse(JSON.stringify(record)) as StreamRecord);

export const anySample = of('sample', {
  ...sizes,
  pssAtLeast: some(bytes),
  pssAtMost: some(bytes),
  hwm: some(bytes),
  peak: some(bytes),
  procs: some(fc.nat(9999)),
  machineUsed: some(bytes),
  machineAvailable: some(bytes),
  machineShmem: some(bytes),
  machineSwapUsed: some(bytes),
  pressureSome: some(bytes),
  pressureFull: some(bytes),
  stalledSome: some(bytes),
  stalledFull: some(bytes),
  cgroupCache: some(bytes),
  membersRss: some(bytes),
  membersPss: some(bytes),
  cgroup: some(bytes),
  cost: duration,
  late: duration,
  top: some(fc.array(fc.tuple(fc.nat(4_194_304), bytes), { minLength: 1, maxLength: 33 })),
});

export const anyLine = of('line', {
  fd: fc.constantFrom(1, 2),
  msg: text,
  eol: fc.constantFrom(undefined, '', '\r', '\r\n'),
  b64: some(fc.base64String()),
  begun: some(time),
  ticks: some(fc.array(fc.nat(1e6), { minLength: 1, maxLength: 64 })),
  since: some(time),
});

const victim = {
  pid: fc.nat(),
  cause: text,
  name: some(text),
  work: some(text),
  size: some(bytes),
  metric: some(text),
  limit: some(bytes),
  command: some(fc.boolean()),
  probably: some(fc.boolean()),
};

/** Every kind of record, in the form that decoding gives: absent fields are absent, times have three decimals. */
export const anyRecord: fc.Arbitrary<StreamRecord> = fc.oneof(
  anySample,
  anyLine,
  of('start', {
    version: fc.constant(1),
    name: text,
    memwrap: some(text),
    argv: words,
    cwd: some(text),
    pid: some(fc.nat()),
    run: some(text),
    host: some(fc.record({ name: text, cpus: fc.nat(), machineTotal: bytes })),
    sampler: some(
      fc.record({
        kind: text,
        interval: fc.oneof(fc.constant('auto'), fc.integer({ min: 1 })),
        metrics: fc.subarray([...METRIC_NAMES]),
        missing: dictionary(text),
      }),
    ),
    limits: some(dictionary(fc.nat())),
    envAdded: words,
    source: some(text),
  }),
  of('process', {
    event: fc.constantFrom('seen', 'gone'),
    pid: fc.nat(),
    ppid: some(fc.nat()),
    started: some(time),
    name: some(text),
    argv: words,
    forked: some(fc.boolean()),
    anon: some(bytes),
    hwm: some(bytes),
  }),
  of('unseen', { bytes, most: bytes, births: fc.nat() }),
  of('unread', { pid: fc.nat(), name: some(text), metric: fc.constantFrom(...METRIC_NAMES) }),
  of('mark', { msg: text, from: fc.constantFrom('line', 'command', 'ci') }),
  of('breach', {
    limit: text,
    allowed: bytes,
    measured: bytes,
    by: text,
    confidence: some(fc.double({ min: 0, max: 1, noNaN: true })),
    since: some(bytes),
    processes: some(
      fc.array(fc.record({ pid: fc.nat(), name: text, rss: bytes }), { maxLength: 3 }),
    ),
    lines: words,
    phase: some(text),
    follows: some(text),
  }),
  of('killed', victim),
  of('cgroup', { usage: bytes, limit: bytes, cache: some(bytes) }),
  of('end', {
    reason: text,
    exit: some(fc.oneof(fc.record({ code: fc.nat(255) }), fc.record({ signal: text }))),
    status: some(fc.nat(255)),
    peak: some(
      fc
        .record({ ...sizes, time, seen: bytes, bound: bytes, machine: bytes, cgroup: bytes })
        .map((peak) => JSON.parse(JSON.stringify(peak))),
    ),
    samples: some(fc.nat()),
    lines: some(fc.nat()),
    dropped: some(fc.nat()),
    late: some(fc.nat()),
    cost: some(fc.record({ cpu: fc.nat() })),
    exited: some(time),
    cause: some(text),
    killed: some(fc.array(fc.record(victim), { maxLength: 8 })),
  }),
);
