import { expect, test } from 'vitest';
import { outlivedWords } from '../../../src/render/outlived-words.ts';

test('processes are named as a person would, like ones together', () => {
  const processes = [
    { pid: 1, name: 'python3', argv: ['/usr/bin/python3', '-c', 'import time\ntime.sleep(9)'] },
    { pid: 2, name: 'sleep', argv: ['sleep', '60'] },
    { pid: 3, name: 'sleep', argv: ['sleep', '60'] },
    { pid: 4, name: 'redis-server', argv: ['redis-server *:6379'] },
  ];
  expect(outlivedWords({ count: 4, processes })).toBe(
    '4 processes of the tree still run and are not measured any more: python3 -c …, 2 × sleep 60, redis-server *:6379',
  );
});

test('without command lines their names do, and those that are not listed are counted', () => {
  expect(outlivedWords({ count: 1, processes: [{ pid: 1, name: 'node' }] })).toBe(
    '1 process of the tree still runs and is not measured any more: node',
  );
  const processes = ['a', 'b', 'c', 'd', 'e'].map((name, pid) => ({ pid, name }));
  expect(outlivedWords({ count: 9, processes })).toMatch(/: a, b, c, d, 5 more$/);
  expect(outlivedWords({ count: 2, processes: [] })).toMatch(/any more$/);
});

test('no control character of a name reaches the terminal', () => {
  const processes = [{ pid: 1, name: 'x', argv: ['\x1b[2Jboom', '\x1b]0;t\x07'] }];
  expect(outlivedWords({ count: 1, processes })).not.toContain('\x1b');
});
