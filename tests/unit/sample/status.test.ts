import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyStatus, parseStatus } from '../../../src/sample/linux/status.ts';
import { MIB } from '../records.ts';
import { type FakeProcess, statusOf } from './fake-proc.ts';

function parsed(text: string) {
  const bytes = Buffer.from(text, 'latin1');
  const reading = emptyStatus();
  parseStatus(bytes, bytes.length, reading);
  const { nameStart, nameEnd, ...figures } = reading;
  return { ...figures, name: bytes.toString('latin1', nameStart, nameEnd) };
}

const process: FakeProcess = {
  pid: 7,
  ppid: 3,
  rss: 5 * MIB,
  hwm: 9 * MIB,
  file: MIB,
  swap: 2 * MIB,
  hugetlb: 6 * MIB,
};

test('a status file gives its sizes in bytes', () => {
  expect(parsed(statusOf(process))).toEqual({
    state: 'S'.charCodeAt(0),
    tgid: 7,
    ppid: 3,
    threads: 1,
    rss: 5 * MIB,
    hwm: 9 * MIB,
    anon: 4 * MIB,
    file: MIB,
    shmem: 0,
    swap: 2 * MIB,
    hugetlb: 6 * MIB,
    name: 'job',
  });
});

test('a kernel without hugetlbfs tells nothing of its pages', () => {
  const { hugetlb: _, ...without } = process;
  expect(parsed(statusOf(without))).toMatchObject({ swap: 2 * MIB, hugetlb: -1, threads: 1 });
});

test('a name that looks like another line does not pass for it', () => {
  const figures = parsed(statusOf({ ...process, name: 'a\nVmRSS:\t1 kB' }));
  expect(figures.rss).toBe(5 * MIB);
  expect(figures.name).toBe('a\\nVmRSS:\t1 kB');
});

test('a zombie has no sizes, which is not the same as none', () => {
  const figures = parsed(statusOf({ ...process, state: 'Z' }));
  expect(figures).toMatchObject({ rss: -1, hwm: -1, anon: -1, swap: -1, threads: 1 });
});

test('a kernel before 4.5 tells the resident size without its parts', () => {
  const text = statusOf(process).replace(/^Rss.*\n/gm, '');
  expect(parsed(text)).toMatchObject({ rss: 5 * MIB, anon: -1, file: -1, shmem: -1 });
});

test('a second parsing forgets the first', () => {
  const reading = emptyStatus();
  for (const state of ['S', 'Z']) {
    const bytes = Buffer.from(statusOf({ ...process, state }), 'latin1');
    parseStatus(bytes, bytes.length, reading);
  }
  expect(reading.rss).toBe(-1);
});

test('no two processes of any figures are mixed up in one buffer', () => {
  const bytes = Buffer.alloc(8192);
  const reading = emptyStatus();
  const size = fc.integer({ min: 0, max: 2 ** 32 }).map((pages) => pages * 4096);
  const processes = fc.record(
    {
      pid: fc.integer({ min: 1, max: 4_194_304 }),
      name: fc.string({ minLength: 1, maxLength: 15 }),
      state: fc.constantFrom('R', 'S', 'D', 'Z'),
      rss: size,
      hwm: size,
      swap: size,
      threads: fc.integer({ min: 1, max: 99_999 }),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.array(processes, { minLength: 2, maxLength: 4 }), (several) => {
      for (const one of several) {
        const length = bytes.write(statusOf(one), 'latin1');
        parseStatus(bytes, length, reading);
        const hasMemory = one.state !== 'Z';
        expect(reading).toMatchObject({
          tgid: one.pid,
          state: one.state.charCodeAt(0),
          rss: hasMemory ? one.rss : -1,
          hwm: hasMemory ? one.hwm : -1,
          swap: hasMemory ? one.swap : -1,
          threads: one.threads,
        });
      }
    }),
  );
});
