import type { PhaseKind, Report, ReportPhase, Series } from '../../../src/analyze/report/types.ts';

export const MIB = 1024 ** 2;
export const GIB = 1024 ** 3;

/** [kind, end time in ms, end level in bytes, what it follows] one after the other, starting at time 0. */
export type Leg = readonly [PhaseKind, number, number, ReportPhase['follows']?];

/** A report whose curve runs straight through the given legs. */
export function exampleReport(
  startLevel: number,
  legs: readonly Leg[],
  changes: Partial<Report> = {},
): Report {
  const duration = legs.at(-1)?.[1] ?? 0;
  const growth = sum(legs.map((leg, i) => Math.max(0, leg[2] - (legs[i - 1]?.[2] ?? startLevel))));
  const phases = legs.map(([kind, end, endLevel, follows], i): ReportPhase => {
    const start = legs[i - 1]?.[1] ?? 0;
    const level = legs[i - 1]?.[2] ?? startLevel;
    const delta = endLevel - level;
    return {
      kind,
      start,
      end,
      startLevel: level,
      endLevel,
      delta,
      min: Math.min(level, endLevel),
      max: Math.max(level, endLevel),
      share: growth > 0 && delta > 0 ? delta / growth : 0,
      follows: follows ?? [],
    };
  });
  const top = [...phases].sort((a, b) => b.share - a.share)[0];
  const curve = straight([[0, startLevel], ...legs.map((leg) => [leg[1], leg[2]] as const)]);
  const peak = Math.max(0, ...curve.values);
  return {
    version: 1,
    command: ['python', 'train.py'],
    name: 'python-train',
    start: 1_780_000_000_000,
    duration,
    exit: { code: 0 },
    status: 0,
    finished: true,
    metric: 'rss',
    peak: { bytes: peak, time: curve.times[curve.values.indexOf(peak)] ?? 0, metric: 'rss' },
    peaks: { rss: peak },
    shared: false,
    breaches: [],
    samples: curve.times.length,
    lines: 10,
    processes: 1,
    largestProcesses: [],
    phases,
    growthByLine: [],
    ...(top === undefined || top.share === 0
      ? {}
      : {
          focus: {
            phase: phases.indexOf(top) + 1,
            shareOfGrowth: top.share,
            shareOfTime: (top.end - top.start) / duration,
          },
        }),
    marks: [],
    warnings: [],
    curve,
    spans: [],
    ...changes,
  };
}

/** A hundred samples over each straight line between the given points. */
export function straight(points: readonly (readonly [number, number])[]): Series {
  const times: number[] = [];
  const values: number[] = [];
  for (const [i, [time, value]] of points.entries()) {
    const [before, level] = points[i - 1] ?? [time, value];
    for (let step = i === 0 ? 100 : 1; step <= 100; step += 1) {
      times.push(before + ((time - before) * step) / 100);
      values.push(level + ((value - level) * step) / 100);
    }
  }
  return { times: Float64Array.from(times), values: Float64Array.from(values) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** The run of the manual: a rise of four minutes, a climb of two days, a drop at the end. */
export const TRAINING = exampleReport(
  0.05 * GIB,
  [
    [
      'rise',
      252_000,
      4.35 * GIB,
      [
        {
          template: 'loaded shard <n>/64 from <path>',
          lines: 64,
          bytes: 4.3 * GIB,
          bytesPerLine: 69 * MIB,
          fit: 0.99,
        },
      ],
    ],
    [
      'climb',
      219_600_000,
      6.35 * GIB,
      [
        {
          template: 'processed batch <n> (<n> rows)',
          lines: 12_360,
          bytes: 2 * GIB,
          bytesPerLine: 170 * 1024,
          fit: 0.97,
        },
      ],
    ],
    [
      'drop',
      220_140_000,
      0.75 * GIB,
      [
        {
          template: 'saved model to <path>',
          lines: 1,
          bytes: -5.6 * GIB,
          bytesPerLine: -5.6 * GIB,
          fit: 0,
        },
      ],
    ],
    ['plateau', 223_200_000, 0.75 * GIB],
  ],
  {
    processes: 9,
    lines: 12_425,
    answer: {
      kind: 'line',
      peak: 6.35 * GIB,
      peakTime: 219_600_000,
      held: 4.3 * GIB,
      start: 1000,
      end: 252_000,
      line: {
        place: 'before',
        text: 'loaded shard <n>/64 from <path>',
        lines: 64,
        of: 64,
        bytes: 4.3 * GIB,
        each: 69 * MIB,
        start: 1000,
        end: 252_000,
      },
      rest: [
        {
          place: 'before',
          text: 'processed batch <n> (<n> rows)',
          lines: 12_360,
          of: 12_360,
          bytes: 2 * GIB,
          each: 170 * 1024,
          start: 252_000,
          end: 219_600_000,
        },
      ],
    },
  },
);
