import { describe, expect, test } from 'vitest';
import { compareReports } from '../../../src/analyze/compare/compare.ts';
import type { Report } from '../../../src/analyze/report/types.ts';
import type { StartRecord, StreamRecord } from '../../../src/recording/records.ts';
import { end, inOrder, line, MIB, sample, start } from '../records.ts';
import { reportOf } from '../report-of.ts';

/** A run that rises to `base`, rests and then climbs by `leak` in 50 batches. */
function run(base: number, leak: number, more: Partial<StartRecord> = {}): Report {
  const records: StreamRecord[] = [start(more), line(150, 'load model')];
  for (let i = 0; i <= 400; i++) {
    const rss = i < 5 ? 10 : i < 150 ? base : base + (leak * (i - 150)) / 250;
    records.push(sample(i * 50, rss));
  }
  for (let i = 0; i < 50; i++) {
    records.push(line(7510 + i * 250, `batch ${i}`));
  }
  records.push(end(20_010));
  return reportOf(inOrder(records));
}

const five = { tolerance: 0.05 };

test('a run is the same as itself', () => {
  const same = compareReports([run(200, 300)], [run(200, 300)], five);
  expect(same).toMatchObject({ verdict: 'same', baseRuns: 1, noiseKnown: false, warnings: [] });
  expect(same.peak).toMatchObject({ base: 500 * MIB, next: 500 * MIB, change: 0, verdict: 'same' });
  expect(same.phases.map(({ verdict }) => verdict)).not.toContain('worse');
});

test('a leak that grew is worse, and the phase and the log line behind it are named', () => {
  const worse = compareReports([run(200, 300)], [run(200, 400)], five);
  expect(worse.verdict).toBe('worse');
  expect(worse.peak).toMatchObject({ change: 100 * MIB, verdict: 'worse' });
  expect(worse.end?.verdict).toBe('worse');
  const phases = worse.phases.filter(({ verdict }) => verdict === 'worse');
  expect(phases).toHaveLength(1);
  const [template] = phases[0]?.templates ?? [];
  expect(template?.template).toBe('batch <n>');
  expect((template?.base?.bytesPerLine ?? 0) / MIB).toBeCloseTo(6, 0);
  expect((template?.next?.bytesPerLine ?? 0) / MIB).toBeCloseTo(8, 0);
});

test('less memory is better', () => {
  expect(compareReports([run(200, 300)], [run(200, 150)], five).verdict).toBe('better');
});

test('a change within the tolerance is the same', () => {
  const { peak, verdict } = compareReports([run(200, 300)], [run(200, 320)], five);
  expect(verdict).toBe('same');
  expect(peak?.allowed).toBe(25 * MIB);
});

test('changes of a few MiB always count as the same', () => {
  expect(compareReports([run(20, 5)], [run(20, 12)], { tolerance: 0 }).verdict).toBe('same');
});

test('base runs that differ from each other allow for more', () => {
  const base = [280, 290, 300, 310, 320].map((leak) => run(200, leak));
  const noisy = compareReports(base, [run(200, 350)], five);
  expect(noisy.noiseKnown).toBe(true);
  expect(noisy.peak?.allowed).toBeCloseTo(4 * Math.sqrt(250) * MIB, -3);
  expect(noisy.verdict).toBe('same');
  expect(compareReports([run(200, 300)], [run(200, 350)], five).verdict).toBe('worse');
});

test('runs that are near each other by chance do not hide how much a run may differ', () => {
  // As a suite of parallel workers gave them: the median deviation is 2 MiB.
  const base = [78, 112, 112, 114, 135].map((leak) => run(500, leak));
  expect(compareReports(base, [run(500, 182)], five).verdict).toBe('same');
  expect(compareReports(base, [run(500, 250)], five).verdict).toBe('worse');
});

test('of ten runs an outlier counts neither as the largest nor in the deviation', () => {
  const base = [200, 201, 202, 203, 204, 205, 206, 207, 208, 400].map((leak) => run(200, leak));
  expect(compareReports(base, [run(200, 250)], five).verdict).toBe('worse');
});

test('another machine, limit or interval is said', () => {
  const machine = { host: { machineTotal: 64 * MIB, cgroupLimit: 8 * MIB } };
  const other = { host: { machineTotal: 32 * MIB, cgroupLimit: 4 * MIB } };
  const sampler = { kind: 'linux', interval: 100, metrics: [] };
  const { warnings } = compareReports(
    [run(20, 5, { ...machine, sampler })],
    [run(20, 5, { ...other, sampler: { ...sampler, interval: 'auto' } })],
    five,
  );
  expect(warnings).toEqual([
    'the runs were on machines with different memory',
    'the runs had different memory limits of their cgroups',
    'the runs were sampled at different intervals',
  ]);
});

test('a phase that only one run has stands alone', () => {
  const { phases } = compareReports([run(200, 0)], [run(200, 200)], five);
  const added = phases.filter(({ baseNumber }) => baseNumber === undefined);
  expect(added.some(({ base, verdict }) => base === 0 && verdict === 'worse')).toBe(true);
});

test('a comparison of nothing is a mistake of the caller', () => {
  expect(() => compareReports([], [run(20, 5)], five)).toThrow(RangeError);
});

test('a spike that the high-water marks know exactly is compared exactly', () => {
  const spiked = (peak: number, exact: boolean): Report => {
    const known = exact ? { seen: peak * MIB, bound: peak * MIB } : {};
    return reportOf([
      start(),
      ...[10, 10, 100, 10, 10].map((rss, i) => sample(i * 1000, rss)),
      end(5000, { peak: { rss: 100 * MIB, ...known } }),
    ]);
  };
  const exact = compareReports([spiked(200, true)], [spiked(220, true)], five);
  expect(exact.peak).toMatchObject({ base: 200 * MIB, allowed: 10 * MIB, verdict: 'worse' });
  const vague = compareReports([spiked(200, false)], [spiked(220, false)], five);
  expect(vague.peak).toMatchObject({ base: 100 * MIB, allowed: 180 * MIB });
});

test('an end that depends on when the workers went is not judged, one that grew is', () => {
  const ended = (level: number, gone: number): Report => {
    const levels = Array.from({ length: 101 }, (_, i) => (i < 10 ? 500 : i < gone ? 400 : level));
    return reportOf([start(), ...levels.map((rss, i) => sample(i * 50, rss)), end(5001)]);
  };
  const late = compareReports([ended(80, 79)], [ended(80, 99)], five);
  expect([late.end?.verdict, late.verdict]).toEqual(['open', 'same']);
  expect(compareReports([ended(80, 20)], [ended(120, 20)], five).end?.verdict).toBe('worse');
});

describe('no row contradicts the verdict or another row', () => {
  /** Twenty seconds: to a level, then to a higher one, and most of it given back shortly before the end. */
  const job = (low: number, high: number, left = low): Report => {
    const levels = Array.from({ length: 201 }, (_, i) =>
      i < 20 ? 10 : i < 80 ? low : i < 175 ? high : left,
    );
    return reportOf([start(), ...levels.map((rss, i) => sample(i * 100, rss)), end(20_000)]);
  };
  const words = (base: Report, next: Report) => {
    const { verdict, peak, end: last, phases } = compareReports([base], [next], five);
    return {
      verdict,
      peak: peak?.verdict,
      end: last?.verdict,
      phases: phases.map((one) => one.verdict),
    };
  };

  test('the same is the same in every row', () => {
    const { phases, ...others } = words(job(100, 200), job(102, 205));
    expect(others).toEqual({ verdict: 'same', peak: 'same', end: 'same' });
    expect(new Set(phases)).toEqual(new Set(['same']));
  });

  test.for([1.16, 2])('%s times as much is worse at the peak and at the end', (factor) => {
    const { phases, ...others } = words(job(100, 200), job(100 * factor, 200 * factor));
    expect(others).toEqual({ verdict: 'worse', peak: 'worse', end: 'worse' });
    expect(phases).toContain('worse');
    expect(phases).not.toContain('better');
    const back = words(job(100 * factor, 200 * factor), job(100, 200));
    expect(back).toMatchObject({ verdict: 'better', peak: 'better', end: 'better' });
    expect(back.phases).not.toContain('worse');
  });

  test('a phase that is other under a verdict of "same" is not judged', () => {
    const { phases, ...others } = words(job(100, 200), job(150, 200, 100));
    expect(others).toEqual({ verdict: 'same', peak: 'same', end: 'same' });
    expect(new Set(phases)).toEqual(new Set(['same', 'open']));
  });

  test('what was given back is not what makes a peak worse', () => {
    const [base, next] = [job(100, 200, 10), job(100, 240, 240)];
    const { phases } = compareReports([base], [next], five);
    for (const phase of phases.filter(({ verdict }) => verdict === 'worse')) {
      expect(phase.next).toBeGreaterThan(0);
    }
  });
});
