import { expect, test } from 'vitest';
import { headOf, readWork } from '../../../../src/analyze/processes/work.ts';

test.for([
  ['node', ['node', '/repo/node_modules/.bin/vitest', 'run'], 'vitest'],
  ['node', ['/usr/bin/node', '--require', './x.cjs', '-C', 'node', 'dist/jobs.js'], 'node jobs.js'],
  ['node', ['node', '--expose-gc', 'job.js', '5'], 'node job.js'],
  ['node', ['node', 'packages/admin/dist/index.js'], 'node admin/index.js'],
  ['bun', ['bun', 'run', 'build.ts'], 'bun build.ts'],
  ['MainThread', ['node', 'job.js'], 'node job.js'],
  ['python3', ['python3', '-u', '-m', 'pytest', '-q'], 'python3 -m pytest'],
  ['python3', ['python3', '-um', 'pytest'], 'python3 -m pytest'],
  ['python3', ['python3', '-c', 'print(1)'], 'python3 -c'],
  ['python3', ['python3', '-'], 'python3 -'],
  ['python3', ['/usr/bin/python3', '/usr/bin/gunicorn', 'app:app'], 'gunicorn'],
  ['gunicorn', ['/usr/bin/python3', '/usr/bin/gunicorn', 'app:app'], 'gunicorn'],
  ['python3.11', ['/usr/bin/python3', 'job.py'], 'python3 job.py'],
  ['java', ['java', '-Xmx64m', '-cp', 'a:b', 'org.shop.Words', 'x.txt'], 'java Words'],
  ['java', ['java', '-jar', '/opt/tool.jar', 'run'], 'java tool.jar'],
  ['perl', ['perl', '-I', 'lib', 'job.pl'], 'perl job.pl'],
  ['R', ['/usr/lib/R/bin/exec/R', '--no-echo', '--file=fit.R', '--args', '7'], 'R fit.R'],
  ['bash', ['-bash'], 'bash'],
  ['bash', ['bash', './build.sh', '-j2'], 'bash build.sh'],
  ['npm exec vitest', ['npm exec vitest run', '', ''], 'npm exec vitest run'],
  ['redis-server', ['redis-rdb-bgsave *:7391      '], 'redis-rdb-bgsave *:7391'],
  ['chrome', ['/opt/chrome --type=renderer --lang=de'], 'chrome'],
  ['web-2', ['python3', 'prefork.py'], 'web-2'],
  ['lto1-wpa', ['/usr/lib/gcc/lto1', '-quiet'], 'lto1-wpa'],
  ['cc1', ['/usr/lib/cc1', '-quiet', 'code.c'], 'cc1'],
  ['node', undefined, 'node'],
  ['node', [], 'node'],
  ['node', ['', ''], 'node'],
] as const)('%s %j is called %s', ([name, argv, called]) => {
  expect(headOf(name, argv)).toBe(called);
});

test('the arguments after the program and its script tell the rest', () => {
  expect(readWork('python3', ['python3', '-u', 'train.py', '--lr', '0.1', '', '']).rest).toEqual([
    '--lr',
    '0.1',
  ]);
  expect(readWork('R', ['R', '--file=fit.R', '--args', '7']).rest).toEqual(['7']);
  expect(readWork('sort', ['sort', '-u', 'names']).rest).toEqual(['-u', 'names']);
});

test('inline code is kept in one line, its arguments behind it', () => {
  const work = readWork('perl', ['perl', '-ne', 'print\n  if  /x/', 'in.txt']);
  expect(work).toMatchObject({ code: 'print if /x/', subject: '-ne', rest: ['in.txt'] });
});
