import fc from 'fast-check';
import type { Answer } from '../../../src/analyze/answer/types.ts';
import type { LineOwner } from '../../../src/analyze/lines/types.ts';
import type { ProcessLead } from '../../../src/analyze/processes/types.ts';
import type {
  Follows,
  Full,
  Killed,
  PhaseKind,
  Report,
  ReportPhase,
} from '../../../src/analyze/report/types.ts';

/** Text as the worst recording could hold it: sequences, controls, bidi, wide and combining characters. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    '\x1b]52;c;ZXZpbA==\x07',
    '\x1b[2J',
    '\u202Egnp.exe',
    '読み込み🎉👩‍👩‍👧‍👦',
    'é'.normalize('NFD'),
    '',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(
      '\x1b',
      '\x9b',
      '\n',
      '\t',
      'm',
      ' ',
      '漢',
      '🇩',
      '\u0301',
      '\u200d',
      '<n>',
      '`',
      '|',
    ),
    maxLength: 200,
  }),
);

const size = fc.oneof(
  fc.double({ min: 0, max: 2 ** 45, noNaN: true }),
  fc.constantFrom(0, 1, 4096, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER),
);

const follows: fc.Arbitrary<Follows> = fc
  .record({
    template: hostileText,
    lines: fc.nat(),
    bytes: fc.double({ noNaN: true, noDefaultInfinity: true }),
    bytesPerLine: fc.double({ noNaN: true, noDefaultInfinity: true }),
    fit: fc.double(),
    first: fc.option(fc.nat(100_000), { nil: undefined }),
    together: fc.option(fc.array(hostileText, { maxLength: 3 }), { nil: undefined }),
  })
  .map(({ first, together, ...rest }) => ({
    ...rest,
    ...(first === undefined ? {} : { first }),
    ...(together === undefined ? {} : { together }),
  }));

const time = fc.nat(1_000_000);
const owner = fc.record({
  label: hostileText,
  count: fc.integer({ min: 1, max: 99 }),
  pids: fc.constant([1]),
});
const owned = fc
  .tuple(owner, fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map(([one, bytes]) => ({ ...one, bytes }));

const lineOwner: fc.Arbitrary<LineOwner> = fc.record(
  {
    place: fc.constantFrom('inside', 'after', 'before', 'from-to', 'between', 'at', 'start', 'end'),
    text: hostileText,
    until: hostileText,
    lines: fc.nat(),
    of: fc.nat(),
    bytes: size,
    each: size,
    range: fc.tuple(size, size),
    step: fc.record({ from: fc.nat(64), of: fc.nat(64) }),
    or: fc.array(hostileText, { maxLength: 3 }),
    clock: size,
    start: time,
    end: time,
  },
  { requiredKeys: ['place', 'text', 'lines', 'of', 'bytes', 'start', 'end'] },
);

const lead: fc.Arbitrary<ProcessLead> = fc.record(
  {
    kind: fc.constantFrom('alone', 'one', 'crowd', 'turns', 'trend'),
    owner,
    members: fc.constant([0]),
    alike: fc.constant([0]),
    held: size,
    start: time,
    end: time,
    gained: size,
    each: fc.record({ least: size, most: size }),
    atOnce: fc.nat(20),
    lives: fc.nat(20),
    words: fc.tuple(hostileText, hostileText),
    siblings: fc.record({ count: fc.nat(9), most: size }),
    isNumbered: fc.boolean(),
    hasSiblings: fc.boolean(),
    isCommand: fc.boolean(),
  },
  {
    requiredKeys: [
      ...(['kind', 'owner', 'members', 'alike', 'held', 'start', 'end', 'gained'] as const),
      ...(['isNumbered', 'hasSiblings', 'isCommand'] as const),
    ],
  },
);

const trend = fc.record(
  {
    rate: size,
    line: fc.record({ text: hostileText, each: size }),
    process: hostileText,
    limit: fc.record({ name: hostileText, bytes: size, after: time }),
  },
  { requiredKeys: ['rate'] },
);

/** An answer of any kind, with hostile text and numbers in every place. */
const answer: fc.Arbitrary<Answer> = fc
  .tuple(
    fc.record({ peak: size, peakTime: time, held: size, start: time, end: time }),
    fc.option(trend, { nil: undefined }),
    fc.oneof(
      fc.record({
        kind: fc.constant('process'),
        process: lead,
        next: fc.array(lead, { maxLength: 2 }),
      }),
      fc.record({
        kind: fc.constant('process'),
        process: lead,
        line: lineOwner,
        next: fc.array(lead, { maxLength: 2 }),
      }),
      fc.record({
        kind: fc.constant('line'),
        line: lineOwner,
        rest: fc.array(lineOwner, { maxLength: 3 }),
        process: hostileText,
      }),
      fc.record({ kind: fc.constant('time'), rate: size, lines: fc.nat(), steps: fc.boolean() }),
      fc.record({ kind: fc.constant('open'), candidates: fc.array(hostileText, { maxLength: 5 }) }),
      fc.record({ kind: fc.constant('flushed'), lines: fc.nat() }),
      fc.record({ kind: fc.constant('silent'), process: hostileText }),
      fc.record({
        kind: fc.constant('outside'),
        tree: size,
        where: fc.constantFrom('cgroup', 'machine'),
      }),
      fc.record({ kind: fc.constant('nothing'), swing: size, process: lead }),
      fc.record({ kind: fc.constant('nothing'), swing: size }),
    ),
  )
  .map(([facts, going, kind]) => ({ ...facts, ...(going && { trend: going }), ...kind }) as Answer);

const kinds: readonly PhaseKind[] = ['rise', 'climb', 'plateau', 'decline', 'drop'];

const leg = fc.record({
  kind: fc.constantFrom(...kinds),
  took: fc.oneof(fc.nat(100_000), fc.constantFrom(0, 1, 1e9)),
  level: size,
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  follows: fc.array(follows, { maxLength: 3 }),
  owners: fc.array(owned, { maxLength: 4 }),
  line: fc.option(lineOwner, { nil: undefined }),
});

const cause = fc.constantFrom(...(['ceiling', 'cgroup-oom', 'system-oom', 'unknown'] as const));
const killed: fc.Arbitrary<Killed> = fc.record(
  {
    time,
    pid: fc.nat(),
    label: hostileText,
    cause,
    bytes: size,
    metric: hostileText,
    limit: size,
    held: fc.record({ tree: size, shmem: size }),
    command: fc.constant(true),
    probably: fc.constant(true),
  },
  { requiredKeys: ['time', 'pid', 'label', 'cause'] },
);
const full: fc.Arbitrary<Full> = fc.record(
  {
    where: fc.constantFrom('cgroup', 'machine'),
    used: size,
    limit: size,
    tree: size,
    shmem: size,
    cache: size,
    rate: size,
    probably: fc.boolean(),
  },
  { requiredKeys: ['where', 'used', 'limit', 'probably'] },
);

/** A report with hostile text and numbers in every place, its phases one after the other. */
export const hostileReport: fc.Arbitrary<Report> = fc
  .record({
    legs: fc.array(leg, { maxLength: 30 }),
    samples: fc.array(fc.tuple(fc.nat(1000), size), { maxLength: 40 }),
    machine: fc.array(fc.tuple(fc.nat(1000), size), { maxLength: 40 }),
    command: fc.option(fc.array(hostileText, { maxLength: 4 }), { nil: undefined }),
    name: hostileText,
    marks: fc.array(fc.record({ time: fc.nat(100_000), msg: hostileText }), { maxLength: 8 }),
    warnings: fc.array(hostileText, { maxLength: 3 }),
    spans: fc.array(
      fc.record({ pid: fc.nat(), name: hostileText, seen: fc.nat(1000), peak: size }),
      {
        maxLength: 12,
      },
    ),
    signal: hostileText,
    finished: fc.boolean(),
    shared: fc.boolean(),
    bound: size,
    limit: size,
    limitName: hostileText,
    answer: fc.option(answer, { nil: undefined }),
    owners: fc.array(owned, { maxLength: 5 }),
    death: fc.record(
      { cause, killed: fc.array(killed, { minLength: 1, maxLength: 4 }), full },
      { requiredKeys: [] },
    ),
  })
  .map((made) => {
    const phases: ReportPhase[] = [];
    let time = 0;
    let level = 0;
    for (const { kind, took, level: endLevel, share, follows, owners, line } of made.legs) {
      phases.push({
        kind,
        start: time,
        end: time + took,
        startLevel: level,
        endLevel,
        delta: endLevel - level,
        min: Math.min(level, endLevel),
        max: Math.max(level, endLevel),
        share,
        follows,
        owners,
        others: 0,
        ...(line && { line }),
        ...(took > 50_000 ? { teeth: { count: 9, height: endLevel / 10 } } : {}),
      });
      time += took;
      level = endLevel;
    }
    const series = (points: readonly (readonly [number, number])[]) => {
      const sorted = [...points].sort((a, b) => a[0] - b[0]);
      return {
        times: Float64Array.from(sorted, (point) => (point[0] / 1000) * Math.max(1, time)),
        values: Float64Array.from(sorted, (point) => point[1]),
      };
    };
    const curve = series(made.samples);
    const peak = Math.max(0, ...curve.values);
    const best = phases.findIndex((phase) => phase.share > 0.5);
    return {
      version: 1,
      ...(made.command === undefined ? {} : { command: made.command }),
      name: made.name,
      start: 1_780_000_000_000,
      duration: time,
      exit: { signal: made.signal },
      finished: made.finished,
      ...made.death,
      metric: 'rss',
      peak: {
        bytes: peak,
        time: 0,
        bound: Math.max(peak, made.bound),
        metric: 'rss',
        processes: { owners: made.owners, others: 0 },
        kinds: { file: made.limit },
      },
      lanes: made.owners.map((one) => ({ ...one, peak: one.bytes, series: series(made.machine) })),
      ...(made.answer && { answer: made.answer }),
      peaks: { rss: peak, pss: peak / 2 },
      shared: made.shared,
      machine: { total: made.limit },
      limits: { [made.limitName]: made.limit, 'max-rss': made.limit },
      breaches: [
        {
          type: 'breach',
          time: 1_780_000_000_000,
          limit: made.limitName,
          allowed: made.limit,
          measured: peak,
          by: 'sample',
          processes: [{ pid: 1, name: made.name, rss: peak }],
        },
      ],
      samples: curve.times.length,
      lines: 7,
      processes: 3,
      largestProcesses: made.spans.map(({ pid, name, peak: bytes }) => ({ pid, name, bytes })),
      phases,
      growthByLine: phases.flatMap((phase) =>
        phase.follows.map(({ template, bytes, lines }) => ({ template, bytes, count: lines })),
      ),
      ...(best < 0 ? {} : { focus: { phase: best + 1, shareOfGrowth: 0.7, shareOfTime: 0.1 } }),
      marks: made.marks,
      warnings: made.warnings,
      curve,
      machineCurve: series(made.machine),
      spans: made.spans,
    } satisfies Report;
  });
