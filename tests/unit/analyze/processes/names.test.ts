import { expect, test } from 'vitest';
import { explainProcesses } from '../../../../src/analyze/processes/explain.ts';
import type { Image } from '../../../../src/analyze/processes/types.ts';
import { MIB } from '../../records.ts';
import { type ProcessSketch, tracksOf } from './tracks-of.ts';

/** What each of these processes is called; every one holds something at the only sample. */
function called(...sketches: readonly Omit<ProcessSketch, 'sizes'>[]): Record<number, string> {
  const sized = sketches.map((sketch) => ({
    ...sketch,
    // So that each stands for itself: none is near its brothers.
    sizes: [[100, 4 ** sketch.pid * MIB]] as const,
  }));
  const names: Record<number, string> = {};
  for (let pid = sized.length; pid > 0; pid--) {
    // The largest process is the lead.
    const largest = sized.map((one) =>
      one.pid === pid ? { ...one, sizes: [[100, 4 ** 12 * MIB]] as const } : one,
    );
    const { lead } = explainProcesses(tracksOf(largest));
    names[pid] = lead?.owner.label ?? '';
  }
  return names;
}

const process = (pid: number, line: string, more: Partial<ProcessSketch> = {}) => ({
  ...{ pid, argv: line.split(' ') },
  ...more,
});
const image = (at: number, name: string, argv: readonly string[], largest: number): Image => ({
  ...{ at, name, argv, largest: largest * MIB },
});

test('brothers are told apart by what differs', () => {
  expect(
    called(
      process(1, 'make -j2'),
      process(2, '/usr/lib/cc1plus -quiet grammar.cpp -o /tmp/ccqh3cwJ.s', { ppid: 1 }),
      process(3, '/usr/lib/cc1plus -quiet regex.cpp -o /tmp/ccb7Xx1K.s', { ppid: 1 }),
      process(4, 'python3 par.py apr', { ppid: 1 }),
      process(5, 'python3 par.py may', { ppid: 1 }),
    ),
  ).toEqual({
    1: 'make',
    2: 'cc1plus grammar.cpp',
    3: 'cc1plus regex.cpp',
    4: 'python3 par.py apr',
    5: 'python3 par.py may',
  });
});

test('those that nothing tells apart are counted by birth', () => {
  const worker = 'node dist/processChild.js';
  expect(
    called(process(1, 'node next build'), process(2, worker, { ppid: 1 }), process(3, worker)),
  ).toMatchObject({ 2: 'node processChild.js (1 of 2)', 3: 'node processChild.js (2 of 2)' });
});

test('a subcommand that all share is part of the name', () => {
  const git = 'git pack-objects --all';
  expect(called(process(1, git), process(2, git))).toEqual({
    1: 'git pack-objects (1 of 2)',
    2: 'git pack-objects (2 of 2)',
  });
});

test('inline code is told by its own words', () => {
  const perl = (pid: number, table: string) => ({
    ...{ pid, argv: ['perl', '-e', `load('${table}'); sleep 1`] },
  });
  expect(called(perl(1, 'orders'), perl(2, 'sessions'))).toEqual({
    1: "perl -e 'orders'",
    2: "perl -e 'sessions'",
  });
  const code = 'build(process.argv[1])';
  expect(
    called(
      { pid: 1, argv: ['node', '-e', code, 'widget'] },
      { pid: 2, argv: ['node', '-e', code, 'table'] },
    ),
  ).toEqual({ 1: 'node -e widget', 2: 'node -e table' });
  const shell = (pid: number, file: string) => ({
    ...{ pid, argv: ['/bin/sh', '-c', `cd /b && exec c++ -g -c ${file}.cpp`] },
  });
  expect(called(shell(1, 'grammar'), shell(2, 'regex'))).toEqual({
    1: "sh -c 'c++ grammar.cpp'",
    2: "sh -c 'c++ regex.cpp'",
  });
  expect(called({ pid: 1, argv: ['perl', '-e', '$x = "a" x 2e8'] })).toEqual({
    1: 'perl -e \'$x = "a" x 2e8\'',
  });
});

test('a worker of multiprocessing is called after its parent', () => {
  const worker = (pid: number, kind: string) => ({
    ...{ pid, ppid: 1 },
    argv: ['python3', '-c', `from multiprocessing.${kind} import main; main(${pid})`],
  });
  expect(
    called(process(1, 'python3 etl.py'), worker(2, 'spawn'), worker(3, 'resource_tracker')),
  ).toEqual({
    1: 'python3 etl.py',
    2: 'python3 etl.py worker',
    3: 'python3 etl.py resource tracker',
  });
});

test('a process is named after what it was when it held the most', () => {
  const images = [
    image(0, 'sh', ['sh', 'boot.sh'], 2),
    image(10, 'perl', ['perl', 'boot.pl'], 9),
    image(20, 'python3', ['python3', 'engine.py'], 200),
  ];
  expect(called({ pid: 1, images })).toEqual({ 1: 'python3 engine.py' });
});

test('of titles that change the shared words are the name, or the one in which the memory came', () => {
  const title = (at: number, text: string, largest: number) => image(at, 'pytest', [text], largest);
  const idle = title(0, '[pytest-xdist idle]', 40);
  const running = (largest: number) =>
    title(1, '[pytest-xdist running] test_big.py::test_x', largest);
  expect(called({ pid: 1, images: [idle, running(44), idle] })).toEqual({ 1: 'pytest-xdist' });
  expect(called({ pid: 1, images: [idle, running(400), idle] })).toEqual({
    1: '[pytest-xdist running] test_big.py::test_x',
  });
});

test('a name that a process gave itself comes before its program', () => {
  const web = (pid: number) => ({ ...process(pid, 'python3 prefork.py'), name: `web-${pid}` });
  expect(called(web(1), web(2))).toEqual({
    1: 'web-1 (python3 prefork.py)',
    2: 'web-2 (python3 prefork.py)',
  });
});

test('a process without arguments is called like its brothers, and after whoever started it', () => {
  expect(
    called(
      process(1, 'make'),
      process(2, 'g++ -c tables.cpp', { ppid: 1 }),
      process(3, 'g++ -c input.cpp', { ppid: 1 }),
      { pid: 4, ppid: 2, name: 'cc1plus' },
      process(5, '/usr/lib/cc1plus -quiet input.cpp', { ppid: 3 }),
    ),
  ).toMatchObject({ 4: 'cc1plus tables.cpp' });
});

test('a fork is told from its parent', () => {
  const fork = { ...process(2, 'python3 pool.py'), ppid: 1, forked: true };
  expect(called(process(1, 'python3 pool.py'), fork, { ...fork, pid: 3 })).toEqual({
    1: 'python3 pool.py',
    2: 'python3 pool.py (forked) (1 of 2)',
    3: 'python3 pool.py (forked) (2 of 2)',
  });
});

test('a program that starts itself again with other arguments is told from its parent', () => {
  const names = called(process(1, 'node app.js'), process(2, 'node app.js --worker', { ppid: 1 }));
  expect(names).toEqual({ 1: 'node app.js', 2: 'node app.js --worker' });
});

test('a title that was inherited by a fork is no state of its own', () => {
  const images = [
    image(0, 'shop master', ['shop master'], 0),
    image(1, 'node', ['node', 'shop.cjs', '3'], 40),
    image(2, 'shop worker 3', ['shop worker 3'], 200),
  ];
  expect(called({ pid: 1, images })).toEqual({ 1: 'shop worker 3' });
  const [master, , worker] = images as [Image, Image, Image];
  expect(called({ pid: 1, images: [master, worker], forked: true })).toEqual({
    1: 'shop worker 3',
  });
});

test('without arguments a process does what the shell above it was given to run', () => {
  const under = (code: string) =>
    called({ pid: 1, argv: ['sh', '-c', code] }, { pid: 2, ppid: 1, name: 'node' })[2];
  expect(under('node build.js --mode production')).toBe('node build.js');
  expect(under('FOO=1 exec node build.js')).toBe('node build.js');
});

test('a family is told apart by its programs alone', () => {
  const names = called(
    process(1, 'make'),
    ...[2, 3].map((n) => process(n, `./test_0${n} ${n}0`, { ppid: 1 })),
  );
  expect(names).toEqual({ 1: 'make', 2: 'test_02', 3: 'test_03' });
});
