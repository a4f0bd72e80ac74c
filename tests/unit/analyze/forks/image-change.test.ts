import { expect, test } from 'vitest';
import { isExec, runsParentsProgram } from '../../../../src/analyze/forks/image-change.ts';

const image = (name: string, ...argv: string[]) => (argv.length > 0 ? { name, argv } : { name });

test.each([
  ['the same name and arguments', image('py', 'py', 'a.py'), image('py', 'py', 'a.py'), true],
  ['another name, set for itself', image('web-2', 'py', 'a.py'), image('py', 'py', 'a.py'), true],
  ['no arguments yet', image('py'), image('py', 'py', 'a.py'), true],
  [
    'a title',
    image('redis-server', 'redis-rdb-bgsave *:1', ''),
    image('redis-server', '/usr/bin/redis-server *:1'),
    true,
  ],
  [
    'a title that begins like its parent',
    image('x', 'gunicorn: worker [app]'),
    image('y', 'gunicorn: master [app]'),
    true,
  ],
  ['other arguments', image('py', 'py', 'b.py'), image('py', 'py', 'a.py'), false],
  ['another program', image('sort'), image('py', 'py', 'a.py'), false],
  [
    'a title of its own kind',
    image('x', 'nginx: worker process'),
    image('sh', 'sh', '-c', 'nginx'),
    false,
  ],
])('a child with %s', (_, child, parent, forked) => {
  expect(runsParentsProgram(child, parent)).toBe(forked);
});

test.each([
  ['other arguments', image('sh', 'sh', '-c', 'x'), image('x', 'x'), true],
  [
    'another name, arguments that were not known',
    image('perl'),
    image('sh', 'sh', '-c', 'x'),
    true,
  ],
  ['arguments that were not known', image('py'), image('py', 'py', 'a.py'), false],
  ['a title', image('redis', 'redis', '*:1'), image('redis', 'redis-rdb-bgsave *:1'), false],
  ['a name', image('py', 'py', 'a.py'), image('worker', 'py', 'a.py'), false],
  ['empty arguments at the end', image('a', 'a', 'b'), image('a', 'a', 'b', '', ' '), false],
])('an image with %s', (_, before, after, exec) => {
  expect(isExec(before, after)).toBe(exec);
});
