import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createDiagnostics } from '../../../src/run/diagnostics.ts';
import { UserError } from '../../../src/text/user-error.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'diagnostics-'));
afterAll(() => rmSync(folder, { recursive: true }));

function setUp(level: string | undefined, logFile?: string) {
  const said: string[] = [];
  let time = 1000;
  const diagnostics = createDiagnostics({
    logFile,
    env: { MEMWRAP_LOG: level },
    cwd: () => folder,
    now: () => time++,
    say: (text) => void said.push(text),
  });
  return { diagnostics, said };
}

const recording = (name: string) => ({ path: path.join(folder, name), regular: true });

function lines(file: string): Record<string, unknown>[] {
  const text = readFileSync(path.join(folder, file), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('without MEMWRAP_LOG and --log-file nothing is written or said', async () => {
  for (const level of [undefined, '']) {
    const { diagnostics, said } = setUp(level);
    diagnostics.debug('something');
    await diagnostics.open(recording('off'));
    diagnostics.close();
    expect(diagnostics).toMatchObject({ enabled: false, tracing: false });
    expect(said).toEqual([]);
    expect(() => statSync(path.join(folder, 'off.debug.log'))).toThrow(/ENOENT/);
  }
});

test('what was reported before the log was open is written first, with its time', async () => {
  const { diagnostics, said } = setUp('debug');
  diagnostics.debug('early', { pid: 7 });
  await diagnostics.open(recording('early'));
  diagnostics.debug('later', { took: 0.123456789 });
  diagnostics.close();
  expect(lines('early.debug.log')).toEqual([
    expect.objectContaining({ level: 20, time: 1000, msg: 'run prepared' }),
    { level: 20, time: 1001, pid: 7, msg: 'early' },
    { level: 20, time: 1002, took: 0.123, msg: 'later' },
  ]);
  expect(statSync(path.join(folder, 'early.debug.log')).mode & 0o777).toBe(0o600);
  expect(said).toEqual([`debug log: ${folder}/early.debug.log`]);
});

test('debug leaves out what trace shows', async () => {
  for (const [level, expected] of [
    ['debug', ['run prepared', 'b']],
    ['trace', ['run prepared', 'a', 'b']],
  ] as const) {
    const { diagnostics } = setUp(level);
    await diagnostics.open(recording(level));
    diagnostics.trace('a');
    diagnostics.debug('b');
    expect(lines(`${level}.debug.log`).map((line) => line['msg'])).toEqual(expected);
    expect(diagnostics.tracing).toBe(level === 'trace');
  }
});

test('--log-file alone logs at debug, where it says, and its path is not said again', async () => {
  const { diagnostics, said } = setUp(undefined, 'named.log');
  await diagnostics.open(recording('other'));
  diagnostics.debug('here');
  diagnostics.close();
  expect(lines('named.log').at(-1)).toMatchObject({ level: 20, msg: 'here' });
  expect(said).toEqual([]);
});

test('a level that is none costs one line', async () => {
  const { diagnostics, said } = setUp('foo\u001b[2J');
  expect(diagnostics.enabled).toBe(false);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^MEMWRAP_LOG: "foo[^\u001b]*" is not a level; write debug or trace$/);
});

test('a --log-file that cannot be opened is refused in words', () => {
  expect(() => setUp(undefined, 'no/such/folder/x')).toThrow(UserError);
  expect(() => setUp(undefined, 'no/such/folder/x')).toThrow(
    '--log-file: no/such/folder/x: there is no such folder',
  );
});

test('no log beside a device, or through a link: the run goes on', async () => {
  const device = setUp('debug');
  await device.diagnostics.open({ path: '/dev/null', regular: false });
  device.diagnostics.debug('nowhere');
  device.diagnostics.close();
  expect(device.said).toEqual(['MEMWRAP_LOG: no file beside /dev/null; name one with --log-file']);
  symlinkSync(path.join(folder, 'victim'), path.join(folder, 'linked.debug.log'));
  const link = setUp('debug');
  await link.diagnostics.open(recording('linked'));
  link.diagnostics.close();
  expect(link.said).toHaveLength(1);
  expect(link.said[0]).toMatch(/the run goes on without a log$/);
});
