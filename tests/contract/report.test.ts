import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { needs } from './harness/needs.ts';
import { residentMemory } from './harness/processes.ts';
import { begin, beginMemwrap, type Ended, MEMWRAP, memwrap, shell } from './harness/program.ts';
import { onlyRecording } from './harness/recording.ts';
import { openTerminal } from './harness/terminal.ts';

const MIB = 2 ** 20;
const HOUR = 3_600_000;

/** What must never be shown, whatever the recording holds. */
const RAW = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/** Either a report, or a failure status with one clear line that names the file. */
function soundly({ status, out, err }: Ended, file: string): void {
  expect(`${out}${err}`).not.toMatch(/\bNaN\b|\bundefined\b|\[object|\bInfinity\b/);
  expect(`${out}${err}`).not.toMatch(/\n {4}at |node:internal|please report/);
  expect(out).not.toMatch(RAW);
  expect(err).not.toMatch(RAW);
  if (status === 0) expect(out).not.toBe('');
  else {
    expect(out).toBe('');
    expect(err).toMatch(/^memwrap: [^\n]+\n$/);
    expect(err).toContain(file);
  }
}

async function small(folder: string): Promise<Buffer> {
  await memwrap(
    [
      '-q',
      '-i',
      '50ms',
      '-o',
      'small',
      '--',
      'sh',
      '-c',
      'echo begin; sleep 0.2; printf "a\\377b\\n"; sleep 0.2; echo end',
    ],
    { cwd: folder },
  );
  return readFileSync(path.join(folder, 'small'));
}

const start = { type: 'start', time: 1e12, version: 1, name: 'x', argv: ['x'] };
const sample = (at: number, rss: unknown): object => ({
  type: 'sample',
  time: 1e12 + at,
  rss,
  procs: 1,
});
const end = { type: 'end', time: 1e12 + 10_000, reason: 'exit', exit: { code: 0 }, status: 0 };
const text = (...records: readonly (object | string)[]): string =>
  records.map((each) => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`).join('');

describe('sentence 25: every file gives a report or one clear line', () => {
  test('a recording that is cut anywhere', { timeout: 180_000 }, async ({ folder }) => {
    const bytes = await small(folder);
    // Each is a process of its own, so about thirty random places; the unit tests try every byte.
    const cuts = fc.sample(fc.integer({ min: 0, max: bytes.length - 2 }), 28);
    for (const cut of [0, 1, ...cuts]) {
      const file = path.join(folder, `cut-${cut}`);
      writeFileSync(file, bytes.subarray(0, cut));
      const ended = await memwrap(['report', file], { cwd: folder });
      soundly(ended, `cut-${cut}`);
      if (cut > bytes.indexOf('\n') && ended.status === 0) {
        expect(ended.out).toMatch(/unfinished|not finished|still running|has not ended|cut/i);
      }
    }
  });

  const hour = (index: number): number => index * 1000;
  const climbing = Array.from({ length: 11 }, (_, index) => sample(hour(index), (index + 1) * MIB));
  const strange: Readonly<Record<string, string | Buffer>> = {
    empty: '',
    'a newline': '\n',
    garbage: Buffer.from(
      Array.from({ length: 4096 }, (_, index) => (index * 131 + (index >> 3)) & 255),
    ),
    'only NUL': Buffer.alloc(10_000),
    'plain text': 'hello\nworld\n',
    'another JSON': '{"a":1}\n[1,2]\nnull\n"x"\n17\n',
    'one array': JSON.stringify(climbing),
    'no start': text(...climbing, end),
    'no samples': text(start, end),
    'only a start': text(start),
    'two starts': text(start, ...climbing, end, start, ...climbing, end),
    prototypes: text(
      start,
      '{"type":"sample","time":1000000001000,"__proto__":{"rss":5},"rss":1048576}',
      '{"type":"__proto__","time":1}',
      '{"type":"line","time":1000000002000,"fd":1,"msg":"__proto__"}',
      '{"type":"process","event":"seen","time":1000000002000,"pid":1,"name":"constructor"}',
      '{"__proto__":{"type":"sample"},"time":1}',
      ...climbing,
      end,
    ),
    'huge and negative numbers': text(
      start,
      sample(1000, 1e308),
      sample(2000, -5),
      sample(3000, 2 ** 70),
      sample(4000, MIB),
      sample(5000, 0.5),
      end,
    ),
    'no numbers': text(
      start,
      sample(1000, 'many'),
      sample(2000, null),
      sample(3000, [1]),
      '{"type":"sample","time":1000000004000,"rss":NaN}',
      '{"type":"sample","time":1000000004000,"rss":1e999}',
      sample(5000, MIB),
      end,
    ),
    'strange times': text(
      start,
      sample(-5000, MIB),
      sample(1e16, MIB),
      sample(1000, 2 * MIB),
      sample(500, MIB),
      '{"type":"sample","time":1e400,"rss":1}',
      end,
    ),
    'time running backwards': text(start, ...[...climbing].reverse(), end),
    'all at one moment': text(start, ...climbing.map((each) => ({ ...each, time: 1e12 })), {
      ...end,
      time: 1e12,
    }),
    'duplicate keys': text(
      start,
      '{"type":"sample","type":"line","time":1000000001000,"time":5,"rss":1,"rss":1048576,"fd":1,"msg":"x"}',
      ...climbing,
      end,
    ),
    'a newer version': text(
      { ...start, version: 99 },
      ...climbing,
      { type: 'hologram', time: 1e12 },
      end,
    ),
    'deep nesting': text(
      start,
      `{"type":"sample","time":1000000001000,"rss":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      ...climbing,
      end,
    ),
    'invalid UTF-8': Buffer.concat([
      Buffer.from(text(start, ...climbing)),
      Buffer.from('{"type":"line","time":1000000009000,"fd":1,"msg":"\xff\xfe"}\n', 'latin1'),
      Buffer.from(text(end)),
    ]),
    'a byte order mark and CR LF': `\ufeff${text(start, ...climbing, end).replaceAll('\n', '\r\n')}`,
  };
  test.for(Object.keys(strange))('%s', async (name, { folder }) => {
    const file = path.join(folder, 'strange file');
    writeFileSync(file, strange[name] ?? '');
    for (const args of [[], ['--json'], ['--md']]) {
      soundly(await memwrap(['report', file, ...args], { cwd: folder }), 'strange file');
    }
    const log = await memwrap(['log', file], { cwd: folder });
    expect(log.err).not.toMatch(/\n {4}at |please report/);
  });

  test('skipped records are counted, and a newer version is reported', async ({ folder }) => {
    const file = path.join(folder, 'f');
    writeFileSync(
      file,
      text(
        { ...start, version: 99 },
        'garbage',
        ...climbing,
        { type: 'hologram', time: 1e12 },
        { type: 'hologram', time: 1e12 },
        end,
      ),
    );
    const { status, out, err } = await memwrap(['report', file], { cwd: folder });
    expect(status).toBe(0);
    expect(`${out}${err}`.match(/newer/g)).toHaveLength(1);
    expect(`${out}${err}`).toMatch(/\b1 line skipped/);
    expect(`${out}${err}`).toMatch(/\b2 (lines|records)/);
  });

  test.for(['/no/such/file', '/', '/dev/null', '/proc/self/mem'])(
    '%s instead of a file',
    async (name, { folder }) => {
      const ended = await memwrap(['report', name], { cwd: folder });
      expect(ended.status).not.toBe(0);
      soundly(ended, name);
    },
  );

  test('standard input is a file like any other', async ({ folder }) => {
    const { status, out } = await memwrap(['report', '-'], {
      cwd: folder,
      input: text(start, ...climbing, end),
    });
    expect(status).toBe(0);
    expect(out).toContain('MiB');
  });

  /** Runs a report and watches its memory. */
  async function watched(folder: string, file: string): Promise<{ ended: Ended; memory: number }> {
    const running = beginMemwrap(['report', file], { cwd: folder });
    let memory = 0;
    const timer = setInterval(() => {
      memory = Math.max(memory, residentMemory(running.pid));
    }, 20);
    const ended = await running.ended.finally(() => clearInterval(timer));
    return { ended, memory };
  }

  test('a line of gigabytes, in bounded memory', { timeout: 180_000 }, async ({ folder }) => {
    const file = path.join(folder, 'sparse');
    const descriptor = openSync(file, 'w');
    writeSync(descriptor, text(start, ...climbing));
    writeSync(descriptor, '{"type":"line","time":1000000009000,"fd":1,"msg":"');
    ftruncateSync(descriptor, (process.env['CONTRACT_FULL'] ? 10_000 : 1000) * MIB);
    closeSync(descriptor);
    const { ended, memory } = await watched(folder, file);
    soundly(ended, 'sparse');
    expect(ended.status).toBe(0);
    expect(memory).toBeLessThan(400 * MIB);
  });

  test('very many records, in bounded memory', { timeout: 180_000 }, async ({ folder }) => {
    const count = process.env['CONTRACT_FULL'] ? 5_000_000 : 500_000;
    const file = path.join(folder, 'many');
    const descriptor = openSync(file, 'w');
    writeSync(descriptor, text(start));
    for (let index = 0; index < count; index += 1000) {
      const part = Array.from({ length: 1000 }, (_, at) =>
        sample(index + at, ((index + at) % 5000) * 1024 + MIB),
      );
      writeSync(descriptor, text(...part));
    }
    writeSync(descriptor, text({ ...end, time: 1e12 + count }));
    closeSync(descriptor);
    const { ended, memory } = await watched(folder, file);
    soundly(ended, 'many');
    expect(ended.status).toBe(0);
    expect(memory).toBeLessThan(400 * MIB);
  });

  test('lines that make regular expressions slow', async ({ folder }) => {
    const file = path.join(folder, 'f');
    const nasty = [
      `${'a'.repeat(50_000)}!`,
      `${'\x1b['.repeat(30_000)}`,
      `${' '.repeat(60_000)}x`,
      '0'.repeat(60_000),
      `${'1.'.repeat(30_000)}`,
      '/'.repeat(60_000),
      `\x1b]${'x'.repeat(60_000)}`,
      `"${'\\'.repeat(60_000)}`,
    ];
    const lines = nasty.flatMap((msg, index) =>
      Array.from({ length: 5 }, (_, at) => ({
        type: 'line',
        time: 1e12 + index * 1000 + at,
        fd: 1,
        msg,
      })),
    );
    writeFileSync(
      file,
      text(
        start,
        ...climbing.flatMap((each, index) => [each, ...lines.slice(index * 4, index * 4 + 4)]),
        end,
      ),
    );
    const began = performance.now();
    soundly(await memwrap(['report', file], { cwd: folder }), 'f');
    expect(performance.now() - began).toBeLessThan(15_000);
  });
});

describe('sentence 26: nothing raw reaches the terminal', () => {
  const evil = [
    '\x1b]0;title\x07',
    '\x1b]52;c;ZXZpbA==\x07',
    '\x1b[2J\x1b[31mred',
    '\x9b31m',
    'a\u202eb',
    '\u2066x\u2069',
    '\r overwritten',
    '\x08\x08',
    '\x7f',
    '\u200f',
    'a\x00b',
  ];

  test('lines, names, arguments, labels and folders', async ({ folder, skip }) => {
    const file = path.join(folder, 'f');
    const records: object[] = [
      {
        ...start,
        name: evil.join(' '),
        argv: evil,
        cwd: `/x${evil.join('')}`,
        host: { name: evil[0] },
      },
    ];
    for (let index = 0; index < 20; index++) {
      const word = evil[index % evil.length] ?? '';
      records.push({
        type: 'process',
        event: 'seen',
        time: 1e12 + index * 500,
        pid: 100 + index,
        name: word,
        argv: [word],
      });
      records.push({ type: 'line', time: 1e12 + index * 500, fd: 1, msg: `step ${word}` });
      records.push({ type: 'mark', time: 1e12 + index * 500, msg: word, from: 'line' });
      records.push({
        ...sample(index * 500, (index < 10 ? 10 : 400) * MIB),
        top: [[100 + index, MIB]],
      });
    }
    records.push({
      type: 'breach',
      time: 1e12 + 9000,
      limit: evil[2],
      allowed: 1,
      measured: 2,
      by: evil[1],
      processes: [{ pid: 1, name: evil[0], rss: 5 }],
      lines: evil,
    });
    records.push(end);
    writeFileSync(file, text(...records));
    for (const args of [
      ['report', file],
      ['report', file, '--md'],
      ['report', file, '--json'],
      ['report', file, '--no-color', '--lines', '5'],
      ['log', file, '--no-color'],
    ]) {
      const { status, out, err } = await memwrap(args, { cwd: folder });
      expect(status).toBe(0);
      expect(`${args.join(' ')}${out.match(RAW)?.[0] ?? ''}${err.match(RAW)?.[0] ?? ''}`).toBe(
        args.join(' '),
      );
    }
    needs(skip, 'python3');
    const terminal = await openTerminal([MEMWRAP, 'report', file], { cwd: folder });
    await terminal.ended;
    // Colours are memwrap's own here; nothing else begins with an escape.
    const left = terminal.shown().replace(/\x1b\[[0-9;]*m/g, '');
    expect(left).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/);
    expect(terminal.shown()).not.toMatch(/\x1b\[2J|\x1b\]/);
  });

  test('no colours when stdout is not a terminal', async ({ folder }) => {
    await small(folder);
    const { out } = await memwrap(['report', 'small'], { cwd: folder });
    expect(out).not.toContain('\x1b');
  });

  test("the command's own escape sequences are not in the summary", async ({ folder }) => {
    const { err } = await memwrap(['-n', '\x1b]0;x\x07', '--', 'sleep', '0.2'], { cwd: folder });
    expect(err).not.toContain('\x1b');
  });
});

describe('sentence 27: keys are data', () => {
  test('nothing in a recording chooses a file that is written', async ({ folder }) => {
    const file = path.join(folder, 'f');
    writeFileSync(
      file,
      text(
        {
          ...start,
          name: '../../evil',
          output: path.join(folder, 'evil'),
          file: path.join(folder, 'evil'),
        },
        sample(0, MIB),
        sample(1000, MIB),
        end,
      ),
    );
    const before = (await shell('ls -a . ..', { cwd: folder })).out;
    await memwrap(['report', file], { cwd: folder });
    await memwrap(['log', file], { cwd: folder });
    await memwrap(['list'], { cwd: folder });
    expect((await shell('ls -a .', { cwd: folder })).out).toBe('.\n..\nf\n');
    expect(before).toContain('f\n');
  });
});

describe('log --raw returns the original bytes', () => {
  test('any bytes in any chunking', { timeout: 120_000 }, async ({ folder }) => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), {
      minLength: 1,
      maxLength: 6,
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(chunks, async (parts) => {
        const file = path.join(folder, `run-${run++}`);
        for (const [index, part] of parts.entries()) writeFileSync(`${file}.${index}`, part);
        const script = 'for part do cat "$part"; sleep 0.01; done';
        await memwrap(
          [
            '-q',
            '-o',
            file,
            '--',
            'sh',
            '-c',
            script,
            'sh',
            ...parts.map((_, index) => `${file}.${index}`),
          ],
          { cwd: folder },
        );
        const { stdout } = await memwrap(['log', '--raw', file], { cwd: folder });
        expect(stdout.equals(Buffer.concat(parts))).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  test('each stream by itself', async ({ folder }) => {
    await memwrap(['-q', '--', 'sh', '-c', 'printf "out\\r\\n"; printf "err\\0" >&2'], {
      cwd: folder,
    });
    expect((await memwrap(['log', '--raw', '--fd', '1'], { cwd: folder })).out).toBe('out\r\n');
    expect((await memwrap(['log', '--raw', '--fd', '2'], { cwd: folder })).out).toBe('err\0');
    expect(
      (await memwrap(['log', '--raw', onlyRecording(folder)], { cwd: folder })).stdout.length,
    ).toBe(9);
  });

  test('it ends quietly when its reader goes away', async ({ folder }) => {
    await memwrap(['-q', '--', 'seq', '1', '50000'], { cwd: folder });
    const { ended } = begin(
      '/bin/sh',
      ['-c', '"$MEMWRAP" log --raw | head -1; "$MEMWRAP" report | head -1'],
      { cwd: folder, env: { MEMWRAP } },
    );
    const { out, err } = await ended;
    expect(out).toMatch(/^1\n/);
    expect(err).toBe('');
  });
});

test('an hour in the recording is an hour in the report', async ({ folder }) => {
  const file = path.join(folder, 'f');
  const samples = Array.from({ length: 61 }, (_, index) =>
    sample(index * 60_000, MIB * (index + 1)),
  );
  writeFileSync(file, text(start, ...samples, { ...end, time: 1e12 + HOUR }));
  expect((await memwrap(['report', file], { cwd: folder })).out).toMatch(/1h|60m|1:00:00|60 min/);
});

test('the summary of a run that lasted names the line that its memory follows', async ({
  folder,
}) => {
  const script = `
    const kept = [];
    for (let i = 0; i < 9; i++) setTimeout(() => {
      console.log('loading part ' + i);
      kept.push(Buffer.alloc(12 << 20, i));
    }, 200 + i * 300);
    setTimeout(() => kept.length, 5400);`;
  const { err } = await memwrap(['--', process.execPath, '-e', script], { cwd: folder });
  const [first, second] = err.trimEnd().split('\n');
  expect(first).toMatch(/^memwrap .* peak /);
  expect(second).toContain('loading part');
});
