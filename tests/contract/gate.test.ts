import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { native } from './harness/native.ts';
import { needs } from './harness/needs.ts';
import { belongingTo } from './harness/processes.ts';
import { beginMemwrap, memwrap } from './harness/program.ts';
import { ofType, onlyRecording, records, soFar } from './harness/recording.ts';
import { until } from './harness/until.ts';

const MIB = 2 ** 20;
/** Holds the given number of MiB until its stdin ends, which is at once. */
const hold = (size: number, kind = 'plain'): string[] => [
  '--',
  'sh',
  '-c',
  `"$1" ${kind} ${size} </dev/null; sleep 0.3`,
  'sh',
  native('holder'),
];

describe('limits from a file', () => {
  test('memwrap.config.json applies to the run of that name; the command line takes precedence', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'cc');
    const config = { runs: { job: { 'max-rss': '20MiB' } } };
    writeFileSync(path.join(folder, 'memwrap.config.json'), JSON.stringify(config));
    const start = (...args: string[]) => memwrap(['-q', ...args, ...hold(64)], { cwd: folder });
    expect((await start('-n', 'job')).status).toBe(122);
    expect((await start('-n', 'other')).status).toBe(0);
    expect((await start('-n', 'job', '-m', '1GiB')).status).toBe(0);
  });

  test('an unknown key, or a file of code, stops the run before it begins', async ({ folder }) => {
    for (const text of ['{"max-ram":"1GiB"}', 'require("fs").writeFileSync("ran","")']) {
      writeFileSync(path.join(folder, 'memwrap.config.json'), text);
      const { status, err } = await memwrap(['--', 'touch', 'ran'], { cwd: folder });
      expect(status).toBe(125);
      expect(err).toMatch(/^memwrap: memwrap\.config\.json: [^\n]+\n$/);
    }
    expect(readdirSync(folder)).toEqual(['memwrap.config.json']);
  });
});

describe('growth, slope and free memory', () => {
  test('growth after the first phase breaks --max-growth', async ({ folder, skip }) => {
    needs(skip, 'python3');
    const script =
      'import time; time.sleep(2.5); x = bytearray(b"x") * (60 << 20); time.sleep(2.5)';
    const { status, err } = await memwrap(
      ['-q', '--max-growth', '20MiB', '--', 'python3', '-c', script],
      { cwd: folder },
    );
    expect(err).toContain('since the first phase > +20.0 MiB');
    expect(status).toBe(122);
  });

  test('a floor above the available memory is broken at once', async ({ folder, skip }) => {
    needs(skip, 'linuxSampler');
    const { status, err } = await memwrap(
      ['-q', '--min-free', '100%', '--on-breach', 'warn', '--', 'sleep', '0.2'],
      { cwd: folder },
    );
    expect(err).toMatch(/^memwrap: under the floor at .*a warning only\)\n$/);
    expect(status).toBe(0);
  });
});

describe('--baseline', () => {
  test('a run that needs more than earlier ones ends with 122 and shows what is worse', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'cc');
    const start = (size: number, ...args: string[]) =>
      memwrap([...args, ...hold(size)], { cwd: folder });
    for (const name of ['base-1', 'base-2']) await start(64, '-q', '-o', `${name}.jsonl`);
    const same = await start(64, '--baseline', 'base-*.jsonl', '-o', 'same.jsonl');
    expect(same).toMatchObject({ status: 0 });
    const more = await start(96, '--baseline', 'base-*.jsonl', '-o', 'more.jsonl');
    expect(more.status).toBe(122);
    expect(more.err).toMatch(/^memwrap: worse than the baseline at [^\n]* peak 9\d\.\d MiB > /m);
    expect(more.err).toMatch(/peak \w+ .* worse/);
    expect(ofType(path.join(folder, 'more.jsonl'), 'breach')[0]).toMatchObject({
      limit: 'baseline',
      by: 'peak',
    });
    expect(ofType(path.join(folder, 'more.jsonl'), 'end')[0]).toMatchObject({ status: 122 });
  });

  test('a pattern without a match is reported but no failure; a missing file is one', async ({
    folder,
  }) => {
    const first = await memwrap(['-q', '--baseline', 'old/*.jsonl', '--', 'true'], { cwd: folder });
    expect(first.status).toBe(0);
    expect(first.err).toBe('memwrap: no baseline yet: nothing matches old/*.jsonl\n');
    const wrong = await memwrap(['--baseline', 'old.jsonl', '--', 'touch', 'ran'], { cwd: folder });
    expect(wrong.status).toBe(125);
    expect(existsSync(path.join(folder, 'ran'))).toBe(false);
  });

  test('unusable recordings in the baseline are left out, each with a line', async ({ folder }) => {
    mkdirSync(path.join(folder, 'old'));
    writeFileSync(path.join(folder, 'old', 'x.jsonl'), 'nothing\n');
    const { status, err } = await memwrap(['-q', '--baseline', 'old/*', '--', 'true'], {
      cwd: folder,
    });
    expect(status).toBe(0);
    expect(err.trimEnd().split('\n')).toHaveLength(2);
  });
});

describe('--enforce cgroup', () => {
  test('the kernel enforces the limit, or a line says why not; nothing is left behind', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux', 'cc');
    const running = beginMemwrap(
      ['-q', '--enforce', 'cgroup', '-m', '40MiB', ...hold(200), 'left'],
      { cwd: folder },
    );
    const { status, err } = await running.ended;
    expect(status).toBe(122);
    const [end] = ofType(onlyRecording(folder), 'end');
    expect(end).toMatchObject({ cause: 'ceiling' });
    if (!err.includes('--enforce cgroup: ')) {
      const peak = end?.['peak'] as { cgroup?: number };
      expect(peak.cgroup).toBeLessThanOrEqual(40 * MIB);
    }
    await until('no process is left', () => belongingTo(folder).length === 0);
    const run = String(ofType(onlyRecording(folder), 'start')[0]?.['run']);
    const find = ['/sys/fs/cgroup', '-name', `memwrap-${run}`];
    const { stdout } = await execa('find', find, { reject: false });
    expect(stdout).toBe('');
  });

  test('it needs a ceiling, and excludes --on-breach warn', async ({ folder }) => {
    for (const args of [[], ['-m', '1GiB', '--on-breach', 'warn']]) {
      const { status, err } = await memwrap(['--enforce', 'cgroup', ...args, '--', 'true'], {
        cwd: folder,
      });
      expect(status).toBe(125);
      expect(err).toMatch(/^memwrap: --enforce cgroup[^\n]+\n$/);
    }
  });
});

describe('marks', () => {
  test('lines that match --mark, section lines of the CI system, and memwrap mark', async ({
    folder,
  }) => {
    const script =
      'printf "::group::Install\\nepoch 1\\n"; "$MEMWRAP_PROGRAM" mark from a script; echo epoch 2';
    const program = path.resolve(import.meta.dirname, '../../bin/memwrap');
    const { out } = await memwrap(['-q', '--mark', '^epoch \\d', '--', 'sh', '-c', script], {
      cwd: folder,
      env: { GITHUB_ACTIONS: 'true', MEMWRAP_PROGRAM: program },
    });
    expect(out).toBe('::group::Install\nepoch 1\nepoch 2\n');
    const marks = ofType(onlyRecording(folder), 'mark').map(({ msg, from }) => [from, msg]);
    expect(marks.sort()).toEqual([
      ['ci', 'Install'],
      ['command', 'from a script'],
      ['line', 'epoch 1'],
      ['line', 'epoch 2'],
    ]);
  });
});

describe('in a CI system', () => {
  test('GitHub gets an annotation, a summary and outputs; no other line begins with ::', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'cc');
    const summary = path.join(folder, 'summary.md');
    const outputs = path.join(folder, 'outputs');
    writeFileSync(summary, '');
    writeFileSync(outputs, 'mine=1');
    const { status, err } = await memwrap(
      [
        '-m',
        '20MiB',
        '--',
        'sh',
        '-c',
        `echo ::warning::no; "$1" plain 64 </dev/null`,
        'sh',
        native('holder'),
      ],
      {
        cwd: folder,
        env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs },
      },
    );
    expect(status).toBe(122);
    const commands = err.split('\n').filter((line) => /^\s*::/.test(line));
    expect(commands).toHaveLength(1);
    expect(commands[0]).toMatch(/^::error title=memwrap%3A memory ceiling::sh -c .* peaked at /);
    expect(readFileSync(summary, 'utf8')).toContain('ceiling 20.0 MiB rss passed by');
    expect(readFileSync(outputs, 'utf8')).toMatch(/^mine=1\nmemwrap-status=122\n/);
  });

  test('with --ci none, or nowhere to write to, the run is unaffected', async ({ folder }) => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/no/such/file' };
    const none = await memwrap(['-q', '--ci', 'none', '--', 'true'], { cwd: folder, env });
    expect(none).toMatchObject({ status: 0, err: '' });
    const lost = await memwrap(['-q', '--', 'true'], { cwd: folder, env });
    expect(lost.status).toBe(0);
    expect(lost.err).toMatch(/^memwrap: \/no\/such\/file: it cannot be written \(ENOENT\)\n$/);
  });

  test('GitLab gets metrics and a JUnit report beside the recording', async ({ folder }) => {
    await memwrap(['-q', '-n', 'unit tests', '--', 'sleep', '0.2'], {
      cwd: folder,
      env: { GITLAB_CI: 'true' },
    });
    const files = readdirSync(path.join(folder, '.memwrap')).filter((name) => /txt|xml/.test(name));
    expect(files.sort()).toEqual(['unit-tests.junit.xml', 'unit-tests.metrics.txt']);
  });
});

test('a breach is in the recording while the command still runs', async ({ folder, skip }) => {
  needs(skip, 'cc');
  const running = beginMemwrap(['-q', '-m', '20MiB', '--', native('holder'), 'plain', '64'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  await until('the breach is recorded', () => soFar(folder, 'breach').length === 1);
  running.child.stdin?.end();
  await running.ended;
  const all = records(onlyRecording(folder));
  expect(all.findIndex(({ type }) => type === 'breach')).toBeLessThan(all.length - 1);
});
