import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LinuxSampler } from '../../../src/sample/linux/linux-sampler.ts';
import type { TreeSample } from '../../../src/sample/sampler.ts';
import { ManualClock } from '../manual-clock.ts';
import { MIB } from '../records.ts';
import { FakeProc, type FakeProcess } from './fake-proc.ts';

const ROOT = 50;

function world() {
  const proc = new FakeProc();
  proc.set({ pid: 1, started: 1 });
  proc.set({ pid: ROOT, ppid: 40, rss: 10 * MIB });
  const options = { files: proc, root: { pid: ROOT }, runId: 'run', exclude: [40], pss: false };
  return { proc, sampler: new LinuxSampler({ ...options, clock: new ManualClock() }) };
}

test('a process whose memory is gone before its state says so is no longer counted', () => {
  const { proc, sampler } = world();
  proc.set({ pid: 51, ppid: ROOT, rss: 900 * MIB, file: MIB });
  expect(sampler.sample()).toMatchObject({ rss: 910 * MIB, anon: 909 * MIB, procs: 2 });
  proc.change(51, { ending: true, state: 'R' });
  const sample = sampler.sample();
  expect(sample).toMatchObject({ rss: 10 * MIB, anon: 10 * MIB, file: 0, procs: 1 });
  expect(sample?.top.map(({ pid }) => pid)).toEqual([ROOT]);
  expect(sample?.hwm).toBe(910 * MIB);
});

test('once the only process has lost its memory there is nothing to sample', () => {
  const { proc, sampler } = world();
  expect(sampler.sample()).toMatchObject({ rss: 10 * MIB });
  proc.change(ROOT, { ending: true, state: 'R' });
  expect(sampler.sample()).toBeUndefined();
});

test('where the parts of one member are not known those of the sum are absent', () => {
  const { proc, sampler } = world();
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB });
  expect(sampler.sample()).toMatchObject({ rss: 30 * MIB, anon: 30 * MIB });
  proc.change(51, { denied: ['status'], rss: 24 * MIB });
  const sample = sampler.sample();
  expect(sample).toMatchObject({ rss: 34 * MIB });
  expect(sample).not.toHaveProperty('anon');
  expect(sample?.top[0]).not.toHaveProperty('anon');
});

const size = fc.nat({ max: 64 }).map((pages) => pages * 4096);
const state = fc.record({
  pid: fc.integer({ min: 51, max: 58 }),
  what: fc.constantFrom('grow', 'grow', 'end', 'zombie', 'go', 'fork', 'deny', 'born'),
  anon: size,
  file: size,
  shmem: size,
});

const agree = (sizes: TreeSample | TreeSample['top'][number]): void => {
  const { rss, anon, file, shmem } = sizes;
  const known = [anon, file, shmem].filter((part) => part !== undefined);
  expect([0, 3]).toContain(known.length);
  if (known.length > 0) expect(known.reduce((sum, part) => sum + part, 0)).toBe(rss);
};

test.each([0, 150])(
  'in every sample of a churning tree RSS is the sum of its parts, or they are absent (%i more processes)',
  (more) => {
    fc.assert(
      fc.property(fc.array(fc.array(state, { maxLength: 6 }), { maxLength: 8 }), (rounds) => {
        const { proc, sampler } = world();
        for (let i = 0; i < more; i++) {
          proc.set({ pid: 100 + i, ppid: ROOT, rss: 3 * 4096, shmem: 4096, file: 4096 });
        }
        let born = 0;
        for (const round of rounds) {
          for (const { pid, what, anon, file, shmem } of round) {
            const there = proc.processes.get(pid);
            if (what === 'go') proc.remove(pid);
            else {
              const started = there?.started ?? 1000 + born++;
              const changes: Partial<FakeProcess> = {
                ...(what === 'end' && { ending: true, state: 'R' }),
                ...(what === 'zombie' && { state: 'Z' }),
                ...(what === 'fork' && { flags: 0x40, state: 'R' }),
                ...(what === 'deny' && { denied: ['status'] }),
              };
              const rss = anon + file + shmem;
              proc.set({ pid, ppid: ROOT, started, rss, file, shmem, ...changes });
            }
          }
          const sample = sampler.sample();
          if (sample === undefined) continue;
          agree(sample);
          for (const one of sample.top) agree(one);
        }
        sampler.close();
      }),
      { numRuns: more === 0 ? 300 : 30 },
    );
  },
);
