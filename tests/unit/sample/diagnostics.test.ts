import { expect, test } from 'vitest';
import { LinuxSampler } from '../../../src/sample/linux/linux-sampler.ts';
import { collectDiagnostics } from '../collected-diagnostics.ts';
import { FakeProc } from './fake-proc.ts';

const MIB = 1024 * 1024;
const ROOT = 50;
const RUN = 'run-1';

function world() {
  const proc = new FakeProc();
  const time = { now: 0 };
  proc.set({ pid: 1, started: 1 });
  proc.set({ pid: ROOT, ppid: 40, rss: 10 * MIB });
  const clock = { wall: () => time.now, monotonic: () => time.now, after: () => ({ cancel() {} }) };
  const { diagnostics, of } = collectDiagnostics();
  const make = (pss = false) =>
    new LinuxSampler({
      files: proc,
      root: { pid: ROOT },
      runId: RUN,
      exclude: [40],
      clock,
      pss,
      diagnostics,
    });
  return { proc, make, time, of };
}

test('each process is reported with the membership test that found it, and when it is gone', () => {
  const { proc, make, of } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, session: 51, rss: MIB });
  sampler.sample();
  proc.set({ pid: 52, ppid: 1, session: 51, rss: MIB });
  proc.set({ pid: 53, ppid: 1, group: 51, rss: MIB });
  proc.set({ pid: 54, ppid: 1, rss: MIB, environment: [`MEMWRAP_RUN=${RUN}`] });
  proc.set({ pid: 55, ppid: 1, rss: MIB });
  proc.remove(51);
  sampler.sample();
  expect(of('process found').map(({ pid, by }) => [pid, by])).toEqual([
    [ROOT, 'start'],
    [51, 'parent'],
    [52, 'session'],
    [53, 'group'],
    [54, 'environment'],
  ]);
  expect(of('process foreign').map(({ pid }) => pid)).toEqual([55]);
  expect(of('process gone')).toMatchObject([{ pid: 51, name: 'job' }]);
});

test('PSS readings are reported: taken, postponed, and of whom not, with the reason', () => {
  const { proc, make, time, of } = world();
  const sampler = make(true);
  sampler.sample();
  sampler.sample({ cheap: true });
  expect(of('pss postponed').map(({ why }) => why)).toEqual(['too soon', 'limit near']);
  time.now = 10_000;
  sampler.sample();
  expect(of('pss read')).toHaveLength(1);
  proc.change(ROOT, { denied: ['smaps_rollup'] });
  time.now = 20_000;
  sampler.sample();
  expect(of('pss not read of all')).toMatchObject([{ unread: [ROOT] }]);
});
