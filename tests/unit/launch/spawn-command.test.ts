import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { spawnCommand } from '../../../src/launch/spawn-command.ts';

function started(script: string) {
  const result = spawnCommand({
    file: '/bin/sh',
    args: ['-c', script],
    environment: {},
    descriptors: [undefined, undefined, undefined],
  });
  if (result.kind !== 'started') throw new Error(result.detail);
  return result.child;
}

test('a signal reaches a command that runs, and its end names it', async () => {
  const child = started('exec sleep 60');
  expect(child.signal('SIGTERM')).toBe(true);
  expect(await child.exited).toEqual({ signal: 'SIGTERM' });
  expect(child.signal('SIGTERM')).toBe(false);
});

test.skipIf(process.platform !== 'linux')(
  'a command that has ended is gone before its end is known to us',
  async () => {
    const child = started('exit 3');
    // Without a turn of the event loop its status is not read.
    while (!/\) Z/.test(readFileSync(`/proc/${child.pid}/stat`, 'latin1')));
    expect(child.signal('SIGTERM')).toBe(false);
    expect(await child.exited).toEqual({ code: 3 });
  },
);
