import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortened } from '../../../src/sample/linux/arguments.ts';
import { LinuxSampler } from '../../../src/sample/linux/linux-sampler.ts';
import { MIB } from '../records.ts';
import { FakeProc, type FakeProcess } from './fake-proc.ts';

const ROOT = 50;
/** Forked, and has not called exec. */
const FORKED = 0x40;

function world(root: Partial<FakeProcess> = {}) {
  const proc = new FakeProc();
  proc.set({ pid: ROOT, ppid: 40, name: 'make', rss: 10 * MIB, ...root });
  const clock = {
    wall: () => 0,
    monotonic: () => 0,
    after: () => ({ cancel: () => undefined }),
  };
  const sampler = new LinuxSampler({
    files: proc,
    root: { pid: ROOT },
    runId: 'r',
    exclude: [40],
    clock,
    pss: false,
  });
  sampler.sample();
  sampler.sample();
  return { proc, sampler, seen: () => sampler.sample()?.seen };
}

test('a command line that is empty in the middle of an exec is told once it is there', () => {
  const { proc, seen } = world();
  proc.set({ pid: 51, ppid: ROOT, name: 'cc1', argv: [], rss: MIB });
  expect(seen()).toEqual([expect.not.objectContaining({ argv: expect.anything() })]);
  expect(seen()).toEqual([]);
  proc.change(51, { argv: ['cc1', 'a.c'] });
  expect(seen()).toEqual([
    expect.objectContaining({ pid: 51, name: 'cc1', argv: ['cc1', 'a.c'], again: true }),
  ]);
  expect(seen()).toEqual([]);
});

test('a process that never has a command line is not asked for ever', () => {
  const { proc, seen } = world();
  proc.set({ pid: 51, ppid: ROOT, argv: [], rss: MIB });
  for (let i = 0; i < 200; i++) seen();
  const asked = proc.opened.filter((path) => path === '/proc/51/cmdline').length;
  expect(asked).toBeGreaterThan(20);
  expect(asked).toBeLessThan(100);
});

test('of many without a command line each has its turn', () => {
  const { proc, seen } = world();
  for (let pid = 51; pid < 151; pid++) proc.set({ pid, ppid: ROOT, argv: [], rss: MIB });
  seen();
  for (let pid = 51; pid < 151; pid++) proc.change(pid, { argv: ['cc1', `${pid}.c`] });
  const told = Array.from({ length: 7 }, () => seen()?.length);
  expect(told).toEqual([16, 16, 16, 16, 16, 16, 4]);
});

test('a fork says so, and what it shares; once it runs a program of the same name it is told anew', () => {
  const { proc, seen } = world();
  const parts = { name: 'make', ppid: ROOT, rss: 9 * MIB, file: 2 * MIB };
  proc.set({ pid: 51, ...parts, argv: ['make'], flags: FORKED });
  seen();
  proc.change(51, { rss: 12 * MIB });
  expect(seen()).toEqual([
    expect.objectContaining({ pid: 51, argv: ['make'], forked: true, anon: 7 * MIB }),
  ]);
  expect(seen()).toEqual([]);
  proc.change(51, { flags: 0, argv: ['make', '-C', 'lib'], rss: MIB });
  const [again] = seen() ?? [];
  expect(again).toMatchObject({ pid: 51, name: 'make', argv: ['make', '-C', 'lib'] });
  expect(again).not.toHaveProperty('forked');
  expect(again).not.toHaveProperty('anon');
});

test('a process that runs a program of its own is no fork, and its anonymous memory is told once', () => {
  const { proc, seen } = world();
  proc.set({ pid: 51, ppid: ROOT, name: 'cc1', rss: 3 * MIB, file: MIB, argv: ['cc1'] });
  const [first] = seen() ?? [];
  expect(first).toMatchObject({ anon: 2 * MIB });
  expect(first).not.toHaveProperty('forked');
});

test('another title is told when its process has grown by a tenth of the tree', () => {
  const { proc, seen } = world({ rss: 100 * MIB, argv: ['worker: idle'] });
  proc.set({ pid: 51, ppid: ROOT, rss: 10 * MIB, argv: ['worker: idle'] });
  seen();
  proc.change(51, { rss: 14 * MIB, argv: ['worker: small'] });
  expect(seen()).toEqual([]);
  proc.change(51, { rss: 40 * MIB, argv: ['worker: big'] });
  proc.change(ROOT, { rss: 70 * MIB });
  expect(seen()).toEqual([expect.objectContaining({ pid: 51, argv: ['worker: big'] })]);
  expect(seen()).toEqual([]);
});

test('growth counts from where a process had shrunk to', () => {
  const { proc, seen } = world({ rss: 100 * MIB });
  proc.set({ pid: 51, ppid: ROOT, rss: 60 * MIB, argv: ['one'] });
  seen();
  proc.change(51, { rss: 20 * MIB });
  seen();
  proc.change(51, { rss: 50 * MIB, argv: ['two'] });
  expect(seen()).toEqual([expect.objectContaining({ pid: 51, argv: ['two'] })]);
});

test('at a new peak the largest are looked at, however little each of them grew', () => {
  const { proc, seen } = world({ rss: MIB });
  for (let pid = 51; pid < 56; pid++) proc.set({ pid, ppid: ROOT, rss: 20 * MIB, argv: ['idle'] });
  seen();
  for (let pid = 51; pid < 56; pid++) proc.change(pid, { rss: 22 * MIB, argv: [`job ${pid}`] });
  expect(seen()?.map(({ argv }) => argv?.[0])).toEqual([
    'job 51',
    'job 52',
    'job 53',
    'job 54',
    'job 55',
  ]);
});

test('a title that changes all the time is told a bounded number of times', () => {
  const { proc, seen } = world({ rss: 100 * MIB });
  let told = 0;
  for (let i = 0; i < 1000; i++) {
    proc.change(ROOT, { rss: (i % 2 === 0 ? 10 : 100) * MIB, argv: [`request ${i}`] });
    told += seen()?.length ?? 0;
  }
  expect(told).toBe(64);
});

test('the zeros behind a title are no arguments, and one empty argument is', () => {
  const { proc, seen } = world();
  const argvOf = (pid: number, argv: readonly string[]) => {
    proc.set({ pid, ppid: ROOT, rss: MIB, argv });
    return seen()?.find((one) => one.pid === pid)?.argv;
  };
  expect(argvOf(51, ['nginx: master', '', '', '', ''])).toEqual(['nginx: master']);
  expect(argvOf(52, ['grep', ''])).toEqual(['grep', '']);
});

test('a long command line is read to its end and keeps its first and last words', () => {
  const { proc, seen } = world();
  const files = Array.from({ length: 3000 }, (_, i) => `src/some/folder/file-${i}.c`);
  proc.set({ pid: 51, ppid: ROOT, rss: MIB, argv: ['ld', ...files, '-o', 'program'] });
  const argv = seen()?.[0]?.argv ?? [];
  expect(argv).toHaveLength(49);
  expect(argv.slice(0, 2)).toEqual(['ld', 'src/some/folder/file-0.c']);
  expect(argv[24]).toBe('… (3003 words)');
  expect(argv.slice(-3)).toEqual(['src/some/folder/file-2999.c', '-o', 'program']);
});

test('a command line of any length keeps both ends, the number of words, and those of them that are not long', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ minLength: 500, maxLength: 700 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 120 }), (words) => {
      const kept = shortened(words);
      const whole = words.length <= 49;
      expect(kept).toHaveLength(whole ? words.length : 49);
      if (!whole) expect(kept[24]).toBe(`… (${words.length} words)`);
      const sources = whole ? words : [...words.slice(0, 24), '', ...words.slice(-24)];
      sources.forEach((source, i) => {
        if (!whole && i === 24) return;
        const shown = kept[i] ?? '';
        if (source.length <= 512) expect(shown).toBe(source);
        else {
          expect(shown).toHaveLength(513);
          expect(source.startsWith(shown.slice(0, 256))).toBe(true);
          expect(source.endsWith(shown.slice(257))).toBe(true);
        }
      });
    }),
  );
});

test('the processes of a hundredth of the tree are listed, at least eight and at most 32', () => {
  const { proc, sampler } = world({ rss: 1000 * MIB });
  const listed = () => sampler.sample()?.top.map(({ rss }) => rss / MIB);
  for (let i = 0; i < 60; i++) proc.set({ pid: 100 + i, ppid: ROOT, rss: (i % 5) * MIB });
  expect(listed()).toEqual([1000, 4, 4, 4, 4, 4, 4, 4]);
  for (let i = 0; i < 20; i++) proc.change(100 + i, { rss: (20 + i) * MIB });
  const twenty = Array.from({ length: 20 }, (_, i) => 39 - i);
  expect(listed()).toEqual([1000, ...twenty]);
  for (let i = 0; i < 60; i++) proc.change(100 + i, { rss: (100 + i) * MIB });
  expect(listed()).toEqual([1000, ...Array.from({ length: 31 }, (_, i) => 159 - i)]);
});
