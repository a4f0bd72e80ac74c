import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { residentMemory } from './harness/processes.ts';
import { beginMemwrap, memwrap, shell } from './harness/program.ts';
import { until } from './harness/until.ts';

const MIB = 2 ** 20;

test('a run is found by its name from anywhere, also while it goes on', async ({ folder }) => {
  const env = { HOME: folder };
  const [work, other] = [path.join(folder, 'work'), path.join(folder, 'other')];
  for (const place of [work, other]) mkdirSync(place);
  const file = path.join(folder, 'out.bin');
  const args = ['-q', '-n', 'far', '-o', file, '--', 'sh', '-c', 'echo begun; read x'];
  const running = beginMemwrap(args, { cwd: work, env, stdio: ['pipe', 'pipe', 'pipe'] });
  await running.says('begun');
  const list = path.join(folder, '.local/state/memwrap/recent');
  await until('the run is noted', () => existsSync(list));
  const during = await memwrap(['list', '--all', '--json'], { cwd: other, env });
  expect(JSON.parse(during.out)).toMatchObject({ file, finished: false });
  running.child.stdin?.end();
  await running.ended;
  expect(statSync(list).mode & 0o777).toBe(0o600);
  const report = await memwrap(['report', 'far', '--json'], { cwd: other, env });
  expect(report).toMatchObject({ status: 0, err: '' });
  expect(JSON.parse(report.out).name).toBe('far');
  const newest = await memwrap(['report'], { cwd: work, env });
  expect(newest).toMatchObject({ status: 0, err: '' });
  expect(newest.out).toContain(`the newest run here: ${file}\n`);
  const elsewhere = await memwrap(['report', '--json'], { cwd: other, env });
  expect(elsewhere.err).toBe(`memwrap: no run recorded here, the newest elsewhere: ${file}\n`);
});

test('many runs at once do not tear the list of recent ones', { timeout: 60_000 }, async ({
  folder,
}) => {
  const script =
    'for i in 1 2 3 4 5 6; do "$MEMWRAP" -q -n "run$1$i" -o "$1$i.jsonl" -- true & done; wait';
  const env = { HOME: folder };
  await Promise.all(['a', 'b'].map((half) => shell(script, { cwd: folder, env }, [half])));
  const { out } = await memwrap(['list', '--json'], { cwd: folder, env });
  const names = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).name as string);
  expect(names.toSorted()).toEqual(
    ['a', 'b'].flatMap((half) => [1, 2, 3, 4, 5, 6].map((i) => `run${half}${i}`)),
  );
});

test('a home that cannot be written, or is none, costs nothing and says nothing', async ({
  folder,
}) => {
  writeFileSync(path.join(folder, 'file'), '');
  const none = path.join(folder, 'none');
  const places = ['/proc/1', path.join(folder, 'file'), '/dev/null', ''];
  const environments = [{ HOME: none }, ...places.map((at) => ({ HOME: at, XDG_STATE_HOME: at }))];
  for (const env of environments) {
    const ended = await memwrap(['--', 'echo', 'x'], { cwd: folder, env });
    expect(ended).toMatchObject({ status: 0, out: 'x\n' });
    expect(ended.err).toMatch(/^memwrap {2}[^\n]*exit 0\n$/);
  }
  expect(existsSync(none)).toBe(false);
});

test('how the command ended and the broken limit are told apart', async ({ folder }) => {
  const env = { HOME: folder };
  const args = ['-q', '--max-rss', '1MiB', '-n', 'over', '--', 'sleep', '0.2'];
  expect((await memwrap(args, { cwd: folder, env })).status).toBe(122);
  const list = await memwrap(['list'], { cwd: folder, env });
  expect(list.out).toMatch(/ 0, ceiling broken \(122\) /);
  const report = await memwrap(['report', 'over'], { cwd: folder, env });
  expect(report.out.split('\n')[0]).toMatch(/ exit 0, ceiling broken \(122\) /);
});

test('a compressed recording is read from a file and from a pipe', async ({ folder }) => {
  const env = { HOME: folder };
  await memwrap(['-q', '-o', 'base.jsonl', '--', 'sh', '-c', 'echo x; sleep 0.3'], {
    cwd: folder,
    env,
  });
  const plain = await memwrap(['report', 'base.jsonl', '--json'], { cwd: folder, env });
  const packed = gzipSync(readFileSync(path.join(folder, 'base.jsonl')));
  writeFileSync(path.join(folder, 'packed'), packed);
  const file = await memwrap(['report', 'packed', '--json'], { cwd: folder, env });
  const pipe = await memwrap(['report', '-', '--json'], { cwd: folder, env, input: packed });
  expect([file.out, pipe.out]).toEqual([plain.out, plain.out]);
  expect((await memwrap(['log', '--raw', 'packed'], { cwd: folder, env })).out).toBe('x\n');
  const both = await memwrap(['compare', 'base.jsonl', 'packed'], { cwd: folder, env });
  expect(both.status).toBe(0);
  const check = await memwrap(['check', 'packed', '--max-rss', '1KiB'], { cwd: folder, env });
  expect(check.status).toBe(122);
});

test('a small file that unfolds to a gigabyte stays within bounded memory', {
  timeout: 120_000,
}, async ({ folder }) => {
  const block = gzipSync(Buffer.alloc(64 * MIB));
  writeFileSync(path.join(folder, 'bomb'), Buffer.concat(Array.from({ length: 16 }, () => block)));
  const running = beginMemwrap(['report', 'bomb'], { cwd: folder });
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, residentMemory(running.pid) ?? 0);
  }, 20);
  const { status, err } = await running.ended;
  clearInterval(timer);
  expect(status).toBe(125);
  expect(err).toMatch(/^memwrap: bomb: [^\n]+\n$/);
  expect(most).toBeLessThan(300 * MIB);
});

test('prune removes what memwrap recorded and nothing else, and only with --yes', async ({
  folder,
}) => {
  const env = { HOME: folder };
  for (const name of ['one', 'two'])
    await memwrap(['-q', '-n', name, '--', 'true'], { cwd: folder, env });
  const mine = path.join(folder, '.memwrap/mine.jsonl');
  writeFileSync(mine, 'mine');
  const running = beginMemwrap(['-q', '--', 'sh', '-c', 'echo begun; read x'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  await running.says('begun');
  const dry = await memwrap(['prune', '--keep', '0'], { cwd: folder, env });
  expect(dry.out).toMatch(/would remove 2 recordings, .*add --yes to do it/);
  const done = await memwrap(['prune', '--keep', '0', '--yes'], { cwd: folder, env });
  expect(done.out).toMatch(
    /removed 2 recordings, .* freed; 1 kept, 1 of them may still be written/,
  );
  running.child.stdin?.end();
  await running.ended;
  expect(readFileSync(mine, 'utf8')).toBe('mine');
  const left = await memwrap(['list'], { cwd: folder, env });
  expect(left.out).toMatch(/\nsh /);
});

test('compare reads one side from a pipe, by the best metric that both have', async ({
  folder,
}) => {
  const env = { HOME: folder };
  const job = (more: string) => [
    '-q',
    '-i',
    '20ms',
    '-o',
    `${more}.jsonl`,
    '--',
    'sh',
    '-c',
    'sleep 0.5 & sleep 0.6; wait',
  ];
  await memwrap(job('base'), { cwd: folder, env });
  const file = path.join(folder, 'base.jsonl');
  const old = readFileSync(file, 'utf8').replaceAll(/"pss":\d+,?/g, '');
  const pss = readFileSync(file, 'utf8').replaceAll(
    /"rss":(\d+)/g,
    (all, rss) => `${all},"pss":${Math.round(rss / 2)}`,
  );
  writeFileSync(path.join(folder, 'shared.jsonl'), pss);
  const ended = await memwrap(['compare', 'shared.jsonl', '-', '--json'], {
    cwd: folder,
    env,
    input: old,
  });
  const { metric, verdict, phases, warnings } = JSON.parse(ended.out);
  expect({ metric, verdict }).toEqual({ metric: 'rss', verdict: 'same' });
  expect(phases.length).toBeGreaterThan(0);
  expect(warnings[0]).toBe('compared by rss, the best that all have: no pss in stdin');
});
