import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { needs } from './harness/needs.ts';
import { MEMWRAP, memwrap, shell } from './harness/program.ts';
import { ofType, onlyRecording, records, soFar, streamBytes } from './harness/recording.ts';

const quoted = (script: string): string => `'${script.replaceAll("'", `'\\''`)}'`;

describe('sentence 28: folders', () => {
  test('a deleted one', async ({ folder }) => {
    const script =
      'mkdir gone; cd gone; rmdir ../gone; exec "$MEMWRAP" -q -o "$1/rec" -- sh -c "readlink /proc/self/cwd; exit 3"';
    const { status, out } = await shell(script, { cwd: folder }, [folder]);
    expect({ status, out }).toEqual({ status: 3, out: `${folder}/gone (deleted)\n` });
    expect(ofType(path.join(folder, 'rec'), 'end')).toHaveLength(1);
  });

  test('a deleted one, and no folder was named', async ({ folder }) => {
    const script = 'mkdir gone; cd gone; rmdir ../gone; exec "$MEMWRAP" -q -- echo x';
    const env = { XDG_STATE_HOME: path.join(folder, 'state') };
    const { status, out, err } = await shell(script, { cwd: folder, env });
    expect({ status, out }).toEqual({ status: 0, out: 'x\n' });
    expect(err).toContain(`memwrap: recording to ${folder}/state/memwrap/`);
  });

  test('a read-only one', async ({ folder, skip }) => {
    needs(skip, 'mount');
    mkdirSync(path.join(folder, 'ro'));
    const script = 'mount -t tmpfs -o ro none ro; cd ro; exec "$MEMWRAP" -q -- echo x';
    const env = { XDG_STATE_HOME: path.join(folder, 'state') };
    const { status, out, err } = await shell(`exec unshare -m sh -c ${quoted(script)}`, {
      cwd: folder,
      env,
    });
    expect({ status, out }).toEqual({ status: 0, out: 'x\n' });
    expect(err).toMatch(/^memwrap: recording to .*\n$/);
  });

  test('/proc, where no folder can be made, without HOME; report and list find the run', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux');
    // Without a time limit this would run for ever.
    const script =
      'cd /proc; export TMPDIR="$1"; unset HOME XDG_STATE_HOME; timeout -s KILL 20 "$MEMWRAP" -q -n job -- echo x && "$MEMWRAP" report job --json && "$MEMWRAP" list --json';
    const { status, out, err } = await shell(script, { cwd: folder }, [folder]);
    expect({ status, err: err.replace(/\d+-\d+-/, '') }).toEqual({
      status: 0,
      err: `memwrap: recording to ${folder}/job.jsonl\n`,
    });
    expect(out).toMatch(/^x\n/);
    expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject({ name: 'job' });
  });

  test('a hostile one: nothing in it is loaded', async ({ folder }) => {
    const trap = 'require("fs").writeFileSync(__dirname + "/loaded", ""); process.exit(77)';
    for (const name of ['commander', 'picocolors', 'fs']) {
      mkdirSync(path.join(folder, 'node_modules', name), { recursive: true });
      writeFileSync(path.join(folder, 'node_modules', name, 'index.js'), trap);
    }
    for (const name of [
      'memwrap.config.js',
      'memwrap.config.cjs',
      '.memwraprc',
      '.memwraprc.js',
      'index.js',
      'main.cjs',
    ]) {
      writeFileSync(path.join(folder, name), trap);
    }
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module","main":"index.js"}');
    for (const name of ['node', 'sh', 'env', 'cat', 'readlink', 'mkfifo']) {
      writeFileSync(path.join(folder, name), '#!/bin/sh\necho trapped >&2\nexit 77\n', {
        mode: 0o755,
      });
    }
    const { status, out, err } = await memwrap(['-q', '--', 'echo', 'fine'], { cwd: folder });
    expect({ status, out, err }).toEqual({ status: 0, out: 'fine\n', err: '' });
  });
});

describe('sentence 28: poor surroundings', () => {
  test('env -i with only a PATH, without HOME', async ({ folder }) => {
    const { status, out, err } = await shell('exec env -i PATH="$PATH" "$MEMWRAP" -q -- env', {
      cwd: folder,
    });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const names = out
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names.sort()).toEqual(['MEMWRAP_FILE', 'MEMWRAP_RUN', 'PATH', 'PYTHONUNBUFFERED']);
  });

  test('ulimit -n 64', async ({ folder }) => {
    const command =
      'ulimit -n; i=0; while [ $i -lt 40 ]; do i=$((i+1)); sleep 2 & done; wait; echo end';
    const { status, out, err } = await shell(
      `ulimit -n 64; exec "$MEMWRAP" -q -i 50ms -- sh -c '${command}'`,
      { cwd: folder },
    );
    expect({ status, out, err }).toEqual({ status: 0, out: '64\nend\n', err: '' });
    const samples = ofType(onlyRecording(folder), 'sample');
    expect(Math.max(...samples.map((sample) => Number(sample['procs'])))).toBeGreaterThan(35);
  });

  test('LC_ALL=C, and an odd TERM and TZ', async ({ folder }) => {
    const env = { LC_ALL: 'C', LANG: undefined, TERM: 'nonsense', TZ: 'Nowhere/None' };
    const { status, stdout, err } = await memwrap(['--', 'printf', 'ä€'], { cwd: folder, env });
    expect({ status, out: stdout.toString() }).toEqual({ status: 0, out: 'ä€' });
    expect(err).toMatch(/^[\x20-\x7e\n]*$/);
  });

  test('any user', async ({ folder, skip }) => {
    needs(skip, 'root', 'setpriv');
    const script =
      'chmod 777 .; exec setpriv --reuid 65534 --regid 65534 --clear-groups "$MEMWRAP" -q -- sh -c "id -u; sleep 0.2; exit 2"';
    const { status, out, err } = await shell(script, { cwd: folder });
    expect({ status, out, err }).toEqual({ status: 2, out: '65534\n', err: '' });
    expect(soFar(folder, 'sample').length).toBeGreaterThan(0);
  });

  test('pid 1 of a namespace, with orphans to adopt', async ({ folder, skip }) => {
    needs(skip, 'pidNamespace');
    const command = '(sh -c "sleep 0.2; exit 1" & ) ; sleep 0.5; echo $$; exit 5';
    const { status, out } = await shell(
      `exec unshare -pf --mount-proc "$MEMWRAP" -q -o rec -- sh -c '${command}'`,
      { cwd: folder },
    );
    expect(status).toBe(5);
    expect(out).toMatch(/^\d+\n$/);
    expect(ofType(path.join(folder, 'rec'), 'end')).toMatchObject([{ status: 5 }]);
  });

  test('started through a symbolic link, from anywhere', async ({ folder }) => {
    const script =
      'ln -s "$MEMWRAP" mw; mkdir sub; ln -s ../mw sub/mw2; cd sub; ./mw2 -q -- echo one; cd /; "$1/sub/mw2" -q -o "$1/rec" -- echo two; PATH="$1:$PATH" mw -q -o "$1/rec2" -- echo three';
    const { out, err } = await shell(script, { cwd: folder }, [folder]);
    expect({ out, err }).toEqual({ out: 'one\ntwo\nthree\n', err: '' });
  });

  test('an unwritable program folder with blanks in its name', async ({ folder, skip }) => {
    needs(skip, 'installed');
    const root = path.join(folder, 'my tools');
    mkdirSync(root);
    for (const part of ['bin', 'dist'])
      cpSync(path.resolve(MEMWRAP, '../..', part), path.join(root, part), { recursive: true });
    const { out, err } = await shell(
      'chmod -R a-w "my tools"; exec "my tools/bin/memwrap" -q -- echo x',
      { cwd: folder },
    );
    await shell('chmod -R u+w "my tools"', { cwd: folder });
    expect({ out, err }).toEqual({ out: 'x\n', err: '' });
  });

  test('without node in PATH it fails with a message and 125', async ({ folder }) => {
    const { status, err } = await shell(
      'PATH=/nonexistent exec /bin/sh "$MEMWRAP" -q -- /bin/true',
      { cwd: folder },
    );
    expect({ status, err }).toEqual({
      status: 125,
      err: 'memwrap: node was not found in PATH; install Node 20 or newer\n',
    });
  });

  test('a broken NODE_OPTIONS affects only the command', async ({ folder }) => {
    const env = { NODE_OPTIONS: '--require /no/such/file.js' };
    const { status, err } = await memwrap(['-q', '--', 'node', '-e', '0'], { cwd: folder, env });
    expect(status).toBe(1);
    expect(err).toContain('/no/such/file.js');
    expect(err).not.toContain('memwrap:');
  });

  test('memwrap inside memwrap', async ({ folder }) => {
    const { status, out } = await shell(
      'exec "$MEMWRAP" -q -o outer -- "$MEMWRAP" -q -o inner -- sh -c "echo x; sleep 0.2; exit 4"',
      { cwd: folder },
    );
    expect({ status, out }).toEqual({ status: 4, out: 'x\n' });
    for (const name of ['outer', 'inner']) {
      expect(streamBytes(records(path.join(folder, name)), 1).toString()).toBe('x\n');
    }
  });
});
