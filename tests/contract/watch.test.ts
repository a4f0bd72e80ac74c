import { existsSync, readFileSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { needs, python } from './harness/needs.ts';
import { privateCgroup } from './harness/private-cgroup.ts';
import { begin, beginMemwrap, memwrap } from './harness/program.ts';
import { largest, ofType, onlyRecording, type Raw, records, soFar } from './harness/recording.ts';
import { until } from './harness/until.ts';

const MIB = 2 ** 20;
/** Takes so many MiB, says so, and keeps them until its stdin is closed. */
const HOLD = `import sys
held = bytearray(int(sys.argv[1]) << 20)
for i in range(0, len(held), 4096): held[i] = 1
print("held", flush=True)
sys.stdin.read()`;

const hold = (folder: string, mib: number) =>
  begin(python(), ['-c', HOLD, String(mib)], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });

const only = (file: string, type: string): Raw => {
  const [one, ...others] = ofType(file, type);
  if (one === undefined || others.length > 0) throw new Error(`not one ${type}`);
  return one;
};

const samples = (folder: string): number => soFar(folder, 'sample').length;

describe('the machine', () => {
  test('what is allocated beside it is in the curve, and no child was started', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux', 'python3');
    const watching = beginMemwrap(['watch'], { cwd: folder });
    await until('it measures', () => samples(folder) > 3);
    const children = path.join(
      '/proc',
      String(watching.pid),
      'task',
      String(watching.pid),
      'children',
    );
    if (existsSync(children)) expect(readFileSync(children, 'utf8').trim()).toBe('');
    const other = hold(folder, 256);
    await other.says('held');
    const before = Number(soFar(folder, 'sample')[0]?.['machineUsed']);
    await until('it is seen', () => {
      const used = soFar(folder, 'sample').map((one) => Number(one['machineUsed']));
      return Math.max(...used) > before + 128 * MIB;
    });
    other.child.stdin?.end();
    process.kill(watching.pid, 'SIGINT');
    const { status, err } = await watching.ended;
    expect(status).toBe(0);
    expect(err).toMatch(
      /memwrap: watching the machine's memory until Ctrl-C, recorded in \S+watch\.jsonl/,
    );
    expect(err).toMatch(/peak [\d.]+ [GM]iB system/);
    const file = onlyRecording(folder);
    const start = only(file, 'start');
    expect(start).toMatchObject({ name: 'watch', watch: 'machine' });
    expect(start['argv']).toBeUndefined();
    const [first] = ofType(file, 'sample');
    expect(first?.['rss']).toBeUndefined();
    const total = Number((start['host'] as { machineTotal: number }).machineTotal);
    expect(Number(first?.['machineUsed']) + Number(first?.['machineAvailable'])).toBe(total);
    const end = only(file, 'end');
    expect(end).toMatchObject({ reason: 'stopped', status: 0 });
    const { machine } = end['peak'] as { machine: number };
    expect(machine).toBeGreaterThanOrEqual(largest(records(file), 'machineUsed'));
    const { out } = await memwrap(['report', 'watch'], { cwd: folder });
    expect(out).toContain('system');
    expect(out).not.toContain('process of the tree');
    expect(out).not.toContain('no line tells');
    const json = JSON.parse((await memwrap(['report', '--json'], { cwd: folder })).out);
    expect(json).toMatchObject({ metric: 'system', watch: { what: 'machine' }, processes: 1 });
    expect((await memwrap(['list'], { cwd: folder })).out).toMatch(/watch .* ended /);
    const same = await memwrap(['compare', 'watch', 'watch'], { cwd: folder });
    expect(same.status).toBe(0);
    expect(same.out).toContain('peak system');
  });

  test.for(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    '%s ends it well',
    async (signal, { folder, skip }) => {
      needs(skip, 'linux');
      const watching = beginMemwrap(['watch', '-q'], { cwd: folder });
      await until('it measures', () => samples(folder) > 0);
      process.kill(watching.pid, signal);
      expect(await watching.ended).toMatchObject({ status: 0, signal: null, err: '' });
      expect(only(onlyRecording(folder), 'end')).toMatchObject({ reason: 'stopped' });
    },
  );

  test('--until ends it by itself, and a time that is no time is refused', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux');
    const { status } = await memwrap(['watch', '--until', '700ms', '-i', '100ms'], { cwd: folder });
    expect(status).toBe(0);
    const file = onlyRecording(folder);
    const end = only(file, 'end');
    expect(end).toMatchObject({ reason: 'until', status: 0 });
    expect(Number(end['time']) - Number(only(file, 'start')['time'])).toBeGreaterThanOrEqual(700);
    expect(ofType(file, 'sample').length).toBeGreaterThan(2);
    const odd = await memwrap(['watch', '--until', 'soon'], { cwd: folder });
    expect(odd).toMatchObject({ status: 125, out: '' });
    expect(odd.err).toMatch(/^memwrap: --until: "soon" is neither .*; write 8h, 18:00 or /);
  });

  test('killed by SIGKILL it leaves a recording that can be read', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const watching = beginMemwrap(['watch', '-q'], { cwd: folder });
    await until('it measures', () => samples(folder) > 3);
    process.kill(watching.pid, 'SIGKILL');
    await watching.ended;
    expect(ofType(onlyRecording(folder), 'end')).toEqual([]);
    const { status, out } = await memwrap(['report', 'watch'], { cwd: folder });
    expect(status).toBe(0);
    expect(out).toContain('unfinished');
  });

  test('a floor that is undercut ends with 122, as a warning with 0', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const args = ['watch', '--until', '200ms', '--min-free', '100%'];
    const failed = await memwrap(args, { cwd: folder });
    expect(failed.status).toBe(122);
    expect(failed.err).toMatch(/under the floor at .* available < .* \(the watch goes on\)/);
    expect((await memwrap([...args, '--on-breach', 'warn'], { cwd: folder })).status).toBe(0);
    const later = await memwrap(['check', 'watch', '--min-free', '100%'], { cwd: folder });
    expect(later.status).toBe(122);
    expect((await memwrap(['check', 'watch', '--min-free', '1B'], { cwd: folder })).status).toBe(0);
    // It says nothing of any processes.
    const rss = await memwrap(['check', 'watch', '--max-rss', '1TiB'], { cwd: folder });
    expect(rss.status).toBe(122);
    expect(rss.out).toContain('not judged');
  });

  test('what makes no sense is refused with what to write instead', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const watch = async (...args: string[]) => {
      const { status, err } = await memwrap(['watch', ...args], { cwd: folder });
      expect(status).toBe(125);
      return err;
    };
    expect(await watch('-n', 'x', 'free')).toContain('watch takes no command');
    expect(await watch('--max-rss', '1GiB')).toContain('write --min-free');
    expect(await watch('--cgroup', '/no/such')).toContain('/proc/PID/cgroup');
    expect(existsSync(path.join(folder, '.memwrap'))).toBe(false);
  });

  test('--max-record ends it', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const { status, err } = await memwrap(['watch', '-i', '5ms', '--max-record', '4KiB'], {
      cwd: folder,
    });
    expect(status).toBe(0);
    expect(err).toContain('the recording has reached --max-record, and so this ends');
    expect(only(onlyRecording(folder), 'end')).toMatchObject({ reason: 'full' });
  });
});

describe('a cgroup', () => {
  test('its processes, its limit, who the kernel kills there; it ends when the cgroup is gone', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux', 'python3');
    const { join } = privateCgroup(skip, 128 * MIB);
    const cgroup = path.dirname(join);
    const watching = beginMemwrap(['watch', '--cgroup', cgroup, '-n', 'web'], { cwd: folder });
    await until('it measures', () => samples(folder) > 0);
    const script = 'echo 0 > "$0" && exec "$@"';
    const program = [python(), '-c', HOLD];
    const held = begin('/bin/sh', ['-c', script, join, ...program, '64'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await held.says('held');
    await until('it is seen', () => largest(soFar(folder, 'sample'), 'rss') > 60 * MIB);
    held.child.stdin?.end();
    await held.ended;
    const killed = begin('/bin/sh', ['-c', script, join, ...program, '512'], { cwd: folder });
    await killed.ended;
    await until('its end is told', () => soFar(folder, 'killed').length > 0);
    await until('the cgroup is removed', () => {
      try {
        rmdirSync(cgroup);
        return true;
      } catch {
        return false;
      }
    });
    const { status, err } = await watching.ended;
    expect(status).toBe(0);
    expect(err).toContain('the cgroup is gone, and so this ends');
    const file = onlyRecording(folder);
    const start = only(file, 'start');
    expect(start).toMatchObject({
      name: 'web',
      watch: cgroup,
      measure: 'cgroup without cache',
      host: { cgroupLimit: 128 * MIB },
    });
    const seen = ofType(file, 'process').find(
      ({ pid, argv }) => pid === held.pid && String(argv).includes('64'),
    );
    expect(seen).toBeDefined();
    expect(ofType(file, 'killed')).toMatchObject([{ pid: killed.pid, cause: 'cgroup-oom' }]);
    const all = records(file);
    // No process outside of it is counted, and none holds more than there is.
    expect(largest(all, 'procs')).toBeLessThanOrEqual(3);
    expect(largest(all, 'rss')).toBeLessThanOrEqual(128 * MIB);
    for (const one of ofType(file, 'sample')) {
      expect(Number(one['rss']) + Number(one['cgroupCache'])).toBe(one['cgroup']);
    }
    const { out } = await memwrap(['report', 'web'], { cwd: folder });
    expect(out).toContain('cgroup without cache');
    expect(out.replace(/\s+/g, ' ')).toMatch(/killed by the kernel .*\(128 MiB\) was reached/);
  });
});
