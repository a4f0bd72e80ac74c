import { expect, test } from 'vitest';
import { causeOf } from '../../../src/run/kill-cause.ts';

const before = { killedHere: 0, limitHits: 0, killedAnywhere: 0 };
const cgroup = { killedHere: 1, limitHits: 1, killedAnywhere: 1 };
const system = { killedHere: 1, limitHits: 0, killedAnywhere: 1 };
const killed = { signal: 'SIGKILL' };

test.for([
  ['we ended it', { exit: { signal: 'SIGTERM' }, ours: true, after: before }, 'ceiling'],
  ['its cgroup', { exit: killed, ours: false, after: cgroup }, 'cgroup-oom'],
  ['a descendant of it', { exit: { code: 137 }, ours: false, after: cgroup }, 'cgroup-oom'],
  ['it failed of that', { exit: { code: 1 }, ours: false, after: cgroup }, 'cgroup-oom'],
  ['the system', { exit: killed, ours: false, after: system }, 'system-oom'],
  ['somebody', { exit: killed, ours: false, after: before }, 'unknown'],
  ['it crashed', { exit: { signal: 'SIGSEGV' }, ours: false, after: before }, undefined],
  ['it failed', { exit: { code: 1 }, ours: false, after: before }, undefined],
  [
    'a worker of it, seen',
    { exit: { code: 1 }, ours: false, after: cgroup, killed: [{ cause: 'cgroup-oom' }] },
    'cgroup-oom',
  ],
  [
    'somebody, while the system took another',
    { exit: killed, ours: false, after: system, killed: [{ cause: 'unknown', command: true }] },
    'unknown',
  ],
  [
    'it failed while one outside of its tree was taken',
    { exit: { code: 1 }, ours: false, after: cgroup, killed: [] },
    undefined,
  ],
  ['it went on', { exit: { code: 0 }, ours: false, after: cgroup }, undefined],
] as const)('%s', ([, death, cause]) => {
  expect(causeOf({ ...death, before })).toBe(cause);
});
