import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runName } from '../../../src/run/run-name.ts';
import { fileName } from '../../../src/text/file-name.ts';

test.each([
  [['python', 'job.py'], 'python-job'],
  [['npm', 'test'], 'npm-test'],
  [['/usr/bin/make', '-j2'], 'make'],
  [['./train.sh', '--epochs', '3'], 'train-3'],
  [['sh', '-c', 'echo $HOME'], 'sh'],
])('%j is named %s', (command, name) => {
  expect(runName(command)).toBe(name);
});

test('a name is always a file name of its own, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(fileName(name)).toMatch(/^[\w+][\w.+-]{0,39}$/);
    }),
  );
});
