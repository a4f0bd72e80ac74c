import { expect, test } from 'vitest';
import type { Answer } from '../../../src/analyze/answer/types.ts';
import { summaryLines } from '../../../src/render/summary.ts';
import { FACTS, lead, line, lineAnswer, processAnswer } from './answers.ts';
import { exampleReport, GIB, MIB, TRAINING } from './example.ts';

const VIEW = { columns: 80, color: false, unicode: true };

test('the summary of a run is its curve, peak, duration and end, and where the growth was', () => {
  expect(summaryLines(TRAINING, VIEW)).toEqual([
    'memwrap  ▆▆▆▆▇▇▇▇▇▇▇█████████  peak 6.35 GiB rss  2d14h  exit 0',
    '         “loaded shard <n>/64 from <path>” holds 4.3 of the 6.35 GiB',
  ]);
});

test('without UTF-8 the curve is drawn in ASCII', () => {
  expect(summaryLines(TRAINING, { ...VIEW, unicode: false })[0]).toMatch(
    /^memwrap {2}[_.:=+*#-]{20} {2}peak/,
  );
});

test('a narrow terminal keeps the peak and the exit', () => {
  expect(summaryLines(TRAINING, { ...VIEW, columns: 40 })).toEqual([
    'memwrap  ▇▇██  peak 6.35 GiB rss  exit 0',
    '  “loaded sha…om <path>” holds 4.3 GiB',
  ]);
});

test('each kind of answer has its words, in short', () => {
  const second = (answer: Answer): string | undefined =>
    summaryLines(exampleReport(MIB, [['climb', 31_000, 165 * MIB]], { answer }), VIEW)[1];
  expect(second(processAnswer(lead('cc1plus grammar.cpp')))).toBe(
    '         cc1plus grammar.cpp holds 673 of the 1046 MiB, growing from 4.2 s on',
  );
  const workers = {
    ...lead('par.py worker'),
    owner: { label: 'par.py worker', count: 8, pids: [] },
  };
  expect(
    second(processAnswer({ ...workers, kind: 'crowd', each: { least: 60 * MIB, most: 60 * MIB } })),
  ).toContain('8 × par.py worker hold 673 of the 1046 MiB, 60 MiB each');
  expect(second(lineAnswer(line('loading shard <n>')))).toContain(
    '“loading shard <n>” holds 92 of the 165 MiB, growing from 0.1 to 1.3 s',
  );
  expect(second(lineAnswer(line('x', { place: 'start' })))).toContain(
    'what comes before the first line holds 92',
  );
  expect(second({ ...FACTS, kind: 'time', rate: MIB, lines: 3, steps: false })).toContain(
    'it grows with time, whatever the log says: 92 of the 165 MiB',
  );
  expect(second({ ...FACTS, kind: 'outside', tree: 0, where: 'cgroup' })).toContain(
    '92 MiB are held by no process of the run',
  );
  // The summary of a run has not read its lines.
  const silent = second({ ...FACTS, kind: 'silent', start: 400, end: 2900 });
  expect(silent).toContain('92 of the 165 MiB came from 0.4 to 2.9 s');
  expect(silent).not.toContain('line');
  expect(second({ ...FACTS, kind: 'nothing', swing: 2 * MIB })).toContain(
    'nothing grew; it moved within 2 MiB',
  );
  expect(second({ ...FACTS, kind: 'nothing', swing: 104 * 1024 })).toContain(
    'nothing grew that is worth a look',
  );
});

test('a long name is cut in its middle before anything is wider than the terminal', () => {
  const answer = processAnswer(lead(`cc1plus ${'deep/'.repeat(30)}grammar.cpp`));
  const report = exampleReport(MIB, [['climb', 31_000, 165 * MIB]], { answer });
  for (let columns = 40; columns <= 120; columns += 8) {
    const [, text = ''] = summaryLines(report, { ...VIEW, columns });
    expect(text.length).toBeLessThanOrEqual(columns);
    expect(text).toMatch(/^ +cc1plu.*….*holds 673 (MiB|of the)/);
  }
});

test('where pages are shared PSS leads and the RSS sum is named', () => {
  const report = exampleReport(200 * MIB, [['plateau', 5000, 207 * MIB]], {
    metric: 'pss',
    peak: { bytes: 207 * MIB, time: 5000, metric: 'pss' },
    peaks: { pss: 207 * MIB, rss: 1237 * MIB },
    shared: true,
  });
  expect(summaryLines(report, VIEW)[0]).toBe(
    'memwrap  ████  peak 207 MiB pss (pages are shared; rss sum 1.21 GiB)  5s  exit 0',
  );
});

test('a peak between two samples is shown as a bound', () => {
  const report = exampleReport(10 * MIB, [['plateau', 5000, 10 * MIB]], {
    peak: { bytes: 10 * MIB, time: 0, bound: 250 * MIB, metric: 'rss' },
  });
  expect(summaryLines(report, VIEW)[0]).toContain('peak 10 MiB rss seen (250 MiB at most)');
});

test('a run too short to measure has one line', () => {
  const report = exampleReport(0, [], {
    duration: 3,
    samples: 0,
    peaks: {},
    exit: { code: 1 },
    status: 1,
  });
  const { peak: _, ...withoutPeak } = report;
  expect(summaryLines(withoutPeak, VIEW)).toEqual(['memwrap  too short to measure  3 ms  exit 1']);
});

test('a signal is named, the ceiling by its status', () => {
  const killed = exampleReport(GIB, [['plateau', 5000, GIB]], {
    exit: { signal: 'SIGKILL' },
    status: 137,
  });
  expect(summaryLines(killed, VIEW)[0]).toMatch(/SIGKILL$/);
  const broken = exampleReport(GIB, [['plateau', 5000, GIB]], { exit: { code: 0 }, status: 122 });
  expect(summaryLines(broken, VIEW)[0]).toMatch(/exit 0, ceiling broken \(122\)$/);
  expect(summaryLines(broken, { ...VIEW, columns: 40 })[0]).toMatch(/exit 0 \(122\)$/);
  const invented = exampleReport(GIB, [['plateau', 5000, GIB]], {
    exit: { signal: '\x1b[2J' },
    status: 137,
  });
  expect(summaryLines(invented, VIEW)[0]).toMatch(/a signal$/);
});
