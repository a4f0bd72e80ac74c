import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { nodeClock } from '../../../src/host/node-clock.ts';
import { createSampler, type SamplerChoice } from '../../../src/sample/choose.ts';
import { MIB } from '../records.ts';

const onLinux = process.platform === 'linux';

/** Starts a program that prints a line when it is ready, and measures it once. */
async function measure(kind: SamplerChoice, program: string) {
  const runId = `test-${process.pid}-${Math.random()}`;
  const child = spawn(process.execPath, ['-e', program], {
    env: { PATH: process.env['PATH'], MEMWRAP_RUN: runId },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const root = { pid: child.pid ?? 0 };
  const options = { kind, root, runId, exclude: [process.pid], platform: process.platform };
  const sampler = await createSampler({ ...options, clock: nodeClock });
  const ended = once(child, 'exit');
  try {
    await once(child.stdout, 'data');
    const sample = await sampler.sample();
    return { sample, members: sampler.members(), sampler, root };
  } finally {
    for (const { pid } of sampler.members()) process.kill(pid, 'SIGKILL');
    await ended;
    sampler.close();
  }
}

const HOLD = 'const held = Buffer.alloc(64 * 1024 * 1024, 1); setInterval(() => held, 1e6);';

test.runIf(onLinux)('the memory of a real process is measured in all its parts', async () => {
  const { sample, root } = await measure('linux', `${HOLD} console.log('ready')`);
  expect(sample?.rss).toBeGreaterThan(64 * MIB);
  expect(sample?.anon).toBeGreaterThan(64 * MIB);
  expect(sample?.file).toBeGreaterThan(MIB);
  expect(sample?.hwm).toBeGreaterThanOrEqual(sample?.rss ?? 0);
  expect(sample?.machineUsed).toBeGreaterThan(64 * MIB);
  expect(sample?.top).toMatchObject([{ pid: root.pid }]);
});

test.runIf(onLinux)(
  'a real daemon that left its parent and its session is still of the tree',
  async () => {
    const daemon = `${HOLD} require('node:fs').writeSync(1, 'ready')`;
    const middle = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(daemon)}], { stdio: ['ignore', 'inherit', 'inherit'], detached: true }); process.exit()`;
    const { sample, root } = await measure(
      'linux',
      `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(middle)}], { stdio: ['ignore', 'inherit', 'inherit'] }); setInterval(() => 0, 1e6)`,
    );
    expect(sample?.procs).toBe(2);
    expect(sample?.top[0]?.pid).not.toBe(root.pid);
    expect(sample?.rss).toBeGreaterThan(100 * MIB);
  },
);

test.runIf(process.platform !== 'win32')(
  'the portable sampler measures the same processes',
  async () => {
    const child = `${HOLD} require('node:fs').writeSync(1, 'ready')`;
    const { sample } = await measure(
      'portable',
      `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: ['ignore', 'inherit', 'inherit'] })`,
    );
    expect(sample?.procs).toBe(2);
    expect(sample?.rss).toBeGreaterThan(100 * MIB);
    expect(sample).not.toHaveProperty('anon');
  },
);

test('a platform without /proc says so and measures nothing', async () => {
  const sampler = await createSampler({
    kind: 'linux',
    root: { pid: 1 },
    runId: 'none',
    exclude: [],
    platform: 'linux',
    clock: nodeClock,
    files: {
      open: () => -1,
      read: () => -1,
      close: () => undefined,
      exists: () => false,
      names: () => [],
    },
  });
  expect(sampler).toMatchObject({ kind: 'none', metrics: [], missing: { rss: 'no /proc here' } });
  expect(sampler.sample()).toBeUndefined();
});
