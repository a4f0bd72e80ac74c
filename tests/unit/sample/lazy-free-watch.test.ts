import { expect, test } from 'vitest';
import { LazyFreeWatch } from '../../../src/sample/linux/lazy-free-watch.ts';
import { MIB } from '../records.ts';
import { FakeProc } from './fake-proc.ts';

const PAGE = { bytes: 4096 };
const vmstat = (mib: number): string =>
  `nr_free_pages 7\npglazyfree ${(mib * MIB) / 4096}\npglazyfreed 0\n`;

test('much that was freed by MADV_FREE since the last reading asks for another, looked at once a second', () => {
  const proc = new FakeProc();
  proc.files.set('/proc/vmstat', vmstat(500));
  const watch = new LazyFreeWatch(proc, PAGE);
  expect(watch.rose(0, 400 * MIB)).toBe(false);
  proc.files.set('/proc/vmstat', vmstat(700));
  expect(watch.rose(900, 400 * MIB)).toBe(false);
  expect(watch.rose(1000, 400 * MIB)).toBe(true);
  watch.told();
  expect(watch.rose(2000, 400 * MIB)).toBe(false);
  // A tenth of the tree at least.
  proc.files.set('/proc/vmstat', vmstat(735));
  expect(watch.rose(3000, 400 * MIB)).toBe(false);
  expect(watch.rose(4000, 300 * MIB)).toBe(true);
});

test('a small tree, or a kernel that does not count, asks for nothing', () => {
  const proc = new FakeProc();
  const watch = new LazyFreeWatch(proc, PAGE);
  expect(watch.rose(0, 400 * MIB)).toBe(false);
  proc.files.set('/proc/vmstat', vmstat(0));
  const small = new LazyFreeWatch(proc, PAGE);
  expect(small.rose(0, 8 * MIB)).toBe(false);
  proc.files.set('/proc/vmstat', vmstat(700));
  expect(small.rose(1000, 8 * MIB)).toBe(false);
});
