import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run as check } from '../../../src/cli/commands/check.ts';
import { run as mark } from '../../../src/cli/commands/mark.ts';
import { encodeRecord } from '../../../src/recording/encode.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { testWorld } from '../world.ts';

const MIB = 2 ** 20;
const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Memory that rises to `top` MiB within a second and stays there for four. */
function record(name: string, top: number, seen = top): string {
  const records: StreamRecord[] = [
    {
      type: 'start',
      time: 1000,
      version: 1,
      name: 'job',
      host: { machineTotal: 1000 * MIB },
      sampler: { kind: 'linux', interval: 'auto', metrics: ['rss'] },
    },
  ];
  for (let i = 0; i <= 50; i++) {
    const rss = Math.min(top, (top * i) / 10) * MIB;
    records.push({ type: 'sample', time: 1000 + i * 100, rss, hwm: rss, procs: 1 });
  }
  const peak = { rss: top * MIB, seen: seen * MIB, bound: seen * MIB };
  records.push({ type: 'end', time: 6100, reason: 'exit', exit: { code: 0 }, status: 0, peak });
  const file = path.join(folder, name);
  writeFileSync(file, records.map(encodeRecord).join(''));
  return file;
}
const plain = record('plain.jsonl', 400);
const spiked = record('spiked.jsonl', 400, 600);
for (const i of [1, 2, 3]) record(`base-${i}.jsonl`, 340 + i);

async function checked(...args: string[]) {
  const world = testWorld({ cwd: folder });
  return { status: await check(args, world), out: world.out() };
}

test('a recording that keeps its limits gives 0', async () => {
  const { status, out } = await checked(plain, '--max-rss', '450MiB', '--max-slope', '500MiB/s');
  expect(status).toBe(0);
  expect(out).toBe('  ok    max-rss     450 MiB\n  ok    max-slope   500 MiB/s\n');
});

test('one above a ceiling gives 122 and says when', async () => {
  const { status, out } = await checked(plain, '-m', '200MiB');
  expect(status).toBe(122);
  expect(out).toBe('  over  max-rss     240 MiB rss > 200 MiB at 600 ms\n');
});

test('growth that cannot be judged is no silent pass', async () => {
  const file = path.join(folder, 'climbing.jsonl');
  const records: StreamRecord[] = [{ type: 'start', time: 0, version: 1, name: 'job' }];
  for (let i = 0; i <= 50; i++) records.push({ type: 'sample', time: i * 100, rss: i * 4 * MIB });
  writeFileSync(file, records.map(encodeRecord).join(''));
  const { status, out } = await checked(file, '--max-growth', '50MiB');
  expect(status).toBe(122);
  expect((await checked(file, '--max-growth', '50MiB', '--if-unknown', 'pass')).status).toBe(0);
  expect(out).toMatch(/^ {2}\? {5}max-growth {2}50\.0 MiB, not judged: memory never came to rest/);
});

test('a share is one of the memory of the machine that it was recorded on', async () => {
  expect((await checked(plain, '-m', '30%')).out).toContain('> 300 MiB');
});

test('a peak between two samples counts', async () => {
  expect(await checked(spiked, '-m', '500MiB')).toEqual({
    status: 122,
    out: '  over  max-rss     600 MiB rss between two samples > 500 MiB at 5s\n',
  });
});

test('a baseline is compared with, and the table says what is worse', async () => {
  const { status, out } = await checked(plain, '--baseline', 'base-*.jsonl');
  expect(status).toBe(122);
  expect(out).toMatch(/peak rss +342 MiB +400 MiB +\+58\.0 MiB .*worse/);
  expect((await checked(plain, '--baseline', 'base-*.jsonl', '--tolerance', '20%')).status).toBe(0);
});

test('in JSON it is one object', async () => {
  const { status, out } = await checked(plain, '-m', '200MiB', '--json');
  expect(status).toBe(122);
  expect(JSON.parse(out)).toEqual({
    version: 1,
    name: 'job',
    verdict: 'broken',
    limits: { 'max-rss': 200 * MIB },
    breaches: [
      { limit: 'max-rss', allowed: 200 * MIB, measured: 240 * MIB, by: 'sample', time: 600 },
    ],
    warnings: [],
  });
});

const START: StreamRecord = { type: 'start', time: 0, version: 1, name: 'job' };
const END: StreamRecord = { type: 'end', time: 9000, reason: 'exit', exit: { code: 0 } };

function written(name: string, ...records: readonly StreamRecord[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, records.map(encodeRecord).join(''));
  return file;
}
const sampled = (time: number, mebibytes: number, more: Record<string, number> = {}) => ({
  ...({ type: 'sample', time, rss: mebibytes * MIB } as const),
  ...Object.fromEntries(Object.entries(more).map(([name, size]) => [name, size * MIB])),
});

test('a recording without PSS keeps --max-pss if RSS does, else it is not judged', async () => {
  const file = written('old.jsonl', START, sampled(100, 50), sampled(200, 90), END);
  expect((await checked(file, '--max-pss', '90MiB')).status).toBe(0);
  const { status, out } = await checked(file, '--max-pss', '80MiB');
  expect(status).toBe(122);
  expect(out).toMatch(/^ {2}\? {5}max-pss .* not judged: it was not read at that moment\n$/);
  expect((await checked(file, '--max-pss', '80MiB', '--if-unknown', 'pass')).status).toBe(0);
});

test('what a process that was alone held without a file breaks --max-pss without a reading', async () => {
  const alone = { ...sampled(100, 90, { anon: 85 }), procs: 1 };
  const { out } = await checked(written('alone.jsonl', START, alone, END), '--max-pss', '80MiB');
  expect(out).toContain('85.0 MiB pss at least > 80.0 MiB');
  // Of several, forks may share it.
  const several = written('several.jsonl', START, { ...alone, procs: 2 }, END);
  expect((await checked(several, '--max-pss', '80MiB')).out).toContain('not judged');
});

test('a reading that lacks a process is told by name', async () => {
  const file = written(
    'unread.jsonl',
    START,
    { type: 'unread', time: 90, pid: 7, name: 'hold', metric: 'pss' },
    sampled(100, 200, { pssAtLeast: 60, pssAtMost: 150 }),
    END,
  );
  const world = testWorld({ cwd: folder });
  expect(await check([file, '--max-pss', '100MiB'], world)).toBe(122);
  expect(world.err()).toBe(
    'memwrap: --max-pss is not judged: the PSS of hold (7) may not be read; it was between 60.0 MiB and 150 MiB; ' +
      'set --max-rss instead, or --if-unknown pass lets it pass\n',
  );
  expect((await checked(file, '--max-pss', '150MiB')).status).toBe(0);
});

test('a mark between two samples leaves --max-pss open; where it was not told when, the peak does', async () => {
  const told = written('told.jsonl', START, sampled(100, 50, { pss: 48, peak: 120 }), END);
  expect((await checked(told, '--max-pss', '100MiB')).out).toContain('not judged');
  const peak = { peak: { seen: 120 * MIB, bound: 120 * MIB } };
  const old = written('mark.jsonl', START, sampled(100, 50, { pss: 48 }), { ...END, ...peak });
  expect((await checked(old, '--max-pss', '100MiB')).out).toContain('not judged');
  expect((await checked(old, '--max-pss', '120MiB')).status).toBe(0);
});

test('a PSS that was read in no recorded sample counts', async () => {
  const peak = { peak: { seen: 90 * MIB, pss: 85 * MIB } };
  const file = written('thin.jsonl', START, sampled(100, 90), { ...END, ...peak });
  expect((await checked(file, '--max-pss', '80MiB')).out).toContain('over  max-pss');
});

test('a recording without an end is not judged, an import, which never has one, is', async () => {
  const file = written('cut.jsonl', START, sampled(5000, 50));
  const { status, out } = await checked(file, '-m', '60MiB');
  expect(status).toBe(122);
  expect(out).toContain('not judged: the recording has no end, what came after 5s is not known');
  expect((await checked(file, '-m', '40MiB')).out).toContain('over  max-rss');
  const imported = written('import.jsonl', { ...START, source: 'x' }, sampled(5000, 50));
  expect((await checked(imported, '-m', '60MiB')).status).toBe(0);
});

test('a recording without samples is judged by what is known of so short a life', async () => {
  const file = written('short.jsonl', START, { ...END, peak: { bound: 30 * MIB } });
  expect((await checked(file, '-m', '40MiB')).status).toBe(0);
  expect((await checked(file, '-m', '20MiB')).out).toContain(
    'it ended before it could be measured',
  );
  const none = written('none.jsonl', START, END);
  expect((await checked(none, '-m', '1GiB')).out).toContain('not judged: it was never measured');
});

test('in JSON what is not judged has its reason, and the verdict is unknown', async () => {
  const file = written('json.jsonl', START, sampled(100, 50), END);
  const { out } = await checked(file, '--min-free', '1GiB', '--json');
  expect(JSON.parse(out)).toMatchObject({
    verdict: 'unknown',
    unjudged: [{ limit: 'min-free', why: 'it was never measured' }],
  });
});

test('a named baseline that is of no use is not judged; what a pattern matches may be', async () => {
  const empty = written('empty.jsonl', START, END);
  const { status, out } = await checked(plain, '--baseline', empty);
  expect(status).toBe(122);
  expect(out).toContain('baseline    not judged: no run of the baseline can be used');
  expect((await checked(plain, '--baseline', 'empt*.jsonl')).status).toBe(0);
  expect((await checked(empty, '--baseline', 'base-*.jsonl')).out).toContain(
    'this run has no rss to compare',
  );
});

test('without anything to check it says what to write', async () => {
  await expect(checked(plain)).rejects.toThrow('there is nothing to check');
});

test('the configuration counts for its run, and options go before', async () => {
  const file = path.join(folder, 'memwrap.config.json');
  writeFileSync(file, '{"runs":{"job":{"max-rss":"200MiB"},"other":{"max-rss":"1MiB"}}}');
  expect((await checked(plain)).status).toBe(122);
  expect((await checked(plain, '-m', '1GiB')).status).toBe(0);
  rmSync(file);
});

test('a mark is one whole record at the end of the recording around us', async () => {
  const file = path.join(folder, 'around.jsonl');
  writeFileSync(file, '');
  const world = testWorld({ env: { MEMWRAP_FILE: file } });
  expect(await mark(['epoch', '3'], world)).toBe(0);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    type: 'mark',
    msg: 'epoch 3',
    from: 'command',
  });
});

test('outside of a run, or where the recording is gone, a mark is nothing at all', async () => {
  expect(await mark(['x'], testWorld())).toBe(0);
  const gone = path.join(folder, 'gone.jsonl');
  expect(await mark(['x'], testWorld({ env: { MEMWRAP_FILE: gone } }))).toBe(0);
  await expect(mark([], testWorld())).rejects.toThrow('the mark has no text');
});
