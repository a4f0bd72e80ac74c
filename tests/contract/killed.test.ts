import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { needs, python } from './harness/needs.ts';
import { privateCgroup } from './harness/private-cgroup.ts';
import { isAlive } from './harness/processes.ts';
import { beginMemwrap, beginShell, memwrap, shell } from './harness/program.ts';
import { ofType, onlyRecording, soFar } from './harness/recording.ts';
import { until } from './harness/until.ts';

const MIB = 2 ** 20;
const LIMIT = 150 * MIB;
/** Takes memory without an end. */
const EAT =
  'import time\nkeep = []\nwhile True: keep.append(bytearray(b"x" * (4 << 20))); time.sleep(0.02)';
/** Starts a worker that eats, waits for it, and goes on. */
const PARENT = `import subprocess, sys
worker = subprocess.Popen([sys.executable, "eat.py"])
worker.wait()
print("worker ended", worker.returncode, flush=True)
sys.exit(int(sys.argv[1]))`;
const KERNEL = /killed by the kernel[^:]*: the memory limit of its cgroup \(150 MiB\) was reached/;

function scripts(folder: string): void {
  writeFileSync(path.join(folder, 'eat.py'), EAT);
  writeFileSync(path.join(folder, 'parent.py'), PARENT);
}

/** Runs a script of sh in a cgroup of its own; `$MEMWRAP` and `$PYTHON` are what they say. */
const inCgroup = (join: string, script: string, folder: string) =>
  beginShell(`echo 0 > "$JOIN" && ${script}`, {
    cwd: folder,
    env: { JOIN: join, PYTHON: python() },
  });

const report = async (folder: string, ...args: string[]): Promise<string> =>
  (await memwrap(['report', ...args, onlyRecording(folder)], { cwd: folder })).out.replace(
    /\s+/g,
    ' ',
  );

describe('killed by the kernel for the limit of its cgroup', () => {
  test('a worker, while its parent goes on, and while it fails for that', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux', 'python3');
    const { join, kills } = privateCgroup(skip, LIMIT);
    scripts(folder);
    const { status, err } = await inCgroup(join, '"$MEMWRAP" -- "$PYTHON" parent.py 1', folder)
      .ended;
    expect(kills()).toBe(1);
    expect(status).toBe(1);
    expect(err).toMatch(KERNEL);
    const file = onlyRecording(folder);
    const [killed, ...others] = ofType(file, 'killed');
    expect(others).toEqual([]);
    const worker = ofType(file, 'process').find(({ argv }) => String(argv).includes('eat.py'));
    expect(killed).toMatchObject({ pid: worker?.['pid'], cause: 'cgroup-oom', limit: LIMIT });
    expect(killed?.['work']).toContain('eat.py');
    expect(killed?.['command']).toBeUndefined();
    expect(Number(killed?.['size'])).toBeGreaterThan(50 * MIB);
    const [end] = ofType(file, 'end');
    expect(end).toMatchObject({ exit: { code: 1 }, cause: 'cgroup-oom' });
    expect(end?.['killed']).toMatchObject([{ pid: worker?.['pid'] }]);
    expect(await report(folder)).toMatch(KERNEL);
    expect(await report(folder, '--md')).toMatch(KERNEL);
    expect(JSON.parse(await report(folder, '--json'))).toMatchObject({
      killed: [{ pid: worker?.['pid'], label: expect.stringContaining('eat.py') }],
    });
    const list = (await memwrap(['list'], { cwd: folder })).out.replace(/\s+/g, ' ');
    expect(list).toMatch(KERNEL);
  });

  test('a worker of a command that succeeds all the same', async ({ folder, skip }) => {
    needs(skip, 'linux', 'python3');
    const { join } = privateCgroup(skip, LIMIT);
    scripts(folder);
    const { status, err } = await inCgroup(join, '"$MEMWRAP" -- "$PYTHON" parent.py 0', folder)
      .ended;
    expect(status).toBe(0);
    expect(err).toMatch(KERNEL);
    const [end] = ofType(onlyRecording(folder), 'end');
    expect(end?.['cause']).toBeUndefined();
    expect(end?.['killed']).toHaveLength(1);
  });

  test('the command itself', async ({ folder, skip }) => {
    needs(skip, 'linux', 'python3');
    const { join } = privateCgroup(skip, LIMIT);
    scripts(folder);
    const { status, err } = await inCgroup(join, '"$MEMWRAP" -- "$PYTHON" eat.py', folder).ended;
    expect(status).toBe(137);
    expect(err).toMatch(KERNEL);
    expect(ofType(onlyRecording(folder), 'killed')).toMatchObject([
      { cause: 'cgroup-oom', command: true },
    ]);
  });

  test('a command that moved to the cgroup by itself', async ({ folder, skip }) => {
    needs(skip, 'linux', 'python3');
    const { join } = privateCgroup(skip, LIMIT);
    scripts(folder);
    const script = '(echo 0 > "$JOIN"; exec "$PYTHON" eat.py); exit 3';
    const { status, err } = await memwrap(['--', 'sh', '-c', script], {
      cwd: folder,
      env: { JOIN: join, PYTHON: python() },
    });
    expect(status).toBe(3);
    expect(err).toMatch(KERNEL);
  });

  test('somebody else in the same cgroup: nobody of ours', async ({ folder, skip }) => {
    needs(skip, 'linux', 'python3');
    const { join, kills } = privateCgroup(skip, LIMIT);
    scripts(folder);
    writeFileSync(path.join(folder, 'busy.sh'), 'while [ ! -e stop ]; do /bin/true; done; exit 1');
    const script = '{ "$PYTHON" eat.py & exec "$MEMWRAP" -- sh busy.sh; }';
    const running = inCgroup(join, script, folder);
    await until('the other one was killed', () => kills() === 1);
    writeFileSync(path.join(folder, 'stop'), '');
    const { status, err } = await running.ended;
    expect(status).toBe(1);
    expect(err).not.toContain('killed');
    expect(ofType(onlyRecording(folder), 'killed')).toEqual([]);
    expect(ofType(onlyRecording(folder), 'end')[0]?.['cause']).toBeUndefined();
  });
});

describe('killed by SIGKILL from elsewhere', () => {
  test('the command', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const running = beginMemwrap(['--', 'sleep', '30'], { cwd: folder });
    const pid = await commandOf(folder);
    process.kill(pid, 'SIGKILL');
    const { status, err } = await running.ended;
    expect(status).toBe(137);
    expect(err).toContain('killed by SIGKILL from elsewhere');
    const [killed] = ofType(onlyRecording(folder), 'killed');
    expect(killed).toMatchObject({ pid, cause: 'unknown', command: true });
    expect(ofType(onlyRecording(folder), 'end')[0]).toMatchObject({ cause: 'unknown' });
  });

  test('a worker whose parent takes note of it later; one that ends by itself is no victim', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux', 'python3');
    const script = [
      'import os, subprocess, time',
      'fine = subprocess.Popen(["sleep", "0.5"])',
      'worker = subprocess.Popen(["sleep", "30"])',
      'while not os.path.exists("go"): time.sleep(0.05)',
      'worker.wait(); fine.wait()',
    ].join('\n');
    const running = beginMemwrap(['--', python(), '-c', script], { cwd: folder });
    const worker = () => soFar(folder, 'process').find(({ argv }) => String(argv) === 'sleep,30');
    await until('the worker is seen', () => worker() !== undefined);
    const pid = Number(worker()?.['pid']);
    process.kill(pid, 'SIGKILL');
    await until('its end is told', () => soFar(folder, 'killed').length > 0);
    writeFileSync(path.join(folder, 'go'), '');
    const { status, err } = await running.ended;
    expect(status).toBe(0);
    // A run that got over it says so in its report alone.
    expect(err).not.toContain('SIGKILL');
    expect(ofType(onlyRecording(folder), 'killed')).toMatchObject([{ pid, cause: 'unknown' }]);
    expect(await report(folder)).toContain('killed by SIGKILL from elsewhere');
  });
});

test('ended for a limit of ours: each with its size', async ({ folder, skip }) => {
  needs(skip, 'linux', 'python3');
  scripts(folder);
  const { status, err } = await memwrap(
    ['--max-rss', '60MiB', '--on-breach', 'kill', '--', python(), 'parent.py', '0'],
    { cwd: folder },
  );
  expect(status).toBe(122);
  expect(err.replace(/\s+/g, ' ')).toMatch(/ended by memwrap .*, for --max-rss/);
  const killed = ofType(onlyRecording(folder), 'killed');
  expect(killed.map(({ cause }) => cause)).toEqual(killed.map(() => 'ceiling'));
  expect(killed.map(({ work }) => String(work)).join()).toContain('eat.py');
});

test('memwrap and its command killed at the limit: the unfinished recording says so', async ({
  folder,
  skip,
}) => {
  needs(skip, 'linux', 'python3');
  const { join } = privateCgroup(skip, 300 * MIB);
  const script = [
    'import os, time',
    'usage = os.path.join(os.path.dirname(os.environ["JOIN"]), os.environ["USAGE"])',
    'keep = []',
    'while int(open(usage).read()) < 1178 << 18: keep.append(bytearray(b"x" * (256 << 10)))',
    'print("full", flush=True); time.sleep(30)',
  ].join('\n');
  writeFileSync(path.join(folder, 'fill.py'), script);
  const usage = join.includes('/memory/') ? 'memory.usage_in_bytes' : 'memory.current';
  const running = beginShell(
    'export USAGE; echo 0 > "$JOIN" && exec "$MEMWRAP" -- "$PYTHON" fill.py',
    { cwd: folder, env: { JOIN: join, PYTHON: python(), USAGE: usage } },
  );
  await running.says('full');
  await until('a sample at the limit is written', () =>
    soFar(folder, 'sample').some(({ cgroup }) => Number(cgroup) > 292 * MIB),
  );
  const during = (await memwrap(['list'], { cwd: folder })).out;
  expect(during).toContain('running');
  expect(during).not.toContain('killed');
  const command = await commandOf(folder);
  process.kill(running.pid, 'SIGKILL');
  process.kill(command, 'SIGKILL');
  await until('both are gone', () => !isAlive(command));
  await running.exited;
  const words = /probably killed for memory: the container was at (29[2-9]|300)\.\d of 300 MiB/;
  expect(await report(folder)).toMatch(words);
  expect(await report(folder, '--json')).toMatch(words);
  for (const args of [['list'], ['list', '--json']]) {
    expect((await memwrap(args, { cwd: folder })).out.replace(/\s+/g, ' ')).toMatch(words);
  }
});

test('GitHub gets an annotation for a kill without a broken limit', async ({ folder, skip }) => {
  needs(skip, 'linux', 'python3');
  const { join } = privateCgroup(skip, LIMIT);
  scripts(folder);
  const { err } = await shell(
    'echo 0 > "$JOIN" && "$MEMWRAP" --ci github -- "$PYTHON" parent.py 1',
    { cwd: folder, env: { JOIN: join, PYTHON: python(), GITHUB_OUTPUT: 'out' } },
  );
  expect(err).toMatch(/^::error title=memwrap%3A killed::.*150 MiB\) was reached/m);
  expect(readFileSync(path.join(folder, 'out'), 'utf8')).toContain('memwrap-killed=cgroup-oom\n');
});

/** The pid of the command, once it was sampled. */
async function commandOf(folder: string): Promise<number> {
  await until('the command is measured', () => soFar(folder, 'sample').length > 0);
  return Number(soFar(folder, 'start')[0]?.['pid']);
}
