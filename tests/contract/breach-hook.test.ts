import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { memwrap } from './harness/program.ts';
import { ofType } from './harness/recording.ts';

const rec = (folder: string): string => path.join(folder, 'rec');
/** Breaks a ceiling of 1 MiB, and lives on for a moment. */
const JOB = ['sh', '-c', 'echo job; sleep 1; exit 0'];

describe('--breach-hook', () => {
  test('gets the process, the recording and the limit in the environment of the command; its output is in the recording alone', async ({
    folder,
  }) => {
    const hook =
      'echo "$MEMWRAP_LIMIT $MEMWRAP_PIDS"; cat /proc/$MEMWRAP_PID/comm; echo "$OWN $MEMWRAP_RUN."; echo "$MEMWRAP_ALLOWED $MEMWRAP_FILE" >&2';
    const args = ['-o', 'rec', '--max-rss', '1MiB', '--breach-hook', hook, '--', ...JOB];
    const { status, out, err } = await memwrap(args, { cwd: folder, env: { OWN: 'mine' } });
    expect({ status, out }).toEqual({ status: 122, out: 'job\n' });
    expect(err).not.toContain('mine');
    const hooks = ofType(rec(folder), 'hook');
    const said = (fd: number) => hooks.filter((one) => one['fd'] === fd).map(({ msg }) => msg);
    expect(said(1)[0]).toMatch(/^max-rss \d+/);
    expect(said(1).slice(1)).toEqual([expect.stringMatching(/^(sh|sleep)$/), 'mine .']);
    expect(said(2)).toEqual([`1048576 ${rec(folder)}`]);
    expect(hooks.at(-1)).toMatchObject({ limit: 'max-rss', exit: { code: 0 } });
    const { out: log } = await memwrap(['log', 'rec', '--hook', '--raw'], { cwd: folder });
    expect(log).toContain('mine .\n');
  });

  test('runs before --on-breach kill ends the tree, and is not of the tree', async ({ folder }) => {
    const hook = 'sleep 0.3; kill -0 $MEMWRAP_PID && echo alive; echo $$';
    const job = ['sh', '-c', 'trap "echo term; exit 3" TERM; mkfifo f; read -r x <>f'];
    const args = ['-o', 'rec', '--max-rss', '1MiB', '--on-breach', 'kill', '--breach-hook', hook];
    const { out } = await memwrap([...args, '--', ...job], { cwd: folder });
    expect(out).toBe('term\n');
    const hooks = ofType(rec(folder), 'hook');
    expect(hooks.map(({ msg }) => msg)).toContain('alive');
    const pid = Number(hooks.filter(({ msg }) => msg !== undefined).at(-1)?.['msg']);
    expect(pid).toBeGreaterThan(0);
    expect(ofType(rec(folder), 'process').map((one) => one['pid'])).not.toContain(pid);
  });

  test('is ended with its children when its time is over, and never holds up a kill beyond the grace', async ({
    folder,
  }) => {
    const hook = '(sleep 3; touch child) & sleep 60';
    const limits = ['--max-rss', '1MiB', '--on-breach', 'kill', '--grace', '500ms'];
    const args = ['-o', 'rec', ...limits, '--breach-hook', hook, '--', 'sleep', '60'];
    const { status, err } = await memwrap(args, { cwd: folder });
    expect(status).toBe(122);
    expect(err).toMatch(/memwrap: --breach-hook was ended after \d+ ms\n/);
    expect(ofType(rec(folder), 'hook').at(-1)).toMatchObject({ timedOut: true });
    await memwrap(['-q', '-o', 'other', '--', 'sleep', '3'], { cwd: folder });
    expect(existsSync(path.join(folder, 'child'))).toBe(false);
  });

  test('that fails is one line, and the configuration may hold it', async ({ folder }) => {
    const config = { 'max-rss': '1MiB', 'breach-hook': 'echo no such tool >&2; exit 3' };
    writeFileSync(path.join(folder, 'memwrap.config.json'), JSON.stringify(config));
    const { status, err } = await memwrap(['-q', '-o', 'rec', '--', ...JOB], { cwd: folder });
    expect(status).toBe(122);
    expect(err).toContain('memwrap: --breach-hook failed: exit 3 (no such tool)\n');
    expect(err).not.toContain('\nno such tool');
    expect(readFileSync(rec(folder), 'utf8')).toContain('"exit":{"code":3}');
  });
});
