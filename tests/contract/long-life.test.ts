import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { descriptorCount, residentMemory } from './harness/processes.ts';
import { beginMemwrap } from './harness/program.ts';
import { soFar } from './harness/recording.ts';
import { until } from './harness/until.ts';

const MIB = 2 ** 20;
/** An hour of processes and lines, in this many seconds. */
const SECONDS = process.env['CONTRACT_FULL'] ? 60 : 12;

test('a long run leaks neither descriptors nor memory', { timeout: 180_000 }, async ({
  folder,
}) => {
  const go = path.join(folder, 'go');
  writeFileSync(go, '');
  const script = `while [ -e "$1" ]; do seq 1 200; seq 1 50 >&2; sleep 0.01 & wait; done`;
  const running = beginMemwrap(
    ['-q', '-i', '10ms', '--max-record', '64MiB', '--', 'sh', '-c', script, 'sh', go],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore'],
    },
  );
  const samples = (): number =>
    existsSync(path.join(folder, '.memwrap')) ? soFar(folder, 'sample').length : 0;
  await until('it has warmed up', () => samples() > 200);
  const began = performance.now();
  const early = { descriptors: descriptorCount(running.pid), memory: residentMemory(running.pid) };
  const seen: { descriptors: number; memory: number }[] = [];
  await until(
    'the time is over',
    async () => {
      seen.push({ descriptors: descriptorCount(running.pid), memory: residentMemory(running.pid) });
      await new Promise((resolve) => setTimeout(resolve, 250));
      return performance.now() - began > SECONDS * 1000;
    },
    120_000,
  );
  rmSync(go);
  const { status } = await running.ended;
  expect(status).toBe(0);
  // Descriptors of sampled processes come and go; memory moves with the garbage collector.
  const late = seen.slice(-10);
  expect(Math.min(...late.map((each) => each.descriptors))).toBeLessThanOrEqual(
    early.descriptors + 4,
  );
  expect(Math.min(...late.map((each) => each.memory))).toBeLessThan(early.memory + 32 * MIB);
});
