import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { native } from './harness/native.ts';
import { needs } from './harness/needs.ts';
import { beginMemwrap, memwrap, shell } from './harness/program.ts';
import { largest, ofType, onlyRecording, records, soFar } from './harness/recording.ts';
import { until } from './harness/until.ts';

const MIB = 2 ** 20;

describe('sentence 13: which processes belong to the tree', () => {
  test.for([
    ['a child of the command', 'plain'],
    ['a double-forked one', 'orphan'],
    ['one in a session of its own', 'setsid'],
    ['a child forked by a thread', 'thread'],
    ['the threads of a leader that ended before them', 'leader'],
  ] as const)('%s', async ([, kind], { folder, skip }) => {
    needs(skip, 'linux', 'cc');
    // By parentage alone, from a listing now and then, these are not found.
    if (kind !== 'plain' && kind !== 'thread') needs(skip, 'linuxSampler');
    // Holds 64 MiB in the place its first argument names, and reports when it has touched them.
    const running = beginMemwrap(['-q', '-i', '50ms', '--', native('holder'), kind, '64'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    await running.says('held');
    const largestRss = (): number => largest(records(onlyRecording(folder)), 'rss');
    await until('a sample shows the memory', () => largestRss() > 64 * MIB);
    expect(largestRss()).toBeLessThan(100 * MIB);
    running.child.stdin?.end();
    expect(await running.ended).toMatchObject({ status: 0 });
  });

  test('memwrap itself is not counted', async ({ folder }) => {
    await memwrap(['-q', '-i', '50ms', '--', 'sleep', '0.5'], { cwd: folder });
    expect(largest(records(onlyRecording(folder)), 'rss')).toBeLessThan(12 * MIB);
    expect(largest(records(onlyRecording(folder)), 'procs')).toBe(1);
  });

  test('500 siblings', async ({ folder }) => {
    const script =
      'i=0; while [ $i -lt 500 ]; do i=$((i+1)); sleep 60 & done; echo all; read -r x; kill $(jobs -p) 2>/dev/null; exit 7';
    const running = beginMemwrap(['-q', '-i', '50ms', '--', 'bash', '-c', script], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    await running.says('all');
    const procs = (): number => largest(records(onlyRecording(folder)), 'procs');
    await until('a sample with all of them', () => procs() === 501);
    running.child.stdin?.end('\n');
    expect(await running.ended).toMatchObject({ status: 7 });
  });

  test('200 generations', async ({ folder, skip }) => {
    needs(skip, 'cc');
    const running = beginMemwrap(['-q', '-i', '50ms', '--', native('holder'), 'chain', '200'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    await running.says('held');
    const procs = (): number => largest(records(onlyRecording(folder)), 'procs');
    await until('a sample with all of them', () => procs() === 201);
    running.child.stdin?.end();
    expect(await running.ended).toMatchObject({ status: 0 });
  });

  test('thousands of short processes', async ({ folder, skip }) => {
    needs(skip, 'cc');
    const { status, out } = await memwrap(
      ['-q', '-i', '50ms', '--', native('holder'), 'churn', '6000'],
      {
        cwd: folder,
      },
    );
    expect({ status, out }).toEqual({ status: 0, out: 'held\n' });
    const all = records(onlyRecording(folder));
    expect(all.at(-1)).toMatchObject({ type: 'end', status: 0 });
    // None of them holds more than its parent.
    expect(largest(all, 'rss')).toBeLessThan(64 * MIB);
  });

  test('zombies count nothing and break nothing', async ({ folder, skip }) => {
    needs(skip, 'cc');
    const running = beginMemwrap(['-q', '-i', '50ms', '--', native('holder'), 'zombies', '50'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    await running.says('held');
    const samples = (): number => soFar(folder, 'sample').length;
    await until('three samples', () => samples() >= 3);
    running.child.stdin?.end();
    expect(await running.ended).toMatchObject({ status: 0 });
    expect(largest(records(onlyRecording(folder)), 'rss')).toBeLessThan(20 * MIB);
  });

  test('a pid reused by a foreign process is not taken for a member', async ({ folder, skip }) => {
    needs(skip, 'pidNamespace', 'cc');
    // In a pid namespace the next pid can be chosen: a foreign process gets the pid that a member had.
    const script = `
      mkdir pids; "$MEMWRAP" -q -o rec -- sh -c 'sh -c "echo \\$\\$ >member; sleep 0.5"; echo gone >state; read x <go' &
      mkfifo go
      while ! [ -e state ]; do sleep 0.02; done
      pid=$(cat member)
      while ! [ "$got" = "$pid" ]; do
        echo $((pid - 1)) >/proc/sys/kernel/ns_last_pid
        "$1" plain 64 <hold >/dev/null & got=$!
        [ "$got" = "$pid" ] || kill $got
      done
      sleep 1
      echo >go; wait %1; echo status $?; kill $got`;
    const prepared = `mkfifo hold; exec 8<>hold; ${script}`;
    const { out, err } = await shell(
      `exec unshare -pf --mount-proc bash -c '${prepared.replaceAll("'", `'\\''`)}' sh "$1"`,
      { cwd: folder },
      [native('holder')],
    );
    expect({ out, err }).toEqual({ out: 'status 0\n', err: '' });
    expect(largest(records(path.join(folder, 'rec')), 'rss')).toBeLessThan(20 * MIB);
  });
});

describe('sentence 14: names', () => {
  test.for([') S 1 (', 'a b\nc', '((', '\\', ') R 0 0 0 0', '\x1b]0;x\x07'])(
    'a process that is called %j',
    async (name, { folder, skip }) => {
      // ps writes control characters as question marks.
      if (/\p{Cc}/u.test(name)) needs(skip, 'linuxSampler');
      const bin = path.join(folder, 'bin');
      mkdirSync(bin);
      const { out } = await shell('command -v sleep', { cwd: folder });
      copyFileSync(out.trim(), path.join(bin, name));
      const script = '"$1" 0.6 & wait';
      const ended = await memwrap(
        ['-q', '-i', '50ms', '--', 'sh', '-c', script, 'sh', path.join(bin, name)],
        {
          cwd: folder,
        },
      );
      expect(ended.status).toBe(0);
      const all = records(onlyRecording(folder));
      expect(largest(all, 'procs')).toBe(2);
      const names = all
        .filter((record) => record.type === 'process')
        .map((record) => record['name']);
      expect(names).toContain(name.slice(0, 15));
    },
  );
});

describe('sentences 15 to 17: what is measured', () => {
  test('a peak between two samples is known from the high-water mark', async ({ folder, skip }) => {
    needs(skip, 'linuxSampler', 'cc');
    const running = beginMemwrap(['-q', '-i', '500ms', '--', native('holder'), 'spike', '96'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    await running.says('held');
    await until('two more samples', () => soFar(folder, 'sample').length >= 3);
    running.child.stdin?.end();
    await running.ended;
    const [end] = ofType(onlyRecording(folder), 'end');
    const peak = end?.['peak'] as { seen: number; bound: number } | undefined;
    expect(peak?.bound).toBeGreaterThan(96 * MIB);
    expect(peak?.bound).toBeGreaterThanOrEqual(peak?.seen ?? 0);
  });

  test('shared pages: the summary leads with PSS and says so', async ({ folder, skip }) => {
    needs(skip, 'linuxSampler', 'cc');
    const { err } = await memwrap(['-i', '50ms', '--', native('holder'), 'shared', '64'], {
      cwd: folder,
    });
    const all = records(onlyRecording(folder));
    expect(largest(all, 'rss')).toBeGreaterThan(240 * MIB);
    expect(largest(all, 'pss')).toBeLessThan(100 * MIB);
    expect(err).toMatch(/peak \S+ MiB pss|pages are shared/);
  });

  test('the cost of each sample is in the recording, and PSS takes at most one percent', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linuxSampler', 'cc');
    const running = beginMemwrap(['-q', '-i', '50ms', '--', native('holder'), 'plain', '256'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    await running.says('held');
    const samples = () => ofType(onlyRecording(folder), 'sample');
    await until('thirty samples', () => samples().length >= 30);
    running.child.stdin?.end();
    await running.ended;
    const all = samples();
    expect(all.every((sample) => typeof sample['cost'] === 'number')).toBe(true);
    const reads = all.filter((sample) => 'pss' in sample);
    expect(reads.length).toBeGreaterThan(0);
    const spent = reads.slice(0, -1).reduce((sum, sample) => sum + Number(sample['cost']), 0);
    const span = Number(all.at(-1)?.['time']) - Number(all[0]?.['time']);
    // One percent, plus the ordinary cost of the samples that carried it.
    expect(spent / span).toBeLessThan(0.05);
  });

  test('a late sample is marked in the recording', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const running = beginMemwrap(['-q', '-i', '50ms', '--', 'sh', '-c', 'read -r x'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    await until('a first sample', () => soFar(folder, 'sample').length > 0);
    process.kill(running.pid, 'SIGSTOP');
    const stopped = performance.now();
    await until('half a second has passed', () => performance.now() - stopped > 500);
    process.kill(running.pid, 'SIGCONT');
    const isLate = (): boolean =>
      soFar(folder, 'sample').some((sample) => Number(sample['late']) > 300);
    await until('a sample says that it is late', isLate);
    running.child.stdin?.end('\n');
    await running.ended;
    expect(Number(soFar(folder, 'end')[0]?.['late'])).toBeGreaterThan(0);
  });
});

describe('other users and a restricted /proc', () => {
  test("another user's processes are measured as far as they can be", async ({ folder, skip }) => {
    needs(skip, 'root', 'setpriv', 'cc');
    const script =
      'setpriv --reuid 65534 --regid 65534 --clear-groups "$1" plain 64 </dev/null & wait';
    const { status } = await memwrap(
      ['-q', '-i', '50ms', '--', 'sh', '-c', script, 'sh', native('holder')],
      {
        cwd: folder,
      },
    );
    expect(status).toBe(0);
    expect(ofType(onlyRecording(folder), 'end')).toHaveLength(1);
  });

  test('hidepid: the command runs and is measured as far as it can be', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linuxSampler', 'mount', 'setpriv', 'pidNamespace');
    await shell('chmod 777 .', { cwd: folder });
    const inner = `mount -t proc -o hidepid=2 none /proc; exec setpriv --reuid 65534 --regid 65534 --clear-groups "$MEMWRAP" -q -o rec -- sh -c "echo out; sleep 0.3; exit 4"`;
    const { status, out } = await shell(`exec unshare -mpf sh -c '${inner}'`, { cwd: folder });
    expect({ status, out }).toEqual({ status: 4, out: 'out\n' });
    expect(largest(records(path.join(folder, 'rec')), 'rss')).toBeGreaterThan(0);
  });

  test('without /proc: lines only, and it says so', async ({ folder, skip }) => {
    needs(skip, 'linuxSampler', 'mount');
    writeFileSync(path.join(folder, 'x'), '');
    const inner = `mount -t tmpfs none /proc; exec "$MEMWRAP" -o rec -- sh -c "echo out; echo err >&2; exit 4"`;
    const { status, out, err } = await shell(`exec unshare -m sh -c '${inner}'`, { cwd: folder });
    expect({ status, out }).toEqual({ status: 4, out: 'out\n' });
    expect(err).toContain('err\n');
    expect(err).toMatch(/^memwrap.*(memory|proc)/m);
    const lines = ofType(path.join(folder, 'rec'), 'line').map(({ msg }) => msg);
    expect(lines.sort()).toEqual(['err', 'out']);
  });
});
