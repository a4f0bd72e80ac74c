import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { needs, python } from './harness/needs.ts';
import { belongingTo, childrenOf, residentMemory } from './harness/processes.ts';
import { beginMemwrap, beginShell, MEMWRAP, memwrap, shell } from './harness/program.ts';
import { ofType, onlyRecording, records, soFar, streamBytes } from './harness/recording.ts';
import { openTerminal } from './harness/terminal.ts';
import { until } from './harness/until.ts';

const MIB = 2 ** 20;
/** The full 2 GB on request; a tenth shows the same. */
const LARGE = process.env['CONTRACT_FULL'] ? 2000 * MIB : 200 * MIB;

/** Bytes of every kind, the same in each run. */
function noise(length: number): Buffer {
  const blocks = [];
  for (let have = 0; have < length; have += 32) {
    blocks.push(createHash('sha256').update(String(have)).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

describe('sentence 2: stdin is the same open file', () => {
  test('memwrap reads nothing from it', async ({ folder }) => {
    const script = `"$MEMWRAP" -q -- sh -c 'read -r line; echo "command: $line"'; sed 's/^/rest: /'`;
    writeFileSync(path.join(folder, 'lines'), 'one\ntwo\nthree\n');
    const { out } = await shell(`{ ${script}; } <lines`, { cwd: folder });
    expect(out).toBe('command: one\nrest: two\nrest: three\n');
    const piped = await shell(`printf 'one\\ntwo\\n' | { "$MEMWRAP" -q -- true; cat; }`, {
      cwd: folder,
    });
    expect(piped.out).toBe('one\ntwo\n');
  });

  test('it keeps its kind, offset and flags', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const look = 'readlink /proc/self/fd/0; grep -E "pos|flags" /proc/self/fdinfo/0';
    const script = `exec <>file; dd bs=3 count=1 2>/dev/null >&2; sh -c '${look}'
      "$MEMWRAP" -q -- sh -c '${look}'`;
    writeFileSync(path.join(folder, 'file'), 'abcdefgh');
    const { out } = await shell(script, { cwd: folder });
    const lines = out.split('\n');
    expect(lines).toHaveLength(7);
    expect(lines.slice(3)).toEqual([...lines.slice(0, 3), '']);
    expect(out).toContain('pos:\t3');
  });
});

describe('sentence 3: every byte unchanged, in order, at once', () => {
  const samples: Readonly<Record<string, Buffer>> = {
    noise: noise(3 * MIB + 17),
    'every byte': Buffer.from(Array.from({ length: 256 }, (_, index) => index)),
    'only NUL': Buffer.alloc(100_000),
    'invalid UTF-8': Buffer.from(
      'c3280a e282 0a f09f98 0a ff fe 0a c0 80 0a'.replace(/ /g, ''),
      'hex',
    ),
    'lone surrogates': Buffer.from('eda080 0a edbfbf 0a eda0bd edb880 0a'.replace(/ /g, ''), 'hex'),
    'CR progress': Buffer.from(Array.from({ length: 3000 }, (_, index) => `\r${index} %`).join('')),
    'no final newline': Buffer.from('one\ntwo'),
    'CR LF and empty lines': Buffer.from('a\r\n\r\n\n\r\r\n\nb\r'),
    nothing: Buffer.alloc(0),
  };
  test.for(Object.keys(samples))(
    '%s, on both streams and in the recording',
    async (name, { folder }) => {
      const bytes = samples[name] ?? Buffer.alloc(0);
      const file = path.join(folder, 'bytes');
      writeFileSync(file, bytes);
      const both = 'cat "$1"; cat "$1" >&2';
      const ended = await memwrap(['-q', '--', 'sh', '-c', both, 'sh', file], { cwd: folder });
      expect(ended.status).toBe(0);
      expect(ended.stdout.equals(bytes)).toBe(true);
      expect(ended.stderr.equals(bytes)).toBe(true);
      const all = records(onlyRecording(folder));
      expect(streamBytes(all, 1).equals(bytes)).toBe(true);
      expect(streamBytes(all, 2).equals(bytes)).toBe(true);
    },
  );

  test('a line of 100 MB', async ({ folder }) => {
    const make = `head -c ${100 * MIB} /dev/zero | tr '\\0' x`;
    const script = '"$MEMWRAP" -q -- sh -c "$1" | sha256sum; sh -c "$1" | sha256sum';
    const { out } = await shell(script, { cwd: folder }, [make]);
    const [wrapped, plain] = out.split('\n');
    expect(wrapped).toMatch(/^[0-9a-f]{64}/);
    expect(wrapped).toBe(plain);
    const longest = ofType(onlyRecording(folder), 'line').map(({ msg }) => String(msg).length);
    expect(longest.reduce((sum, length) => sum + length, 0)).toBe(100 * MIB);
  });

  test('a very long stream, only counted when the recording is full', async ({ folder }) => {
    const make = `yes 0123456789abcdef | head -c ${LARGE}`;
    const script = `"$MEMWRAP" -q --max-record 1MiB -- sh -c '${make}' 2>err | sha256sum; ${make} | sha256sum; cat err >&2`;
    const { out, err } = await shell(script, { cwd: folder });
    const [wrapped, plain] = out.split('\n');
    expect(wrapped).toBe(plain);
    expect(err.match(/max-record/g)).toHaveLength(1);
  });

  test('a byte at a time, each before the next is requested', async ({ folder }) => {
    const script =
      'i=0; while [ $i -lt 20 ]; do i=$((i+1)); printf "$i?"; read -r answer; done; echo; echo "$answer"';
    const running = beginMemwrap(['-q', '--', 'sh', '-c', script], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (let index = 1; index <= 20; index++) {
      await running.says(`${index}?`);
      running.child.stdin?.write(`${index}\n`);
    }
    expect((await running.ended).out).toMatch(/20\?\n20\n$/);
  });

  test('stdout and stderr into the same file keep their order', async ({ folder }) => {
    const script = 'i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo out $i; echo err $i >&2; done';
    const { out } = await shell(`"$MEMWRAP" -q -- sh -c '${script}' 2>&1`, { cwd: folder });
    const expected = Array.from({ length: 2000 }, (_, at) => `out ${at + 1}\nerr ${at + 1}\n`);
    expect(out).toBe(expected.join(''));
    await shell(`"$MEMWRAP" -q -o r -- sh -c '${script}' >both 2>&1`, { cwd: folder });
    expect(readFileSync(path.join(folder, 'both'), 'utf8')).toBe(expected.join(''));
  });

  test('a file opened for appending is appended to, and its offset is shared', async ({
    folder,
  }) => {
    const script = `{ echo before; "$MEMWRAP" -q -- echo inside; echo after; } >file; cat file`;
    const { out } = await shell(script, { cwd: folder });
    expect(out).toBe('before\ninside\nafter\n');
  });

  test('memwrap writes nothing of its own to stdout, and little to stderr', async ({ folder }) => {
    const { out, err } = await memwrap(['--', 'sleep', '0.2'], { cwd: folder });
    expect(out).toBe('');
    expect(err.split('\n').length).toBeLessThanOrEqual(4);
    const quiet = await memwrap(['-q', '-o', 'x', '--', 'true'], { cwd: folder });
    expect([quiet.out, quiet.err]).toEqual(['', '']);
  });

  test.for(['0<&-', '1>&-', '2>&-', '0<&- 1>&- 2>&-'])(
    'started with %s',
    async (closed, { folder, skip }) => {
      needs(skip, 'linux');
      const look = 'm=; for f in 0 1 2; do [ -e /proc/self/fd/$f ] || m="$m $f"; done; echo $m >&9';
      const script = `exec 9>statuses; "$MEMWRAP" -q -o rec -- sh -c '${look}' ${closed}; echo $? >&9`;
      const { status } = await shell(script, { cwd: folder });
      expect(status).toBe(0);
      const wanted = closed.split(' ').map((each) => each[0]);
      expect(readFileSync(path.join(folder, 'statuses'), 'utf8')).toBe(`${wanted.join(' ')}\n0\n`);
      expect(ofType(path.join(folder, 'rec'), 'end')).toHaveLength(1);
    },
  );
});

describe('sentence 4: real pipes', () => {
  test('/dev/stdout and /dev/stderr can be opened by name', async ({ folder }) => {
    const script = 'echo out > /dev/stdout; echo err > /dev/stderr; echo both | tee /dev/stderr';
    const { out, err, status } = await memwrap(['-q', '--', 'sh', '-c', script], { cwd: folder });
    expect({ out, err, status }).toEqual({ out: 'out\nboth\n', err: 'err\nboth\n', status: 0 });
  });
});

describe('sentence 5: back-pressure', () => {
  test('| head -1 ends the command by SIGPIPE', async ({ folder, skip }) => {
    needs(skip, 'bash');
    const script = `"$MEMWRAP" -q -- yes | head -1; echo "\${PIPESTATUS[0]}"`;
    const { out } = await shell(`exec bash -c '${script}'`, { cwd: folder });
    expect(out).toBe('y\n141\n');
    expect(ofType(onlyRecording(folder), 'end')).toMatchObject([{ exit: { signal: 'SIGPIPE' } }]);
  });

  test('python gets its BrokenPipeError', async ({ folder, skip }) => {
    needs(skip, 'python3');
    const code = `
import sys
try:
    while True: print("x" * 100)
except BrokenPipeError:
    sys.stderr.write("broken pipe\\n")
    sys.stderr.flush()
    import os; os._exit(4)
`;
    const script = `{ "$MEMWRAP" -q -- "$1" -c "$2"; echo $? >status; } | head -1; cat status`;
    const { out, err } = await shell(script, { cwd: folder }, [python(), code]);
    expect(out.split('\n').slice(1)).toEqual(['4', '']);
    expect(err).toBe('broken pipe\n');
  });

  test('the reader of stderr going away leaves stdout alone', async ({ folder }) => {
    const command = `trap "" PIPE; i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo e$i >&2; done 2>/dev/null; echo e >&2; echo end`;
    const script = `{ "$MEMWRAP" -q -- sh -c '${command}' 2>&1 >&3 | true; } 3>&1`;
    expect((await shell(script, { cwd: folder })).out).toBe('end\n');
  });

  test('a reader that does not read blocks the command; memory stays flat, sampling continues', async ({
    folder,
  }) => {
    const script = `mkfifo fifo; exec 8<>fifo; exec "$MEMWRAP" -q -i 50ms -- yes 0123456789abcdef >fifo`;
    const running = beginShell(script, { cwd: folder });
    const samples = (): number =>
      belongingTo(folder).some(({ name }) => name === 'yes') ? soFar(folder, 'sample').length : 0;
    await until('a first sample', () => samples() > 0);
    const yes = belongingTo(folder).find(({ name }) => name === 'yes')?.pid;
    if (yes === undefined) throw new Error('the command is gone');
    const written = (): string =>
      /wchar: \d+/.exec(readFileSync(`/proc/${yes}/io`, 'utf8'))?.[0] ?? '';
    let [before, since] = ['', 0];
    await until('the command blocks', () => {
      if (written() !== before) [before, since] = [written(), performance.now()];
      return performance.now() - since > 300;
    });
    const [first, memory] = [samples(), residentMemory(running.pid)];
    await until('twenty more samples', () => samples() >= first + 20);
    expect(written()).toBe(before);
    expect(residentMemory(running.pid) - memory).toBeLessThan(16 * MIB);
    // It still has bytes to write without a reader; a signal after the command's end makes it leave,
    // even one that arrives before it knows of that end: of two pending signals the lower number is delivered first.
    process.kill(running.pid, 'SIGSTOP');
    process.kill(yes, 'SIGTERM');
    await until('the command has ended', () => !belongingTo(folder).some(({ pid }) => pid === yes));
    process.kill(running.pid, 'SIGTERM');
    process.kill(running.pid, 'SIGCONT');
    expect(await running.ended).toMatchObject({ signal: 'SIGTERM' });
  });

  test('a terminal stopped by Ctrl-S: sampling continues', async ({ folder, skip }) => {
    needs(skip, 'python3');
    const terminal = await openTerminal(
      [
        MEMWRAP,
        '-q',
        '-i',
        '50ms',
        '--',
        'sh',
        '-c',
        'echo ready; read x; seq 1 200000; echo done',
      ],
      { cwd: folder },
    );
    await terminal.shows('ready');
    terminal.type('\x13');
    terminal.type('go\n');
    const samples = (): number => soFar(folder, 'sample').length;
    const first = samples();
    await until('ten more samples', () => samples() >= first + 10);
    expect(terminal.shown()).not.toContain('done');
    terminal.type('\x11');
    await terminal.shows('200000\r\ndone');
    expect(await terminal.ended).toEqual({ status: 0 });
  });

  test('a stdout that another process made non-blocking loses nothing', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'python3');
    const code = `
import os, subprocess, sys, time
read, write = os.pipe()
os.set_blocking(write, False)
child = subprocess.Popen(sys.argv[1:], stdout=write)
os.close(write)
time.sleep(0.5)
total = 0
while True:
    data = os.read(read, 65536)
    if not data: break
    total += len(data)
print(total, child.wait())
`;
    const { out } = await shell('exec "$@"', { cwd: folder }, [
      python(),
      '-c',
      code,
      MEMWRAP,
      '-q',
      '--',
      'head',
      '-c',
      '3000000',
      '/dev/zero',
    ]);
    expect(out).toBe('3000000 0\n');
  });

  test('descriptor flags and terminal modes are left as they were', async ({ folder, skip }) => {
    needs(skip, 'linux', 'python3');
    const flags = 'grep flags /proc/self/fdinfo/0 /proc/self/fdinfo/1 /proc/self/fdinfo/2 >&9';
    const script = `${flags}; "$MEMWRAP" -- echo x; ${flags}`;
    await shell(`printf '' | { exec 9>flags; ${script}; } 2>&1 | cat`, { cwd: folder });
    const lines = readFileSync(path.join(folder, 'flags'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines.slice(3)).toEqual(lines.slice(0, 3));

    const terminal = await openTerminal(
      ['sh', '-c', `echo begin; read x; ${MEMWRAP} -- echo inside; echo end; read x`],
      { cwd: folder },
    );
    await terminal.shows('begin');
    const before = await terminal.modes();
    terminal.type('\n');
    await terminal.shows('end');
    expect(await terminal.modes()).toEqual(before);
    terminal.type('\n');
    await terminal.ended;
  });

  test('terminal modes that the command sets are kept', async ({ folder, skip }) => {
    needs(skip, 'python3');
    const terminal = await openTerminal(
      ['sh', '-c', `${MEMWRAP} -q -- stty -echo; echo end; read x; echo "<$x>"`],
      { cwd: folder },
    );
    await terminal.shows('end');
    terminal.type('secret\n');
    await terminal.shows('<secret>');
    await terminal.ended;
    expect(terminal.shown().match(/secret/g)).toHaveLength(1);
  });

  test('a full disk behind stdout is reported once, and the status is kept', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'devFull');
    const full = openSync('/dev/full', 'w');
    const { status, err } = await memwrap(
      ['-q', '--', 'sh', '-c', 'seq 1 100000; echo end >&2; exit 5'],
      { cwd: folder, stdio: ['ignore', full, 'pipe'] },
    );
    closeSync(full);
    expect(status).toBe(5);
    expect(err.match(/memwrap: stdout cannot be written any more \(ENOSPC\)\n/g)).toHaveLength(1);
    expect(err).toContain('end\n');
  });
});

/** How long memwrap stayed after the command had ended (ms). */
function lingered(folder: string): number {
  const [end] = ofType(onlyRecording(folder), 'end');
  return Number(end?.['time']) - Number(end?.['exited']);
}

describe('sentence 12: a descendant that keeps the pipe open', () => {
  test('memwrap leaves after at most two seconds, and its later output still arrives', async ({
    folder,
  }) => {
    const script = '(sleep 6; echo late; sleep 0.2; echo later) & echo early; exit 6';
    const running = beginMemwrap(['-q', '--', 'sh', '-c', script], { cwd: folder });
    const { status, out } = await running.ended;
    expect({ status, out }).toEqual({ status: 6, out: 'early\n' });
    expect(lingered(folder)).toBeGreaterThan(1900);
    expect(lingered(folder)).toBeLessThan(4000);
    await running.closed;
    expect(running.stdout().toString()).toBe('early\nlate\nlater\n');
    await until('no process is left', () => belongingTo(folder).length === 0);
  });

  test('a daemon that closes its descriptors is not waited for', async ({ folder }) => {
    const script = 'sleep 20 >/dev/null 2>&1 & echo early';
    const { out } = await memwrap(['-q', '--', 'sh', '-c', script], { cwd: folder });
    expect(out).toBe('early\n');
    expect(lingered(folder)).toBeLessThan(1500);
    expect(belongingTo(folder).map(({ name }) => name)).toEqual(['sleep']);
  });

  test('no process of memwrap is left after an ordinary run', async ({ folder }) => {
    const running = beginMemwrap(['-q', '--', 'echo', 'x'], { cwd: folder });
    await running.ended;
    expect(childrenOf(running.pid)).toEqual([]);
    await until('no process is left', () => belongingTo(folder).length === 0);
  });
});
