import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { native } from './harness/native.ts';
import { needs } from './harness/needs.ts';
import { belongingTo } from './harness/processes.ts';
import { beginMemwrap, beginShell, memwrap } from './harness/program.ts';
import { ofType, onlyRecording, soFar } from './harness/recording.ts';
import { until } from './harness/until.ts';

/** The holder, which lets go after two seconds. */
const holding = (...args: readonly string[]): string[] => [
  '--',
  ...['sh', '-c', 'sleep 2 | "$@"', 'sh', native('holder')],
  ...args,
];

const KILL = ['-q', '--on-breach', 'kill', '-i', '50ms'];

describe('sentence 6: 122 when a ceiling was broken', () => {
  test('reported at the end; the command runs on', async ({ folder, skip }) => {
    needs(skip, 'cc');
    const running = beginMemwrap(
      ['-q', '-i', '50ms', '-m', '20MiB', '--', native('holder'), 'plain', '64'],
      {
        cwd: folder,
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    await running.says('held');
    await until('the breach is recorded', () => soFar(folder, 'breach').length === 1);
    running.child.stdin?.end();
    const { status, out, err } = await running.ended;
    expect({ status, out }).toEqual({ status: 122, out: 'held\n' });
    expect(err).toMatch(/^memwrap: [^\n]*20(\.0)? ?MiB[^\n]*\n$/);
  });

  test('a command that failed by itself keeps its own status', async ({ folder, skip }) => {
    needs(skip, 'cc');
    const script = '"$1" plain 64 </dev/null; sleep 0.3; exit 9';
    const { status } = await memwrap(
      ['-q', '-i', '50ms', '-m', '20MiB', '--', 'sh', '-c', script, 'sh', native('holder')],
      { cwd: folder },
    );
    expect(status).toBe(9);
  });

  test('below the ceiling nothing is reported', async ({ folder }) => {
    const { status, err } = await memwrap(
      ['-q', '-m', '1GiB', '--', 'sh', '-c', 'sleep 0.2; exit 0'],
      { cwd: folder },
    );
    expect({ status, err }).toEqual({ status: 0, err: '' });
  });

  test('a high-water mark above the ceiling is a breach, even between two samples', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linuxSampler', 'cc');
    const running = beginMemwrap(
      ['-q', '-i', '500ms', '-m', '50MiB', '--', native('holder'), 'spike', '96'],
      {
        cwd: folder,
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    await running.says('held');
    await until('it is seen', () => soFar(folder, 'breach').length === 1);
    running.child.stdin?.end();
    expect((await running.ended).status).toBe(122);
  });
});

describe('no false alarm', () => {
  test('a program that starts others by fork is not counted twice', async ({ folder, skip }) => {
    needs(skip, 'linuxSampler');
    const script = `
      const held = Buffer.alloc(200 << 20, 1);
      for (let i = 0; i < 100; i++) require('node:child_process').spawnSync('true');
      console.log(held.length);`;
    const { status, out, err } = await memwrap(
      ['-q', '-m', '350MiB', '--', process.execPath, '-e', script],
      { cwd: folder },
    );
    expect({ status, out, err }).toEqual({ status: 0, out: `${200 << 20}\n`, err: '' });
  });
});

describe('sentence 18: kill', () => {
  test('TERM to the whole tree, and 122 even for a command that traps it and exits 0', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'cc');
    const script = `trap 'echo trapped; exit 0' TERM; sleep 61 & setsid sleep 62 & "$1" plain 64 & wait; wait`;
    const { status, out, err } = await memwrap(
      [...KILL, '-m', '20MiB', '--', 'sh', '-c', script, 'sh', native('holder')],
      { cwd: folder },
    );
    expect(status).toBe(122);
    expect(out).toContain('trapped');
    expect(err.match(/^memwrap: .*20(\.0)? ?MiB/gm)).toHaveLength(1);
    await until('no process is left', () => belongingTo(folder).length === 0);
  });

  test('KILL after the grace period to all that are left, and to those started meanwhile', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linuxSampler', 'cc');
    // Ignores TERM, and starts others that do until it is ended.
    const script = `trap '' TERM; "$1" plain 64 </dev/null & sleep 63 & while :; do (trap '' TERM; exec sleep 64) & sleep 0.05; done`;
    const running = beginMemwrap(
      [
        ...KILL,
        '--grace',
        '300ms',
        '-m',
        '20MiB',
        '--',
        'sh',
        '-c',
        script,
        'sh',
        native('holder'),
      ],
      { cwd: folder },
    );
    expect((await running.ended).status).toBe(122);
    await until('no process is left', () => belongingTo(folder).length === 0);
  });

  test('the record has the largest processes and the last lines', async ({ folder, skip }) => {
    needs(skip, 'linuxSampler', 'cc');
    const script = 'echo loading everything; sleep 0.5; "$1" plain 64 & wait';
    await memwrap([...KILL, '-m', '20MiB', '--', 'sh', '-c', script, 'sh', native('holder')], {
      cwd: folder,
    });
    const [breach] = ofType(onlyRecording(folder), 'breach');
    expect(breach).toMatchObject({ allowed: 20 * 2 ** 20 });
    expect(Number(breach?.['measured'])).toBeGreaterThan(20 * 2 ** 20);
    expect(JSON.stringify(breach?.['processes'])).toContain('holder');
    expect(breach?.['lines']).toContain('loading everything');
  });

  test('forks that share their pages break --max-rss but not --max-pss', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linuxSampler', 'cc');
    const command = ['--', native('holder'), 'shared', '64'];
    expect(
      (await memwrap([...KILL, '--max-pss', '150MiB', '-o', 'pss', ...command], { cwd: folder }))
        .status,
    ).toBe(0);
    expect(
      (await memwrap([...KILL, '--max-rss', '150MiB', '-o', 'rss', ...command], { cwd: folder }))
        .status,
    ).toBe(122);
  });

  test('pages that forks share are told where they broke --max-rss, with the ceiling that is better', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linuxSampler', 'cc');
    const { status, err } = await memwrap(
      ['-i', '50ms', '-m', '150MiB', '-o', 'run.jsonl', '--', native('holder'), 'shared', '64'],
      { cwd: folder },
    );
    expect(status).toBe(122);
    expect(err).toMatch(/peak 3\d\d MiB rss/);
    expect(err).toMatch(/5 processes share pages: rss counts such a page up to 5/);
    expect(err).toMatch(/better: --max-pss (6|7)\dMiB/);
    for (const args of [['report'], ['report', '--md'], ['report', '--json']]) {
      const { out } = await memwrap([...args, 'run.jsonl'], { cwd: folder });
      expect(out).toMatch(/5\s+processes share pages/);
      expect(out).toMatch(/--max-pss (6|7)\dMiB/);
    }
    const check = await memwrap(['check', 'run.jsonl', '-m', '150MiB'], { cwd: folder });
    expect(check.out).toMatch(/better: --max-pss (6|7)\dMiB/);
  });

  test('pages of a mapped file are told where they broke --max-rss, and --max-anon leaves them out', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linuxSampler', 'cc');
    const command = holding('file', '96', 'weights');
    const broken = await memwrap(['-i', '50ms', '-m', '50MiB', '-o', 'rss', ...command], {
      cwd: folder,
    });
    expect(broken.status).toBe(122);
    expect(broken.err).toMatch(/ MiB of \S+ MiB are pages of mapped files, page cache/);
    expect(broken.err).toMatch(/better: --max-anon \S+[KM]iB/);
    const kept = await memwrap(['-i', '50ms', '--max-anon', '50MiB', '-o', 'anon', ...command], {
      cwd: folder,
    });
    expect(kept.status).toBe(0);
  });

  test('anonymous memory breaks --max-anon, in the run and in check', async ({ folder, skip }) => {
    needs(skip, 'linuxSampler', 'cc');
    const command = ['--', native('holder'), 'plain', '64'];
    const { status, err } = await memwrap(
      ['-q', '-i', '50ms', '--max-anon', '40MiB', '-o', 'run.jsonl', ...command],
      { cwd: folder },
    );
    expect(status).toBe(122);
    expect(err).toMatch(/ MiB anon > 40\.0 MiB/);
    const check = await memwrap(['check', 'run.jsonl', '--max-anon', '40MiB'], { cwd: folder });
    expect(check.status).toBe(122);
    const { out } = await memwrap(['report', '--json', 'run.jsonl'], { cwd: folder });
    expect(JSON.parse(out)).toMatchObject({ metric: 'anon', breaches: [{ metric: 'anon' }] });
  });

  test('huge pages of hugetlbfs break --max-rss, which says that it counts them', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linuxSampler', 'root', 'cc');
    const pool = '/proc/sys/vm/nr_hugepages';
    const before = readFileSync(pool, 'utf8');
    try {
      writeFileSync(pool, String(Number(before) + 32));
      if (Number(readFileSync(pool, 'utf8')) < Number(before) + 32)
        skip('needs 64 MiB of huge pages');
      const { status, err } = await memwrap(
        ['-i', '50ms', '-m', '40MiB', '-o', 'run.jsonl', ...holding('hugetlb', '60')],
        { cwd: folder },
      );
      if (status === 9) skip('needs huge pages of 2 MiB');
      expect(status).toBe(122);
      expect(err).toMatch(/ MiB rss \+ hugetlb > 40\.0 MiB/);
      expect(err).toMatch(/peak 60 MiB hugetlb/);
    } finally {
      writeFileSync(pool, before);
    }
  });

  test('what is freed by MADV_FREE is told of the plateau that it makes', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linuxSampler', 'cc');
    await memwrap(['-q', '-i', '50ms', '-o', 'run.jsonl', ...holding('freed', '64')], {
      cwd: folder,
    });
    const { out } = await memwrap(['report', 'run.jsonl'], { cwd: folder });
    expect(out).toMatch(
      /6[34](\.\d)? MiB of the 6\d(\.\d)? MiB at the end of phase \d+ \(\w+\) are not held/,
    );
  });

  test('a ceiling holds while the output is not read', async ({ folder, skip }) => {
    needs(skip, 'linuxSampler', 'cc');
    const command = 'yes & sleep 0.5; "$1" plain 64 >/dev/null & wait';
    const script =
      'mkfifo fifo; exec 8<>fifo; exec "$MEMWRAP" -q --on-breach kill -i 50ms -m 40MiB -- sh -c "$2" sh "$1" >fifo';
    const running = beginShell(script, { cwd: folder }, [native('holder'), command]);
    await until('the breach is recorded', () => soFar(folder, 'breach').length === 1);
    const theirs = ['yes', 'sleep', 'holder'];
    await until(
      'the tree is gone',
      () => !belongingTo(folder).some(({ name }) => theirs.includes(name)),
    );
    process.kill(running.pid, 'SIGKILL');
  });
});

describe('sentence 19: a ceiling that cannot be read', () => {
  test.for(['1zb', '-5MiB', '', 'NaN', '1e400', '0x10', '120%'])(
    '%j is a usage error that says how to write it',
    async (size, { folder }) => {
      const { status, err } = await memwrap(['-m', size, '--', 'touch', 'ran'], { cwd: folder });
      expect(status).toBe(125);
      expect(err).toMatch(/^memwrap: --max-rss.*(512|MiB|GiB|%).*\n$/);
    },
  );
});
