import { expect, test } from 'vitest';
import { CgroupUsage, findMemoryCgroup } from '../../../src/sample/linux/cgroup.ts';
import { FakeProc } from './fake-proc.ts';

const TOTAL = 1_000_000;
const V1 = '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory';
const V2 = '41 31 0:38 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw';

function find(files: Record<string, string>) {
  const proc = new FakeProc();
  for (const [path, content] of Object.entries(files)) proc.files.set(path, content);
  return findMemoryCgroup(proc, 'self', TOTAL);
}

test('the tightest limit on the way up counts, with the usage of that level', () => {
  expect(
    find({
      '/proc/self/mountinfo': V2,
      '/proc/self/cgroup': '0::/a/b/c\n',
      '/sys/fs/cgroup/a/b/c/memory.max': 'max\n',
      '/sys/fs/cgroup/a/b/c/memory.current': '5\n',
      '/sys/fs/cgroup/a/b/memory.max': '700\n',
      '/sys/fs/cgroup/a/b/memory.current': '6\n',
      '/sys/fs/cgroup/a/memory.max': '900\n',
      '/sys/fs/cgroup/a/memory.current': '7\n',
    }),
  ).toEqual({ version: 2, limit: 700, usagePath: '/sys/fs/cgroup/a/b/memory.current' });
});

test('without any limit the own cgroup tells the usage', () => {
  expect(
    find({
      '/proc/self/mountinfo': V2,
      '/proc/self/cgroup': '0::/a/b\n',
      '/sys/fs/cgroup/a/b/memory.max': 'max\n',
      '/sys/fs/cgroup/a/b/memory.current': '6\n',
      '/sys/fs/cgroup/a/memory.max': 'max\n',
      '/sys/fs/cgroup/a/memory.current': '7\n',
    }),
  ).toEqual({ version: 2, usagePath: '/sys/fs/cgroup/a/b/memory.current' });
});

test('where both hierarchies are mounted the one with the memory controller counts', () => {
  expect(
    find({
      '/proc/self/mountinfo': [V2.replace('cgroup rw', 'cgroup/unified rw'), V1].join('\n'),
      '/proc/self/cgroup': '4:memory:/job\n0::/other\n',
      '/sys/fs/cgroup/memory/job/memory.limit_in_bytes': '9223372036854771712\n',
      '/sys/fs/cgroup/memory/job/memory.usage_in_bytes': '6\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '5000\n',
      '/sys/fs/cgroup/memory/memory.usage_in_bytes': '7\n',
    }),
  ).toEqual({
    version: 1,
    limit: 5000,
    usagePath: '/sys/fs/cgroup/memory/memory.usage_in_bytes',
  });
});

test('a container that sees its own part of the hierarchy only finds its files at the mount', () => {
  expect(
    find({
      '/proc/self/mountinfo': V1.replace(' / /sys', ' /docker/12ab /sys'),
      '/proc/self/cgroup': '4:cpu,memory:/docker/12ab\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '5000\n',
      '/sys/fs/cgroup/memory/memory.usage_in_bytes': '7\n',
    }),
  ).toMatchObject({ limit: 5000 });
});

test('a limit above the memory of the machine is ignored', () => {
  expect(
    find({
      '/proc/self/mountinfo': V2,
      '/proc/self/cgroup': '0::/\n',
      '/sys/fs/cgroup/memory.max': `${TOTAL + 1}\n`,
      '/sys/fs/cgroup/memory.current': '7\n',
    }),
  ).toEqual({ version: 2, usagePath: '/sys/fs/cgroup/memory.current' });
});

test('a mount point with a blank is found', () => {
  expect(
    find({
      '/proc/self/mountinfo': V2.replace('/sys/fs/cgroup', '/my\\040cgroup'),
      '/proc/self/cgroup': '0::/\n',
      '/my cgroup/memory.current': '7\n',
    }),
  ).toEqual({ version: 2, usagePath: '/my cgroup/memory.current' });
});

test('without a memory cgroup none is found', () => {
  expect(find({})).toBeUndefined();
  expect(
    find({ '/proc/self/mountinfo': V2, '/proc/self/cgroup': '0::/../outside\n' }),
  ).toBeUndefined();
});

test('usage is read anew each time, and unknown if it cannot be read', () => {
  const proc = new FakeProc();
  proc.files.set('/usage', '12\n');
  const usage = new CgroupUsage(proc, { version: 2, usagePath: '/usage' });
  expect(usage.read()).toBe(12);
  proc.files.set('/usage', '7\n');
  expect(usage.read()).toBe(7);
  usage.close();
  expect(new CgroupUsage(proc, undefined).read()).toBe(-1);
});
