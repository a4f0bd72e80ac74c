import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { needs } from './harness/needs.ts';
import { memwrap, shell } from './harness/program.ts';

describe('sentence 6: the status', () => {
  test('every code from 0 to 255 comes back', { timeout: 240_000 }, async ({ folder }) => {
    const script = `
      code=$1
      while [ $code -lt 256 ]; do
        "$MEMWRAP" -q -o /dev/null -- sh -c "exit $code"
        [ $? -eq $code ] || echo "$code became $?"
        code=$((code + 2))
      done`;
    const found = await Promise.all(
      ['0', '1'].map((first) => shell(script, { cwd: folder }, [first])),
    );
    for (const { out, err, status } of found) {
      expect({ out, err, status }).toEqual({ out: '', err: '', status: 0 });
    }
  });

  const fatal = ['HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV'];
  const more = ['USR2', 'PIPE', 'ALRM', 'TERM', 'STKFLT', 'XCPU', 'XFSZ', 'VTALRM', 'PROF', 'SYS'];
  test('a command killed by a signal gives the shell 128 + its number', async ({ folder }) => {
    const signals = [...fatal, ...more];
    const numbers: Readonly<Record<string, number>> = constants.signals;
    const script = `for number; do
      "$MEMWRAP" -q -o /dev/null -- sh -c "kill -$number \\$\\$" 2>/dev/null
      echo $number $?
    done`;
    const wanted = signals.map((name) => numbers[`SIG${name}`] ?? 0);
    const { out } = await shell(script, { cwd: folder }, wanted.map(String));
    expect(out).toBe(wanted.map((number) => `${number} ${128 + number}\n`).join(''));
  });

  test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'memwrap dies of %s itself when the command did',
    async (signal, { folder }) => {
      const kill = `kill -${signal.slice(3)} $$`;
      const ended = await memwrap(['-q', '--', 'sh', '-c', kill], { cwd: folder });
      expect(ended).toMatchObject({ status: null, signal });
    },
  );

  test('a shell loop ends when Ctrl-C ended the command', async ({ folder, skip }) => {
    needs(skip, 'bash');
    const script = `
      for i in 1 2 3; do echo "round $i"; "$MEMWRAP" -q -- sh -c 'kill -INT 0; sleep 5'; done`;
    const ended = await shell(`exec bash -c '${script.replaceAll("'", `'\\''`)}'`, {
      cwd: folder,
      detached: true,
    });
    expect(ended.out).toBe('round 1\n');
  });

  test('memwrap alone prints the help; with options but no command it fails', async ({
    folder,
  }) => {
    const alone = await memwrap([], { cwd: folder });
    expect(alone).toMatchObject({ status: 0, err: '' });
    expect(alone.out).toMatch(/^memwrap - .*\n\nUsage\n/);
    for (const args of [['--'], ['-q'], ['--max-rss', '1GiB', '--']]) {
      const without = await memwrap(args, { cwd: folder });
      expect(without).toMatchObject({ status: 125, out: '' });
      expect(without.err).toMatch(/^memwrap: no command given; .*\n$/);
    }
    expect((await memwrap([''], { cwd: folder })).status).toBe(127);
  });

  test('a mistyped subcommand that is no program names the one that is meant', async ({
    folder,
  }) => {
    const ended = await memwrap(['reprot', 'base'], { cwd: folder });
    expect(ended).toMatchObject({
      status: 127,
      out: '',
      err: 'memwrap: reprot: command not found; did you mean `memwrap report`?\n',
    });
    const program = 'mkdir bin; printf "#!/bin/sh\necho own" > bin/reprot; chmod +x bin/reprot';
    const own = await shell(`${program}; PATH="$PWD/bin:$PATH" "$MEMWRAP" -q reprot`, {
      cwd: folder,
    });
    expect(own).toMatchObject({ status: 0, out: 'own\n' });
  });

  test('127 for a command that is not found, with one line that names it', async ({ folder }) => {
    for (const name of ['no-such-program', './no-such-file', '']) {
      const { status, out, err } = await memwrap(['--', name], { cwd: folder });
      expect(status).toBe(127);
      expect(out).toBe('');
      expect(err).toMatch(/^memwrap: .*not found\n$|^memwrap: .*no such file or directory\n$/);
      expect(err).toContain(name);
    }
  });

  test('126 for a command that cannot be run, with one line that names it', async ({ folder }) => {
    writeFileSync(path.join(folder, 'plain'), 'no program\n', { mode: 0o644 });
    writeFileSync(path.join(folder, 'orphan'), '#!/no/such/interpreter\n', { mode: 0o755 });
    mkdirSync(path.join(folder, 'directory'));
    for (const name of ['./plain', './orphan', './directory']) {
      const { status, out, err } = await memwrap(['-q', '--', name], { cwd: folder });
      expect([name, status]).toEqual([name, 126]);
      expect(out).toBe('');
      expect(err.trimEnd().split('\n')).toHaveLength(1);
      expect(err).toContain(name);
    }
  });

  test('a script without #! is run by sh, as execvp does', async ({ folder }) => {
    writeFileSync(path.join(folder, 'script'), 'echo "$0 $1"; exit 9\n');
    chmodSync(path.join(folder, 'script'), 0o755);
    const { status, out } = await memwrap(['-q', '--', './script', 'word'], { cwd: folder });
    expect({ status, out }).toEqual({ status: 9, out: './script word\n' });
  });

  test('a file that the kernel refuses ends as it does with env', async ({ folder }) => {
    writeFileSync(path.join(folder, 'broken'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]));
    chmodSync(path.join(folder, 'broken'), 0o755);
    const plain = await shell('env ./broken', { cwd: folder });
    const wrapped = await memwrap(['-q', '--', './broken'], { cwd: folder });
    expect(wrapped.status).toBe(plain.status);
    expect([126, 127]).toContain(wrapped.status);
    expect(wrapped.err).toBe(plain.err);
  });

  const wrong: readonly (readonly string[])[] = [
    ['--no-such-option', '--', 'touch', 'ran'],
    ['--interval', 'soon', '--', 'touch', 'ran'],
    ['--max-record', 'much', '--', 'touch', 'ran'],
    ['--io', 'magic', '--', 'touch', 'ran'],
    ['--mark', '(', '--', 'touch', 'ran'],
    ['-o', '/no/such/folder/x.jsonl', '--', 'touch', 'ran'],
    ['--force', '--append', '--', 'touch', 'ran'],
    ['--'],
  ];
  test.for(wrong)('125 for %j, and the command is not run', async (args, { folder }) => {
    const { status, out, err } = await memwrap(args, { cwd: folder });
    expect({ status, out }).toEqual({ status: 125, out: '' });
    expect(err).toMatch(/^memwrap: .+\n$/);
    const { out: listed } = await shell('ls', { cwd: folder });
    expect(listed).toBe('');
  });
});

describe('sentence 7: no stack trace', () => {
  test('neither for a usage error nor for a failed system call', async ({ folder }) => {
    writeFileSync(path.join(folder, 'file'), '');
    for (const args of [
      ['-o', 'file/x', '--', 'true'],
      ['-o', folder, '--', 'true'],
      ['-i', '-1', 'true'],
    ]) {
      const { status, err } = await memwrap(args, { cwd: folder });
      expect(status).toBe(125);
      expect(err).not.toMatch(/\n {4}at |node:internal|\.cjs/);
      expect(err.split('\n')).toHaveLength(2);
    }
  });
});
