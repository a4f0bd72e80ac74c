import { expect, test } from 'vitest';
import type { LimitSetup } from '../../../src/limits/setup.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { LimitWatch } from '../../../src/run/limit-watch.ts';
import type { TreeSample } from '../../../src/sample/sampler.ts';
import { startTimeline } from '../../../src/supervise/timeline.ts';
import { ManualClock } from '../manual-clock.ts';

const MIB = 2 ** 20;

function sample(mebibytes: number): TreeSample {
  const rss = mebibytes * MIB;
  const top = [{ pid: 7, ppid: 1, started: 1, name: 'job', rss }];
  return { rss, procs: 1, top, seen: [], gone: [] };
}

function scene(changes: Partial<LimitSetup> = {}, oomKills = 0) {
  const clock = new ManualClock();
  const timeline = startTimeline(clock);
  const said: string[] = [];
  const records: StreamRecord[] = [];
  const limits = new LimitWatch({
    setup: {
      limits: { 'max-rss': 100 * MIB },
      onBreach: 'fail',
      ifUnknown: 'fail',
      grace: 1000,
      baseline: [],
      baselineNamed: false,
      noBaseline: [],
      tolerance: 0.05,
      enforce: false,
      ...changes,
    },
    command: 'job',
    cgroup: {
      join: '',
      facts: () => ({ oomKills }),
      peak: () => ({}),
      breach: () =>
        oomKills === 0
          ? undefined
          : { limit: 'max-rss', allowed: 100 * MIB, measured: 100 * MIB, by: 'cgroup' },
      close: () => undefined,
    },
    // Its processes are gone already: ending the tree has nothing to signal.
    sampler: { members: () => [], missing: {} },
    clock,
    timeline,
    emit: (record) => records.push(record),
    say: (text) => said.push(text),
    tail: (count) => ['before', 'last'].slice(-count),
    growth: async () => ({ phase: '2 climb', follows: 'loading' }),
  });
  return { limits, timeline, said, records };
}

test('a breach is reported at once and recorded with its evidence', async () => {
  const { limits, timeline, said, records } = scene();
  limits.check(sample(150), timeline.start);
  expect(said).toEqual(['over the ceiling at 0s: 150 MiB rss > 100 MiB (job goes on)']);
  await limits.finish();
  expect(records).toMatchObject([
    {
      type: 'breach',
      limit: 'max-rss',
      processes: [{ pid: 7, name: 'job', rss: 150 * MIB }],
      lines: ['before', 'last'],
      phase: '2 climb',
      follows: 'loading',
    },
  ]);
});

test('a check returns how far the ceiling is from the next measurement', () => {
  const { limits, timeline } = scene();
  expect(limits.check(sample(60), timeline.start)).toEqual({
    headroom: 40 * MIB,
    wantsPss: false,
  });
});

test.for([
  ['fail', true, false],
  ['warn', false, false],
  ['kill', true, true],
] as const)('--on-breach %s', ([onBreach, failsRun, killed]) => {
  const { limits, timeline } = scene({ onBreach });
  expect(limits).toMatchObject({ failsRun: false, killed: false, breaches: [] });
  limits.check(sample(150), timeline.start);
  expect(limits).toMatchObject({ failsRun, killed, breaches: [{ limit: 'max-rss' }] });
});

test('a breach after the command has ended kills nothing', async () => {
  const { limits, timeline } = scene({ onBreach: 'kill' });
  await limits.settled(new Promise(() => undefined));
  limits.check(sample(150), timeline.start);
  expect(limits).toMatchObject({ failsRun: true, killed: false });
});

test('a kill by the kernel at the limit of the cgroup is one breach, however often it is seen', async () => {
  const { limits, timeline, records } = scene({ onBreach: 'kill' }, 1);
  limits.check(sample(60), timeline.start);
  limits.check(sample(60), timeline.start + 100);
  await limits.finish();
  expect(limits.killed).toBe(true);
  expect(records).toMatchObject([{ type: 'breach', by: 'cgroup' }]);
});

test('a limit that cannot be judged fails the run with what to do, and never ends the command', async () => {
  const { limits, timeline, said, records } = scene({
    limits: { 'max-pss': 100 * MIB },
    onBreach: 'kill',
  });
  limits.check(sample(150), timeline.start);
  await limits.finish();
  expect(limits).toMatchObject({ failsRun: true, killed: false, breaches: [] });
  expect(limits.unjudged).toMatchObject([{ limit: 'max-pss', atMost: 150 * MIB }]);
  expect(said).toEqual([
    '--max-pss is not judged: it was not read at that moment; it was 150 MiB at most; set --max-rss instead, or --if-unknown pass lets it pass',
  ]);
  expect(records).toEqual([]);
});

test.for([{ ifUnknown: 'pass' }, { onBreach: 'warn' }] as const)(
  'with %o it is said all the same, and fails nothing',
  async (changes) => {
    const { limits, said } = scene({ limits: { 'min-free': MIB }, ...changes });
    await limits.finish();
    expect(limits.failsRun).toBe(false);
    expect(said).toEqual(['--min-free is not judged: it was never measured (a warning only)']);
  },
);
