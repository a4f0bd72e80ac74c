import { expect, test } from 'vitest';
import { type CgroupFiles, makeMemoryCgroup } from '../../../src/sample/linux/memory-cgroup.ts';
import { FakeProc } from './fake-proc.ts';

const V1 = {
  '/proc/self/mountinfo': '35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
  '/proc/self/cgroup': '4:memory:/job\n',
  '/sys/fs/cgroup/memory/job/memory.usage_in_bytes': '6\n',
};
const V2 = {
  '/proc/self/mountinfo': '41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
  '/proc/self/cgroup': '0::/user/shell\n',
  '/sys/fs/cgroup/user/shell/memory.current': '6\n',
};

function scene(found: Record<string, string>, contents: Record<string, string> = {}) {
  const proc = new FakeProc();
  for (const [path, content] of Object.entries(found)) proc.files.set(path, content);
  const files = new Map(Object.entries(contents));
  const did: string[] = [];
  const denied = new Set<string>();
  const check = (path: string): void => {
    if (denied.has(path)) throw Object.assign(new Error('denied'), { code: 'EACCES' });
  };
  const fake: CgroupFiles = {
    makeFolder(folder) {
      check(folder);
      did.push(`mkdir ${folder}`);
    },
    removeFolder: (folder) => void did.push(`rmdir ${folder}`),
    read(file) {
      const text = files.get(file);
      if (text === undefined) throw Object.assign(new Error('none'), { code: 'ENOENT' });
      return text;
    },
    write(file, text) {
      check(file);
      did.push(`${file} = ${text}`);
      if (text === '+memory') files.set(file, 'memory pids');
    },
  };
  return { did, denied, files, make: () => makeMemoryCgroup('memwrap-1', 5000, proc, fake) };
}

test('in v1 it is made below our own, with memory and swap together limited', () => {
  const { make, did } = scene(V1);
  const made = make();
  expect(made.kind).toBe('made');
  expect(did).toEqual([
    'mkdir /sys/fs/cgroup/memory/job/memwrap-1',
    '/sys/fs/cgroup/memory/job/memwrap-1/memory.limit_in_bytes = 5000',
    '/sys/fs/cgroup/memory/job/memwrap-1/memory.memsw.limit_in_bytes = 5000',
  ]);
});

test('in v2 it is made beside our own where that may not hand its controllers down', () => {
  const { make, did, denied } = scene(V2, {
    '/sys/fs/cgroup/user/cgroup.subtree_control': 'memory',
  });
  denied.add('/sys/fs/cgroup/user/shell/cgroup.subtree_control');
  const made = make();
  expect(made.kind === 'made' && made.cgroup.join).toBe(
    '/sys/fs/cgroup/user/memwrap-1/cgroup.procs',
  );
  expect(did).toContain('/sys/fs/cgroup/user/memwrap-1/memory.swap.max = 0');
});

test.for([
  ['nothing was delegated', V2, [], 'was not delegated to us'],
  ['there is no memory cgroup', {}, [], 'there is no memory cgroup here'],
  ['it may not be made', V1, ['/sys/fs/cgroup/memory/job/memwrap-1'], 'can be made in'],
  [
    'it may not be limited',
    V1,
    ['/sys/fs/cgroup/memory/job/memwrap-1/memory.limit_in_bytes'],
    'cannot be set (EACCES)',
  ],
] as const)('where %s it says so', ([, found, refused, why]) => {
  const { make, did, denied } = scene(found);
  for (const path of refused) denied.add(path);
  denied.add('/sys/fs/cgroup/user/shell/cgroup.subtree_control');
  denied.add('/sys/fs/cgroup/user/cgroup.subtree_control');
  expect(make()).toEqual({ kind: 'impossible', why: expect.stringContaining(why) });
  const made = did.filter((step) => step.startsWith('mkdir')).length;
  expect(did.filter((step) => step.startsWith('rmdir'))).toHaveLength(made);
});

test('it reports its peak and kills, and its processes move back when it is removed', () => {
  const folder = '/sys/fs/cgroup/memory/job/memwrap-1';
  const { make, did, files } = scene(V1);
  const made = make();
  if (made.kind !== 'made') throw new Error(made.why);
  files.set(`${folder}/memory.max_usage_in_bytes`, '4900\n');
  files.set(`${folder}/memory.oom_control`, 'under_oom 0\noom_kill 1\n');
  files.set(`${folder}/cgroup.procs`, '70\n71\n');
  expect(made.cgroup.facts()).toEqual({ peak: 4900, oomKills: 1 });
  did.length = 0;
  made.cgroup.close();
  expect(did).toEqual([
    '/sys/fs/cgroup/memory/job/cgroup.procs = 70',
    '/sys/fs/cgroup/memory/job/cgroup.procs = 71',
    `rmdir ${folder}`,
  ]);
});
