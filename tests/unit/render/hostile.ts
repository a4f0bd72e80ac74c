import fc from 'fast-check';
import type { Follows, PhaseKind, Report, ReportPhase } from '../../../src/analyze/report/types.ts';

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

const kinds: readonly PhaseKind[] = ['rise', 'climb', 'plateau', 'decline', 'drop'];

const leg = fc.record({
  kind: fc.constantFrom(...kinds),
  took: fc.oneof(fc.nat(100_000), fc.constantFrom(0, 1, 1e9)),
  level: size,
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  follows: fc.array(follows, { maxLength: 3 }),
});

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
  })
  .map((made) => {
    const phases: ReportPhase[] = [];
    let time = 0;
    let level = 0;
    for (const { kind, took, level: endLevel, share, follows } of made.legs) {
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
      metric: 'rss',
      peak: { bytes: peak, time: 0, bound: Math.max(peak, made.bound), metric: 'rss' },
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
