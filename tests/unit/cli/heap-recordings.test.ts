import { expect, test } from 'vitest';
import { run as check } from '../../../src/cli/commands/check.ts';
import { run as compare } from '../../../src/cli/commands/compare.ts';
import { temporaryFolder, writeFiles } from '../recording-files.ts';
import { testWorld } from '../world.ts';

const MIB = 2 ** 20;

const gctrace = (mb: number): string =>
  [1, 2, 3, 4]
    .map(
      (n) =>
        `gc ${n} @${n}.000s 0%: 0.1+0.1+0.1 ms clock, 0.1+0.1/0.1/0.1+0.1 ms cpu, ${n * mb}->${n * mb}->${n * mb} MB, 4 MB goal, 2 P`,
    )
    .join('\n');
const resident = (bytes: number): string =>
  [0, 1, 2].map((uptime) => JSON.stringify({ uptime, rss: bytes, heapUsed: MIB })).join('\n');
const massif = (bytes: number): string =>
  `desc: x\ncmd: ./a\ntime_unit: i\n${[0, 1, 2, 3]
    .map(
      (n) =>
        `snapshot=${n}\ntime=${n * 1000}\nmem_heap_B=${n * bytes}\nmem_heap_extra_B=0\nmem_stacks_B=0\n`,
    )
    .join('')}`;

function setUp() {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'heap.log': gctrace(100),
    'more.log': gctrace(140),
    'rss.jsonl': resident(200 * MIB),
    'massif.out': massif(50 * MIB),
  });
  const world = testWorld({ cwd: folder });
  return { world };
}

test('a heap and the RSS are not compared', async () => {
  const { world } = setUp();
  await expect(compare(['heap.log', 'rss.jsonl'], world)).rejects.toThrow(
    'heap.log holds heap, rss.jsonl holds RSS: the two cannot be compared',
  );
});

test('heaps are compared, as heaps', async () => {
  const { world } = setUp();
  expect(await compare(['heap.log', 'more.log'], world)).toBe(122);
  expect(world.out()).toContain('peak heap');
});

test('where times count different things durations are not compared', async () => {
  const { world } = setUp();
  await compare(['heap.log', 'massif.out'], world);
  expect(world.out()).not.toMatch(/^ *duration/m);
  expect(world.out()).toContain('do not count the same time');
});

test('a limit of RSS is neither kept nor broken by a heap', async () => {
  const { world } = setUp();
  expect(await check(['heap.log', '--max-rss', '1GiB'], world)).toBe(122);
  expect(world.err()).toContain('heap was recorded, not the memory that the process holds');
  expect(await check(['heap.log', '--max-rss', '1MiB', '--if-unknown', 'pass'], world)).toBe(0);
});

test('a heap is held to a baseline of heaps alone', async () => {
  const { world } = setUp();
  expect(
    await check(['more.log', '--baseline', 'heap.log', '--baseline', 'rss.jsonl'], world),
  ).toBe(122);
  expect(world.err()).toContain('left out of the baseline, it holds RSS');
  const other = setUp().world;
  expect(await check(['more.log', '--baseline', 'rss.jsonl'], other)).toBe(122);
  expect(other.err()).toContain('this run holds heap, which no run of the baseline does');
});
