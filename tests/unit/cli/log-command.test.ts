import fc from 'fast-check';
import { expect, test } from 'vitest';
import { run } from '../../../src/cli/commands/log.ts';
import { encodeRecord } from '../../../src/recording/encode.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { UserError } from '../../../src/text/user-error.ts';
import { encoded, exampleRecords, START, temporaryFolder, writeFiles } from '../recording-files.ts';
import { MIB } from '../records.ts';
import { testWorld } from '../world.ts';

async function log(content: string | Uint8Array, ...args: string[]) {
  const folder = temporaryFolder();
  writeFiles(folder, { 'run.jsonl': content });
  const world = testWorld({ cwd: folder });
  const status = await run(['run.jsonl', ...args], world);
  return { status, text: world.out(), bytes: world.outBytes(), complaints: world.err() };
}

const RECORDING = encoded(exampleRecords());

test('the output comes with its time, the memory then, and which stream it went to', async () => {
  const { status, text } = await log(RECORDING);
  expect(status).toBe(0);
  const lines = text.split('\n');
  expect(lines[0]).toBe(' 0:00.500    20 MiB │ step 0 of 9');
  expect(lines[9]).toBe(' 0:09.500   108 MiB ! step 9 of 9');
  expect(lines.length).toBe(11);
});

test('a line that came in parts is told with the time and the memory of its first byte', async () => {
  const records: StreamRecord[] = [
    { type: 'start', time: START, version: 1, name: 'x' },
    { type: 'sample', time: START + 100, rss: 10 * MIB },
    { type: 'sample', time: START + 900, rss: 70 * MIB },
    { type: 'line', time: START + 1000, fd: 1, msg: 'test_x ... ok', begun: START + 150 },
    { type: 'line', time: START + 1000, fd: 1, msg: 'done' },
  ];
  const { text } = await log(encoded(records));
  expect(text.split('\n').slice(0, 2)).toEqual([
    ' 0:00.150    10 MiB │ test_x ... ok',
    ' 0:01.000    70 MiB │ done',
  ]);
  expect((await log(encoded(records), '--until', '500ms')).text).toContain('test_x');
});

test('a part of it can be asked for by time, by stream and by pattern', async () => {
  const steps = async (...args: string[]) =>
    [...(await log(RECORDING, ...args)).text.matchAll(/step (\d)/g)].map((found) =>
      Number(found[1]),
    );
  expect(await steps('--since', '2.5s', '--until', '5s')).toEqual([2, 3, 4]);
  expect(await steps('--fd', '2')).toEqual([9]);
  expect(await steps('--grep', '[357] of')).toEqual([3, 5, 7]);
});

test('a part of it can be asked for by phase, and the phases make up the whole', async () => {
  const parts: string[] = [];
  for (let phase = 1; ; phase += 1) {
    try {
      parts.push((await log(RECORDING, '--phase', String(phase))).text);
    } catch (error) {
      expect(String(error)).toContain(`there is no phase ${phase}`);
      break;
    }
  }
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.join('')).toBe((await log(RECORDING)).text);
});

test('what a line would do to the terminal is shown instead', async () => {
  const evil: StreamRecord = {
    type: 'line',
    time: START + 1,
    fd: 1,
    msg: '\x1b]52;c;ZXZpbA==\x07a\u202Eb\x1b[31mc\0\x9b2Jd',
  };
  const { text } = await log(encoded([...exampleRecords().slice(0, 1), evil]));
  expect(text).toBe(' 0:00.001           │ a�bc␀d\n');
});

test('raw gives back every byte of a stream', async () => {
  const piece = fc.record({
    fd: fc.constantFrom(1, 2),
    bytes: fc.uint8Array({ maxLength: 40 }),
    eol: fc.constantFrom('\n', '', '\r', '\r\n'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 20 }),
      fc.constantFrom(1, 2),
      async (pieces, fd) => {
        const records = pieces.map(({ fd, bytes, eol }): StreamRecord => {
          const text = Buffer.from(bytes).toString('utf8');
          const valid = Buffer.from(text).equals(Buffer.from(bytes));
          return {
            type: 'line',
            time: START,
            fd,
            msg: valid ? text : '…',
            ...(eol === '\n' ? {} : { eol }),
            ...(valid ? {} : { b64: Buffer.from(bytes).toString('base64') }),
          };
        });
        const written = pieces
          .filter((piece) => piece.fd === fd)
          .map(({ bytes, eol }) => Buffer.concat([bytes, Buffer.from(eol)]));
        const start = exampleRecords().slice(0, 1);
        const { bytes } = await log(encoded([...start, ...records]), '--raw', '--fd', String(fd));
        expect(bytes.equals(Buffer.concat(written))).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

test('a pattern that would take for ever is given up', async () => {
  const evil: StreamRecord = { type: 'line', time: START, fd: 1, msg: `${'a'.repeat(40)}!` };
  await expect(log(encodeRecord(evil), '--grep', '^(a+)+$')).rejects.toThrow(
    '--grep: this pattern takes too long',
  );
}, 20_000);

test('a reader that goes away ends it quietly', async () => {
  const folder = temporaryFolder();
  const many = Array.from(
    { length: 60_000 },
    (_, i): StreamRecord => ({
      type: 'line',
      time: START + i,
      fd: 1,
      msg: `line ${i} ${'x'.repeat(60)}`,
    }),
  );
  writeFiles(folder, { 'run.jsonl': encoded(many) });
  const world = testWorld({ cwd: folder, closedAfter: 1 });
  expect(await run(['run.jsonl'], world)).toBe(0);
  expect(world.out().length).toBeLessThan(encoded(many).length / 2);
});

test('a damaged recording gives what it has, and what was skipped is said on stderr', async () => {
  const { text, complaints } = await log(`${RECORDING.slice(0, 2000)}\ngarbage\n`);
  expect(text).toContain('step 0 of 9');
  expect(complaints).toMatch(/^memwrap: run\.jsonl: \d lines? skipped: no records\n$/);
});

test.each([
  [['--fd', '0'], '--fd: "0" is not 1 (stdout), 2 (stderr) or the number of a log'],
  [['--since', '10'], '--since: "10" has no unit'],
  [['--grep', '('], '--grep: Invalid regular expression'],
  [['--phase', 'x'], '--phase: "x" is not a whole number from 1 on'],
])('%j is a mistake that is explained', async (args, message) => {
  await expect(log(RECORDING, ...args)).rejects.toThrow(UserError);
  await expect(log(RECORDING, ...args)).rejects.toThrow(message);
});

test('an empty file and one without a record are refused in words', async () => {
  await expect(log('')).rejects.toThrow('run.jsonl: is empty, nothing was recorded');
  await expect(log('x\n')).rejects.toThrow('run.jsonl: is not a recording');
});

test('help fits into 80 columns', async () => {
  const { text } = await log(RECORDING, '--help');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});
