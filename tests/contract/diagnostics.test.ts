import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { needs } from './harness/needs.ts';
import { MEMWRAP, memwrap } from './harness/program.ts';
import { onlyRecording } from './harness/recording.ts';

interface Line {
  readonly level: number;
  readonly time: number;
  readonly msg: string;
  readonly [fact: string]: unknown;
}

function logLines(file: string): Line[] {
  const text = readFileSync(file, 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

const withMessage = (lines: readonly Line[], msg: string): Line[] =>
  lines.filter((line) => line.msg === msg);

describe("memwrap's own log", () => {
  test('MEMWRAP_LOG=trace writes what was decided beside the recording, as pino records', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux');
    // The group's child is re-parented before it can be seen: only its environment tells.
    const command = '(setsid sleep 0.5 &); sh -c "sleep 0.4; echo out"; exit 3';
    const { status, out, err } = await memwrap(['-q', '--', 'sh', '-c', command], {
      cwd: folder,
      env: { MEMWRAP_LOG: 'trace' },
    });
    const log = `${onlyRecording(folder)}.debug.log`;
    expect({ status, out, err }).toEqual({
      status: 3,
      out: 'out\n',
      err: `memwrap: debug log: ${log}\n`,
    });
    const lines = logLines(log);
    for (const line of lines) {
      expect([10, 20]).toContain(line.level);
      expect(line.time).toBeGreaterThan(1e12);
      expect(line.msg).not.toBe('');
    }
    expect(lines.map((line) => line.msg)).toEqual(
      expect.arrayContaining(['run prepared', 'recording opened', 'start planned']),
    );
    const found = withMessage(lines, 'process found');
    expect(found.filter((line) => line['by'] === 'start')).toHaveLength(1);
    expect(found.filter((line) => line['by'] === 'parent').length).toBeGreaterThan(0);
    expect(found.length).toBeGreaterThanOrEqual(4);
    expect(withMessage(lines, 'process gone').length).toBeGreaterThan(0);
    expect(withMessage(lines, 'sampler chosen')).toMatchObject([{ kind: 'linux' }]);
    expect(withMessage(lines, 'interval changed')[0]).toMatchObject({ from: 0, to: 5 });
    expect(withMessage(lines, 'sample taken')[0]).toMatchObject({ record: 'whole' });
    expect(withMessage(lines, 'command ended')).toMatchObject([{ exit: { code: 3 } }]);
    expect(lines.at(-1)).toMatchObject({ msg: 'run ended', ending: { code: 3 } });
  });

  test('--log-file names the file; a broken limit and its signals are in it', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux');
    const args = ['-q', '--log-file', 'log', '-m', '1M', '--on-breach', 'kill', '--'];
    const { status } = await memwrap([...args, 'sleep', '30'], { cwd: folder });
    expect(status).toBe(122);
    const lines = logLines(path.join(folder, 'log'));
    expect(withMessage(lines, 'limit broken')).toMatchObject([
      { level: 20, limit: 'max-rss', onBreach: 'kill' },
    ]);
    expect(withMessage(lines, 'process signalled')).toContainEqual(
      expect.objectContaining({ signal: 'SIGTERM', delivery: 'sent' }),
    );
    // Without MEMWRAP_LOG=trace no single measurement is logged.
    expect(lines.every((line) => line.level === 20)).toBe(true);
  });

  test('why the command was started by a trampoline', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const script = path.join(folder, 'ignoring.sh');
    writeFileSync(script, 'trap "" USR1; exec "$0" -q --log-file log -- true');
    execFileSync('/bin/sh', ['-c', `. ${script}`, MEMWRAP], { cwd: folder });
    expect(withMessage(logLines(path.join(folder, 'log')), 'start planned')).toMatchObject([
      { how: 'trampoline', why: 'ignored signals' },
    ]);
  });

  test('a level that is none costs one line, and the command runs', async ({ folder }) => {
    const { status, out, err } = await memwrap(['-q', '--', 'echo', 'x'], {
      cwd: folder,
      env: { MEMWRAP_LOG: 'foo' },
    });
    expect({ status, out, err }).toEqual({
      status: 0,
      out: 'x\n',
      err: 'memwrap: MEMWRAP_LOG: "foo" is not a level; write debug or trace\n',
    });
    expect(existsSync(`${onlyRecording(folder)}.debug.log`)).toBe(false);
  });

  test('a file that cannot be opened is said before the command starts', async ({ folder }) => {
    const { status, out, err } = await memwrap(
      ['-q', '--log-file', 'no/such/folder', '--', 'echo', 'x'],
      { cwd: folder },
    );
    expect({ status, out }).toEqual({ status: 125, out: '' });
    expect(err).toMatch(/^memwrap: --log-file: no\/such\/folder: there is no such folder;.*\n$/);
    expect(existsSync(path.join(folder, '.memwrap'))).toBe(false);
  });

  test('the command gets the same environment, and no descriptor of the log', async ({
    folder,
  }) => {
    const args = ['-q', '--', 'sh', '-c', 'env | sed "s/=.*//" | sort; ls /proc/self/fd'];
    const plain = await memwrap(args, { cwd: folder, env: { MEMWRAP_LOG: '' } });
    const logged = await memwrap(args, { cwd: folder, env: { MEMWRAP_LOG: 'trace' } });
    expect(logged.out).toBe(plain.out);
    expect(logged.out).toContain('MEMWRAP_LOG\n');
  });

  test('pino is loaded only where a log is written', async ({ folder, skip }) => {
    needs(skip, 'installed');
    const loadedBy = (env: Record<string, string>): string[] => {
      const list = path.join(folder, 'loaded');
      const script = path.join(folder, 'loaded.cjs');
      const main = path.resolve(MEMWRAP, '../../dist/main.cjs');
      // The loader notes in `scripts` each file of dist/ that it loads.
      writeFileSync(
        script,
        `const load = require(${JSON.stringify(main)});
load.scripts = new Map();
process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(list)}, [...load.scripts.keys()].join('\\n')));
process.argv = [process.argv[0], 'memwrap', '-q', '--', 'true'];
load({ exports: {}, require: require('module').createRequire(${JSON.stringify(main)}) }, 'main');`,
      );
      execFileSync(process.execPath, [script], {
        cwd: folder,
        env: { PATH: process.env['PATH'], ...env },
        stdio: 'ignore',
      });
      return readFileSync(list, 'utf8').split('\n');
    };
    expect(loadedBy({})).toContain('main');
    expect(loadedBy({})).not.toContain('host-diagnostic-log');
    expect(loadedBy({ MEMWRAP_LOG: 'debug' })).toContain('host-diagnostic-log');
    const code = path.resolve(MEMWRAP, '../../dist/main.code.js');
    expect(readFileSync(code, 'utf8')).not.toMatch(/sonic-boom|thread-stream/);
  });
});
