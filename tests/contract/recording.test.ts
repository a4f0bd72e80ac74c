import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { needs } from './harness/needs.ts';
import { beginMemwrap, beginShell, memwrap, shell } from './harness/program.ts';
import { ofType, onlyRecording, recordings, records, streamBytes } from './harness/recording.ts';
import { until } from './harness/until.ts';

describe('sentence 20: where the recording is', () => {
  test('only its user can read it, whatever the umask', async ({ folder }) => {
    await shell('umask 000; "$MEMWRAP" -q -- true; "$MEMWRAP" -q -o named -- true', {
      cwd: folder,
    });
    expect(statSync(onlyRecording(folder)).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(folder, 'named')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(folder, '.memwrap')).mode & 0o777).toBe(0o700);
  });

  test('never over an existing file, unless forced', async ({ folder }) => {
    const file = path.join(folder, 'rec');
    writeFileSync(file, 'precious\n');
    const refused = await memwrap(['-o', 'rec', '--', 'touch', 'ran'], { cwd: folder });
    expect(refused.status).toBe(125);
    expect(refused.err).toMatch(/^memwrap: .*rec.*--force.*--append.*\n$/);
    expect(existsSync(path.join(folder, 'ran'))).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe('precious\n');

    rmSync(file);
    await memwrap(['-q', '-o', 'rec', '--', 'echo', 'one'], { cwd: folder });
    await memwrap(['-q', '-o', 'rec', '--append', '--', 'echo', 'two'], { cwd: folder });
    expect(streamBytes(records(file), 1).toString()).toBe('one\ntwo\n');
    await memwrap(['-q', '-o', 'rec', '--force', '--', 'echo', 'three'], { cwd: folder });
    expect(streamBytes(records(file), 1).toString()).toBe('three\n');
  });

  test('not through a dangling symbolic link, to a FIFO without a reader, or over a folder', async ({
    folder,
  }) => {
    symlinkSync('elsewhere', path.join(folder, 'link'));
    mkdirSync(path.join(folder, 'directory'));
    await shell('mkfifo fifo', { cwd: folder });
    for (const name of ['link', 'directory', 'fifo', 'missing/rec', '']) {
      const { status, err } = await memwrap(['-o', name, '--', 'touch', 'ran'], { cwd: folder });
      expect([name, status]).toEqual([name, 125]);
      expect(err).toMatch(/^memwrap: .+\n$/);
    }
    expect(existsSync(path.join(folder, 'ran'))).toBe(false);
    expect(existsSync(path.join(folder, 'elsewhere'))).toBe(false);
  });

  test('a FIFO with a reader, and /dev/stderr, get the records', async ({ folder }) => {
    const script = 'mkfifo fifo; cat fifo >copy & "$MEMWRAP" -q -o fifo -- echo x; wait';
    await shell(script, { cwd: folder });
    expect(streamBytes(records(path.join(folder, 'copy')), 1).toString()).toBe('x\n');
  });

  test('64 at once in one folder', { timeout: 120_000 }, async ({ folder }) => {
    const script =
      'i=0; while [ $i -lt 64 ]; do i=$((i+1)); "$MEMWRAP" -q -- sh -c "echo $i; exit $i" & pids="$pids $!"; done; for p in $pids; do wait $p; echo $?; done';
    const { out } = await shell(script, { cwd: folder });
    const wanted = Array.from({ length: 64 }, (_, at) => String(at + 1)).sort();
    const statuses = out.trim().split('\n').sort();
    // Each number is there twice: as output and as status.
    expect(statuses).toEqual(wanted.flatMap((each) => [each, each]));
    const files = recordings(folder);
    expect(files).toHaveLength(64);
    const lines = files.map((file) => streamBytes(records(file), 1).toString().trim());
    expect(lines.sort()).toEqual(wanted);
  });

  test('an unwritable folder: it goes elsewhere, and one line says where', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'setpriv', 'root');
    mkdirSync(path.join(folder, 'closed'));
    mkdirSync(path.join(folder, 'state'), { mode: 0o777 });
    chmodSync(path.join(folder, 'state'), 0o777);
    chmodSync(folder, 0o755);
    chmodSync(path.join(folder, 'closed'), 0o555);
    const run = `cd closed && exec setpriv --reuid 65534 --regid 65534 --clear-groups`;
    const state = path.join(folder, 'state');
    const first = await shell(`${run} env XDG_STATE_HOME=${state} "$MEMWRAP" -q -- echo x`, {
      cwd: folder,
    });
    expect(first.out).toBe('x\n');
    expect(first.err).toMatch(new RegExp(`^memwrap: recording to ${state}/memwrap/.*\\.jsonl\n$`));
    const second = await shell(
      `${run} env -u XDG_STATE_HOME HOME=/nonexistent TMPDIR=${state} "$MEMWRAP" -q -- echo x`,
      { cwd: folder },
    );
    expect(second.out).toBe('x\n');
    expect(second.err).toMatch(new RegExp(`^memwrap: recording to ${state}/.*\\.jsonl\n$`));
    const named = await shell(`${run} "$MEMWRAP" -q -o rec -- touch ran`, { cwd: folder });
    expect(named.status).toBe(125);
  });
});

describe('sentence 21: whole lines, soon, always JSON', () => {
  test('what was written is in the file while the command runs', async ({ folder }) => {
    const running = beginMemwrap(['-q', '--', 'sh', '-c', 'echo now; read -r x'], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    await running.says('now');
    await until(
      'the line is recorded',
      () => streamBytes(records(onlyRecording(folder)), 1).toString() === 'now\n',
      2000,
    );
    running.child.stdin?.end();
    await running.ended;
  });

  test('strange arguments, folders and names still give JSON', async ({ folder }) => {
    const strange = path.join(folder, 'a"\\\n\u2028');
    mkdirSync(strange);
    await memwrap(['-q', '--', 'printf', '%s', '\u0000'.slice(1), '"\\\n\u0007\ud83d\ude00'], {
      cwd: strange,
    });
    const [start] = ofType(onlyRecording(strange), 'start');
    expect(start).toMatchObject({
      cwd: strange,
      argv: ['printf', '%s', '', '"\\\n\u0007\ud83d\ude00'],
    });
  });
});

describe('sentence 22: when it can no longer be written', () => {
  const chatty =
    'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo line $i of a text that fills the disk; done; exit 9';
  const expected = Array.from(
    { length: 3000 },
    (_, at) => `line ${at + 1} of a text that fills the disk\n`,
  ).join('');

  test('a disk that fills up during the run', async ({ folder, skip }) => {
    needs(skip, 'mount');
    mkdirSync(path.join(folder, 'small'));
    const script = `mount -t tmpfs -o size=64k none small; "$MEMWRAP" -q -o small/rec -- sh -c '${chatty}'; echo $? >&2; cat small/rec >rec`;
    const { out, err } = await shell(`exec unshare -m sh -c '${script.replaceAll("'", `'\\''`)}'`, {
      cwd: folder,
    });
    expect(out).toBe(expected);
    expect(err).toMatch(
      /^memwrap: [^\n]*(cannot be written any more \(ENOSPC\)|less than 5% of the disk)[^\n]*\n(memwrap: [^\n]*\n)?9\n$/,
    );
    // Only complete lines are left.
    expect(readFileSync(path.join(folder, 'rec'), 'utf8')).toMatch(/\n$/);
    expect(records(path.join(folder, 'rec')).length).toBeGreaterThan(10);
  });

  test('a disk that is full from the start', async ({ folder, skip }) => {
    needs(skip, 'mount');
    mkdirSync(path.join(folder, 'small'));
    const script = `mount -t tmpfs -o size=64k none small; head -c 70000 /dev/zero >small/fill; "$MEMWRAP" -q -o small/rec -- sh -c '${chatty}'; echo $? >&2`;
    const { out, err } = await shell(`exec unshare -m sh -c '${script.replaceAll("'", `'\\''`)}'`, {
      cwd: folder,
    });
    expect(out).toBe(expected);
    expect(err.match(/memwrap: .*ENOSPC.*\n/g)).toHaveLength(1);
    expect(err).toMatch(/9\n$/);
  });

  test('a file size limit', async ({ folder }) => {
    const script = `ulimit -f 20; exec "$MEMWRAP" -q -o rec -- sh -c '${chatty}'`;
    const { out, err, status } = await shell(script, { cwd: folder });
    expect(status).toBe(9);
    expect(out).toBe(expected);
    expect(err).toMatch(/^memwrap: .*(EFBIG).*\n$/);
    expect(readFileSync(path.join(folder, 'rec'), 'utf8')).toMatch(/\n$/);
  });

  test('a file that is deleted during the run is written back at its end', async ({ folder }) => {
    const running = beginMemwrap(
      ['-q', '-o', 'rec', '--', 'sh', '-c', 'echo first; read -r x; echo last; exit 6'],
      {
        cwd: folder,
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    await running.says('first');
    rmSync(path.join(folder, 'rec'));
    running.child.stdin?.end();
    const { status, out, err } = await running.ended;
    expect({ status, out }).toEqual({ status: 6, out: 'first\nlast\n' });
    expect(err).toMatch(/^memwrap: the recording was deleted .* written back to .*rec\n$/);
    const all = records(path.join(folder, 'rec'));
    expect(streamBytes(all, 1).toString()).toBe(out);
    expect(all.at(-1)?.['type']).toBe('end');
  });

  test('a job that removes its folder loses no recording, and what it put in its place stays', async ({
    folder,
  }) => {
    const script = 'rm -rf .memwrap; echo one';
    const { err } = await memwrap(['sh', '-c', script], { cwd: folder });
    expect(err).toMatch(/written back to .*\.memwrap\/.*\.jsonl\n/);
    expect(err).not.toContain('is lost');
    const [kept = ''] = recordings(folder);
    expect(streamBytes(records(kept), 1).toString()).toBe('one\n');
    expect(readFileSync(path.join(folder, '.memwrap', '.gitignore'), 'utf8')).toBe('*\n');
    expect((await memwrap(['report'], { cwd: folder })).status).toBe(0);

    const replace = 'rm rec.jsonl; echo mine >rec.jsonl; echo two';
    await memwrap(['-q', '-o', 'rec.jsonl', '--', 'sh', '-c', replace], { cwd: folder });
    expect(readFileSync(path.join(folder, 'rec.jsonl'), 'utf8')).toBe('mine\n');
    const beside = records(path.join(folder, 'rec-2.jsonl'));
    expect(streamBytes(beside, 1).toString()).toBe('two\n');
  });

  test('the report of a recording that cannot be written back is not offered', async ({
    folder,
  }) => {
    const env = { HOME: '/proc', XDG_STATE_HOME: undefined, TMPDIR: '/proc' };
    const script = 'rm -rf .memwrap; echo >.memwrap; sleep 0.3';
    const { err } = await memwrap(['sh', '-c', script], { cwd: folder, env });
    expect(err).toMatch(/^memwrap: the recording was deleted .* is lost \(.+\)\n/);
    expect(err).not.toContain('details');
  });

  test('a file that is renamed during the run is still written', async ({ folder }) => {
    const running = beginMemwrap(
      ['-q', '-o', 'rec', '--', 'sh', '-c', 'echo first; read -r x; echo last'],
      {
        cwd: folder,
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    await running.says('first');
    renameSync(path.join(folder, 'rec'), path.join(folder, 'rotated'));
    running.child.stdin?.end();
    expect((await running.ended).err).toBe('');
    expect(streamBytes(records(path.join(folder, 'rotated')), 1).toString()).toBe('first\nlast\n');
    expect(existsSync(path.join(folder, 'rec'))).toBe(false);
  });

  test('the reader of a FIFO that goes away', async ({ folder }) => {
    const script =
      'mkfifo fifo; head -1 fifo >copy & exec "$MEMWRAP" -q -o fifo -- sh -c "sleep 0.5; echo x; sleep 0.3; exit 8"';
    const { status, out, err } = await shell(script, { cwd: folder });
    expect({ status, out }).toEqual({ status: 8, out: 'x\n' });
    expect(err.match(/memwrap: .*EPIPE.*\n/g)).toHaveLength(1);
  });
});

describe('sentence 23: what is not recorded', () => {
  test('no secret from the environment is anywhere in it', async ({ folder }) => {
    const env = { API_TOKEN: 'hunter2-secret', NODE_OPTIONS: '--title=hunter2-secret' };
    const script = 'sh -c "sleep 0.3" & wait';
    await memwrap(['-q', '--', 'sh', '-c', script], { cwd: folder, env });
    const text = readFileSync(onlyRecording(folder), 'latin1');
    expect(text).not.toContain('hunter2-secret');
    expect(text).not.toContain('API_TOKEN');
  });

  test('--no-argv leaves the command line out', async ({ folder }) => {
    await memwrap(['-q', '--no-argv', '-n', 'plain', '--', 'sh', '-c', 'sleep 0.3; : swordfish'], {
      cwd: folder,
    });
    expect(readFileSync(onlyRecording(folder), 'latin1')).not.toContain('swordfish');
    await memwrap(['-q', '-o', 'with', '--', 'sh', '-c', ': swordfish'], { cwd: folder });
    expect(readFileSync(path.join(folder, 'with'), 'latin1')).toContain('swordfish');
  });
});

describe('sentence 24: time', () => {
  test('a step of the system clock affects no duration', async ({ folder, skip }) => {
    needs(skip, 'root', 'timeStep');
    const running = beginShell(
      'exec "$MEMWRAP" -q -i 50ms -o rec -- sh -c "echo a; sleep 1; echo b"',
      { cwd: folder },
    );
    await running.says('a');
    await shell('date -s "+1 day"; sleep 0.3; date -s "-1 day"', { cwd: folder });
    await running.ended;
    const times = records(path.join(folder, 'rec')).map((record) => Number(record['time']));
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(30_000);
  });

  test('times never go back', async ({ folder }) => {
    await memwrap(
      [
        '-q',
        '-i',
        '20ms',
        '--',
        'sh',
        '-c',
        'for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.04; done',
      ],
      { cwd: folder },
    );
    const all = records(onlyRecording(folder));
    for (const type of ['sample', 'line']) {
      const times = all
        .filter((record) => record.type === type)
        .map((record) => Number(record['time']));
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });
});

describe('sentence 29: a chatty job', () => {
  test('past --max-record lines are only counted, with one notice; the end record is written', async ({
    folder,
  }) => {
    const { out, err } = await memwrap(
      ['-q', '--max-record', '100KiB', '--', 'seq', '1', '200000'],
      { cwd: folder },
    );
    expect(out.endsWith('199999\n200000\n')).toBe(true);
    expect(err.match(/memwrap: .*max-record.*\n/g)).toHaveLength(1);
    const file = onlyRecording(folder);
    expect(statSync(file).size).toBeLessThan(2 ** 21);
    const [end] = ofType(file, 'end');
    expect(end).toMatchObject({ status: 0, lines: ofType(file, 'line').length });
    expect(Number(end?.['dropped']) + ofType(file, 'line').length).toBe(200_000);
  });

  test('a nearly full disk does the same', async ({ folder, skip }) => {
    needs(skip, 'mount');
    mkdirSync(path.join(folder, 'small'));
    const command = 'echo first; sleep 0.3; seq 1 20000; sleep 1.2; seq 1 20000';
    const script = `mount -t tmpfs -o size=8m none small; head -c 8000000 /dev/zero >small/fill; "$MEMWRAP" -q -o small/rec -- sh -c '${command}' >out; cat small/rec >rec`;
    const { err } = await shell(`exec unshare -m sh -c '${script.replaceAll("'", `'\\''`)}'`, {
      cwd: folder,
    });
    expect(err).toMatch(/^memwrap: less than 5% of the disk is free.*\n$/);
    expect(ofType(path.join(folder, 'rec'), 'end')).toHaveLength(1);
  });
});

describe('a line that comes in parts', () => {
  test('says when its first byte was read, and `log` shows that', async ({ folder }) => {
    const script = 'sleep 0.3; printf "test_x ... "; sleep 0.45; echo ok; echo whole';
    await memwrap(['-q', '--', 'sh', '-c', script], { cwd: folder });
    const [parts, whole] = ofType(onlyRecording(folder), 'line');
    expect(parts).toMatchObject({ msg: 'test_x ... ok' });
    const took = Number(parts?.['time']) - Number(parts?.['begun']);
    expect(took).toBeGreaterThan(250);
    expect(whole).toMatchObject({ msg: 'whole' });
    expect(whole).not.toHaveProperty('begun');
    const { out } = await memwrap(['log'], { cwd: folder });
    const [first, second] = [...out.matchAll(/0:0(\d\.\d+) /g)].map((found) => Number(found[1]));
    expect(Number(second) - Number(first)).toBeGreaterThan(0.25);
  });
});
