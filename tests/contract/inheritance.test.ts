import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { native } from './harness/native.ts';
import { needs } from './harness/needs.ts';
import { MEMWRAP, memwrap, shell } from './harness/program.ts';
import { ofType, onlyRecording } from './harness/recording.ts';
import { openTerminal } from './harness/terminal.ts';

/** Runs a command after the same preparation with and without memwrap; both must print the same. */
async function compare(
  folder: string,
  prepare: string,
  command: string,
  options = '-q',
): Promise<string> {
  const plain = await shell(`${prepare}; exec env ${command}`, { cwd: folder });
  const wrapped = await shell(`${prepare}; exec "$MEMWRAP" ${options} -o /dev/null -- ${command}`, {
    cwd: folder,
  });
  expect(wrapped.err).toBe(plain.err);
  expect(wrapped.out).toBe(plain.out);
  expect(plain.out).not.toBe('');
  return plain.out;
}

describe('sentence 1: arguments', () => {
  test('empty strings, newlines, quotes and everything a shell would expand', async ({
    folder,
  }) => {
    const words = [
      '',
      ' ',
      '\n',
      "'",
      '"',
      '$HOME',
      '`id`',
      '*',
      '\\',
      '-x',
      '--',
      '--help',
      '~',
      '{a,b}',
      '日本',
      '\t',
      '',
    ];
    const { stdout } = await memwrap(['-q', '--', 'printf', '%s\\0', ...words], { cwd: folder });
    expect(stdout.toString().split('\0').slice(0, -1)).toEqual(words);
  });

  test('bytes that are not UTF-8', async ({ folder }) => {
    const script = `exec "$MEMWRAP" -q -- printf '%s|' "$(printf '\\377\\376')" "$(printf 'a\\200b')" plain "$(printf '\\357\\277\\275')"`;
    const { stdout } = await shell(script, { cwd: folder });
    const expected = [
      [0xff, 0xfe, 0x7c],
      [0x61, 0x80, 0x62, 0x7c],
      [...Buffer.from('plain|')],
      [0xef, 0xbf, 0xbd, 0x7c],
    ];
    expect([...stdout]).toEqual(expected.flat());
  });

  test('many and long ones', async ({ folder }) => {
    const words = Array.from({ length: 3000 }, (_, index) => `word ${index}`);
    const long = 'x'.repeat(100_000);
    const { stdout } = await memwrap(['-q', '--', 'printf', '%s\\n', long, ...words], {
      cwd: folder,
    });
    expect(stdout.toString()).toBe(`${[long, ...words].join('\n')}\n`);
  });

  test("options after the command are the command's", async ({ folder }) => {
    const { out } = await memwrap(['-q', 'echo', '-q', '--help', '--', '-o', 'x'], { cwd: folder });
    expect(out).toBe('-q --help -- -o x\n');
  });

  test('a command with the name of a subcommand', async ({ folder }) => {
    const file = path.join(folder, 'report');
    writeFileSync(file, '#!/bin/sh\necho "mine: $*"\n', { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env['PATH']}` };
    const { out } = await memwrap(['--', 'report', 'x'], { cwd: folder, env });
    expect(out).toBe('mine: x\n');
  });

  test('a command whose name begins with a dash', async ({ folder }) => {
    writeFileSync(path.join(folder, '-dash'), '#!/bin/sh\necho "dash $1"\n', { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env['PATH']}` };
    const { out } = await memwrap(['-q', '--', '-dash', '-n'], { cwd: folder, env });
    expect(out).toBe('dash -n\n');
  });

  test('a command with an equals sign in its name, where process state is restored', async ({
    folder,
  }) => {
    const script = `printf '#!/bin/sh\\necho "$0" "$@" $MEMWRAP_TEST\\n' >a=b; chmod +x a=b; trap '' HUP
      MEMWRAP_TEST=3 exec "$MEMWRAP" -q -- ./a=b 1=2`;
    expect((await shell(script, { cwd: folder })).out).toBe('./a=b 1=2 3\n');
  });
});

describe('sentence 1: environment', () => {
  const added = /^(MEMWRAP_[A-Z]+|PYTHONUNBUFFERED)=/;

  test('only what is promised is added, and nothing is lost', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const prepare = 'unset PWD OLDPWD SHLVL _';
    const odd = `env -i PATH="$PATH" 'a.b=dot' 'a-b=dash' 'NODE_OPTIONS=--max-old-space-size=99' NODE_PATH=/np 'nl=one
two' 'LC_ALL=C' 'empty=' "raw=$(printf '\\377')" 'BASH_FUNC_x%%=() { :; }' NODE_EXTRA_CA_CERTS=/none IFS=x PS1=p OPTIND=7 PWD=/elsewhere`;
    const plain = await shell(`${prepare}; exec ${odd} cat /proc/self/environ`, { cwd: folder });
    const wrapped = await shell(
      `${prepare}; exec ${odd} "$MEMWRAP" -q -o rec -- cat /proc/self/environ`,
      { cwd: folder },
    );
    const variables = (bytes: Buffer): string[] => bytes.toString('latin1').split('\0').sort();
    const extra = variables(wrapped.stdout).filter((entry) => added.test(entry));
    expect(variables(wrapped.stdout).filter((entry) => !added.test(entry))).toEqual(
      variables(plain.stdout),
    );
    expect(extra.map((entry) => entry.split('=')[0])).toEqual([
      'MEMWRAP_FILE',
      'MEMWRAP_RUN',
      'PYTHONUNBUFFERED',
    ]);
    expect(wrapped.err).toBe('');
  });

  test('--no-unbuffer, and a PYTHONUNBUFFERED set by the user', async ({ folder }) => {
    const look = ['sh', '-c', 'echo "<$PYTHONUNBUFFERED>"'];
    expect((await memwrap(['-q', '--', ...look], { cwd: folder })).out).toBe('<1>\n');
    expect((await memwrap(['-q', '--no-unbuffer', '--', ...look], { cwd: folder })).out).toBe(
      '<>\n',
    );
    const env = { PYTHONUNBUFFERED: '' };
    expect((await memwrap(['-q', '--', ...look], { cwd: folder, env })).out).toBe('<>\n');
  });

  test('memwrap inside memwrap: the names are replaced, not duplicated', async ({ folder }) => {
    const { out } = await shell(`"$MEMWRAP" -q -- "$MEMWRAP" -q -- env | grep -c ^MEMWRAP_RUN=`, {
      cwd: folder,
    });
    expect(out).toBe('1\n');
  });

  test('Node options for the command reach it and not memwrap', async ({ folder }) => {
    const env = { NODE_OPTIONS: '--no-such-option', NODE_DEBUG: 'net' };
    const { out, err, status } = await memwrap(
      ['-q', '--', 'sh', '-c', 'echo "$NODE_OPTIONS $NODE_DEBUG"'],
      {
        cwd: folder,
        env,
      },
    );
    expect({ out, err, status }).toEqual({ out: '--no-such-option net\n', err: '', status: 0 });
  });
});

describe('sentence 1: what a process inherits', () => {
  test('folder, umask, nice value, soft and hard limits', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const look = `sh -c 'pwd; umask; nice; grep -v ^Max.processes /proc/self/limits'`;
    await compare(
      folder,
      'umask 027; ulimit -Sn 123; ulimit -Hn 456; ulimit -c 0; ulimit -t 99',
      look,
    );
    await compare(folder, 'umask 000; ulimit -Sn 64; ulimit -St 50; ulimit -f 100000', look);
    await compare(folder, 'true', `nice -n 5 sh -c 'nice'`);
    const niced = await shell('nice -n 4 nice; nice -n 4 "$MEMWRAP" -q -- nice', { cwd: folder });
    const [plain, wrapped] = niced.out.split('\n');
    expect(wrapped).toBe(plain);
  });

  test('session, process group and parent', async ({ folder, skip }) => {
    needs(skip, 'linux');
    // After the name: ppid, process group, session, terminal, its foreground group.
    const script = `"$MEMWRAP" -q -- sh -c 'sed "s/.*) . //" /proc/$$/stat | cut -d" " -f2-5'; sed "s/.*) . //" /proc/$$/stat | cut -d" " -f2-5`;
    const { out } = await shell(script, { cwd: folder, detached: true });
    const [inside, outside] = out.split('\n');
    expect(inside).toBe(outside);
  });

  test("descriptors 3 to 9, and none of memwrap's own", async ({ folder, skip }) => {
    needs(skip, 'linux', 'cc');
    writeFileSync(path.join(folder, 'in'), 'input');
    const prepare = 'exec 3<in 5>>out 7<>in 9>&3';
    const list = await compare(folder, `${prepare}; exec </dev/null`, `"${native('descriptors')}"`);
    expect(list.match(/^\d(?= )/gm)).toEqual(['0', '1', '2', '3', '5', '7', '9']);
    await compare(folder, 'exec </dev/null', `"${native('descriptors')}"`);
    await compare(
      folder,
      'exec </dev/null 3<in 4<in 5<in 6<in 7<in 8<in 9<in',
      `"${native('descriptors')}"`,
    );
  });

  test("make's jobserver works through it", async ({ folder, skip }) => {
    needs(skip, 'make');
    writeFileSync(
      path.join(folder, 'Makefile'),
      `all:\n\t+@"$(MEMWRAP)" -q -o /dev/null -- $(MAKE) -s -f inner\n`,
    );
    writeFileSync(path.join(folder, 'inner'), 'all: a b c\na b c:\n\t@echo $@\n');
    const { out, err, status } = await shell('make -s -j2', { cwd: folder });
    expect(out.split('\n').sort()).toEqual(['', 'a', 'b', 'c']);
    expect({ err, status }).toEqual({ err: '', status: 0 });
  });

  test('a controlling terminal, in the foreground', async ({ folder, skip }) => {
    needs(skip, 'python3');
    const look = 'test -t 0 && echo in-is-terminal; echo via-tty >/dev/tty; ps -o stat= -p $$';
    const terminal = await openTerminal([MEMWRAP, '-q', '--', 'sh', '-c', look], { cwd: folder });
    expect(await terminal.ended).toEqual({ status: 0 });
    expect(terminal.shown()).toContain('in-is-terminal');
    expect(terminal.shown()).toContain('via-tty');
    expect(terminal.shown()).toMatch(/[RS]N?\+/);
  });
});

describe('--io inherit', () => {
  test('hands over stdout and stderr, and records only memory', async ({ folder }) => {
    const script =
      '"$MEMWRAP" -q --io inherit -- sh -c "readlink /proc/self/fd/1; echo err >&2; sleep 0.2" >out 2>err; cat out err';
    const { out } = await shell(script, { cwd: folder });
    expect(out).toBe(`${path.join(folder, 'out')}\nerr\n`);
    const file = onlyRecording(folder);
    expect(ofType(file, 'line')).toEqual([]);
    expect(ofType(file, 'sample').length).toBeGreaterThan(0);
  });

  test('bash -i has job control', async ({ folder, skip }) => {
    needs(skip, 'python3', 'bash');
    const terminal = await openTerminal(
      [MEMWRAP, '-q', '--io', 'inherit', '--', 'bash', '--norc', '-i'],
      {
        cwd: folder,
        env: { PS1: 'prompt> ' },
      },
    );
    await terminal.shows('prompt> ');
    expect(terminal.shown()).not.toContain('no job control');
    terminal.type('sleep 50\r');
    await terminal.shows('sleep 50\r\n');
    terminal.type('\x1a');
    await terminal.shows('Stopped');
    terminal.type('jobs\r');
    await terminal.shows(/\[1\]\+ +Stopped[\s\S]*\[1\]\+ +Stopped/);
    terminal.type('kill %1; fg\r');
    terminal.type('exit 12\r');
    expect(await terminal.ended).toEqual({ status: 12 });
  });

  test('vim works, and leaves the terminal as it was', async ({ folder, skip }) => {
    needs(skip, 'python3', 'vim');
    const command = `${MEMWRAP} -q --io inherit -- vim -u NONE file; echo left; read x; cat file`;
    const terminal = await openTerminal(['sh', '-c', `echo begin; read x; ${command}`], {
      cwd: folder,
    });
    await terminal.shows('begin');
    const before = await terminal.modes();
    terminal.type('\n');
    await terminal.shows('file');
    terminal.type('ihello from vim\x1b');
    terminal.type(':wq\r');
    await terminal.shows('left');
    expect(await terminal.modes()).toEqual(before);
    terminal.type('\n');
    await terminal.ended;
    expect(terminal.shown()).toMatch(/left\r\n\r\nhello from vim/);
  });
});
