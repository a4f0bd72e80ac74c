import { expect, test } from 'vitest';
import { processName } from '../../../src/analyze/report/process-name.ts';

test.for([
  ['node', ['node', '/repo/node_modules/.bin/vitest', 'run'], 'node vitest'],
  [
    'node',
    ['/usr/bin/node', '--require', './x.cjs', '-C', 'node', 'dist/forks.js'],
    'node forks.js',
  ],
  ['node', ['node', '--expose-gc', 'job.js', '5'], 'node job.js'],
  ['node', ['node', '--test', 'suite/'], 'node suite/'],
  ['python3', ['python3', '-u', '-m', 'pytest', '-q'], 'python3 -m pytest'],
  ['python3', ['python3', '-c', 'print(1)'], 'python3'],
  ['java', ['java', '-Xmx64m', '-cp', 'a:b', 'Words'], 'java Words'],
  ['bash', ['-bash'], 'bash'],
  ['npm exec vitest', ['npm exec vitest run', '', ''], 'npm exec vitest'],
  ['node (vitest 1)', ['node', 'forks.js'], 'node (vitest 1)'],
  ['cc1', ['/usr/lib/cc1', '-quiet', 'code.c'], 'cc1'],
  ['node', undefined, 'node'],
  ['node', [], 'node'],
] as const)('%s %j is called %s', ([name, argv, called]) => {
  expect(processName(name, argv)).toBe(called);
});
