import { expect, test } from 'vitest';
import { createSampler } from '../../../src/sample/choose.ts';
import { readOomCounts } from '../../../src/sample/linux/oom.ts';
import { oomBetween } from '../../../src/sample/oom-counts.ts';
import { ManualClock } from '../manual-clock.ts';
import { FakeProc } from './fake-proc.ts';

function read(files: Record<string, string>) {
  const proc = new FakeProc();
  for (const [path, content] of Object.entries(files)) proc.files.set(path, content);
  return readOomCounts(proc);
}

test('in cgroup v2 the kills are those of the own cgroup and the hits those of all above it', () => {
  expect(
    read({
      '/proc/vmstat': 'pgfault 7\noom_kill 5\n',
      '/proc/self/mountinfo': '41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
      '/proc/self/cgroup': '0::/a/b\n',
      '/sys/fs/cgroup/a/b/memory.current': '6\n',
      '/sys/fs/cgroup/a/b/memory.events': 'low 0\nhigh 0\nmax 9\noom 0\noom_kill 2\n',
      '/sys/fs/cgroup/a/memory.current': '7\n',
      '/sys/fs/cgroup/a/memory.events': 'low 0\nhigh 0\nmax 9\noom 3\noom_kill 4\n',
    }),
  ).toEqual({ killedHere: 2, limitHits: 3 });
});

test('in cgroup v1 they stand in memory.oom_control and memory.failcnt', () => {
  expect(
    read({
      '/proc/vmstat': 'oom_kill 5\n',
      '/proc/self/mountinfo': '35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
      '/proc/self/cgroup': '4:memory:/job\n',
      '/sys/fs/cgroup/memory/job/memory.usage_in_bytes': '6\n',
      '/sys/fs/cgroup/memory/job/memory.oom_control':
        'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
      '/sys/fs/cgroup/memory/job/memory.failcnt': '12\n',
      '/sys/fs/cgroup/memory/memory.usage_in_bytes': '7\n',
      '/sys/fs/cgroup/memory/memory.failcnt': '0\n',
    }),
  ).toEqual({ killedHere: 1, limitHits: 12 });
});

test('without cgroups the machine is all there is, and without /proc nothing', () => {
  expect(read({ '/proc/vmstat': 'oom_kill 5\n' })).toEqual({ killedAnywhere: 5 });
  expect(read({})).toEqual({});
});

const nothing = { killedHere: 1, limitHits: 4, killedAnywhere: 9 };
test.for([
  ['its own limit', { killedHere: 2, limitHits: 5, killedAnywhere: 10 }, 'cgroup'],
  ['the system', { killedHere: 2, limitHits: 4, killedAnywhere: 10 }, 'system'],
  ['somebody else', { killedHere: 1, limitHits: 4, killedAnywhere: 10 }, undefined],
  [
    'a limit that was hit without a kill',
    { killedHere: 1, limitHits: 8, killedAnywhere: 9 },
    undefined,
  ],
] as const)('%s', ([, after, killer]) => {
  expect(oomBetween(nothing, after)).toBe(killer);
});

test('where no cgroup tells, a kill anywhere is taken for ours', () => {
  expect(oomBetween({ killedAnywhere: 9 }, { killedAnywhere: 10 })).toBe('system');
  expect(oomBetween({ killedAnywhere: 9 }, { killedAnywhere: 9 })).toBeUndefined();
  expect(oomBetween({}, {})).toBeUndefined();
});

test.for(['linux', 'portable', 'none'] as const)(
  'every sampler has the counts: %s',
  async (kind) => {
    const proc = new FakeProc();
    proc.files.set('/proc/self/stat', '');
    proc.files.set('/proc/vmstat', 'oom_kill 5\n');
    const sampler = await createSampler({
      kind,
      root: { pid: 7 },
      runId: 'r',
      exclude: [],
      platform: 'linux',
      clock: new ManualClock(),
      files: proc,
    });
    expect(sampler.kind).toBe(kind);
    expect(sampler.oomCounts()).toEqual({ killedAnywhere: 5 });
    proc.files.set('/proc/vmstat', 'oom_kill 6\n');
    expect(sampler.oomCounts()).toEqual({ killedAnywhere: 6 });
    sampler.close();
  },
);
