import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { run } from '../../../src/cli/commands/report.ts';
import { UserError } from '../../../src/text/user-error.ts';
import { encoded, exampleRecords, temporaryFolder, writeFiles } from '../recording-files.ts';
import { testWorld } from '../world.ts';

const RECORDING = encoded(exampleRecords());

async function report(folder: string, ...args: string[]) {
  const world = testWorld({ cwd: folder });
  const status = await run(args, world);
  return { status, text: world.out() };
}

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return folder;
}

test('without a name the newest run is shown', async () => {
  const folder = folderWith({
    '.memwrap/20260101-000000-old.jsonl': encoded(exampleRecords('old')),
    '.memwrap/20260102-000000-new.jsonl': RECORDING,
    '.memwrap/20251231-235959-older.jsonl': encoded(exampleRecords('older')),
    '.memwrap/.gitignore': '*\n',
  });
  const { status, text } = await report(folder);
  expect(status).toBe(0);
  expect(text).toMatch(/^python job\.py {3}10s {3}exit 0 {3}peak 120 MiB rss {3}10 lines\n/);
  expect(text).toContain('└─1');
});

test('a name means the newest run of that name, also where several began in one second', async () => {
  const folder = folderWith({
    '.memwrap/20260101-000000-job.jsonl': encoded([...exampleRecords('first')]),
    '.memwrap/20260101-000000-job-2.jsonl': encoded([...exampleRecords('second')]),
    '.memwrap/20260102-000000-other.jsonl': encoded([...exampleRecords('other')]),
  });
  const name = async (argument: string) =>
    JSON.parse((await report(folder, argument, '--json')).text).name;
  expect(await name('job')).toBe('second');
  expect(await name('other')).toBe('other');
});

test('without the folder of the working directory that of the user is looked into', async () => {
  const folder = folderWith({ 'state/memwrap/20260101-000000-job.jsonl': RECORDING });
  const world = testWorld({
    cwd: '/nowhere',
    env: { XDG_STATE_HOME: path.join(folder, 'state') },
  });
  expect(await run([], world)).toBe(0);
  expect(world.out()).toContain('python job.py');
});

test('without any run it is said how to make one', async () => {
  await expect(report(temporaryFolder())).rejects.toThrow(
    new UserError('no run recorded here yet', 'try: memwrap <command>'),
  );
});

test.each([
  ['empty', '', 'run.jsonl: is empty, nothing was recorded'],
  ['garbage', 'what\nis\nthis\n', 'run.jsonl: is not a recording'],
  ['binary', Buffer.from([0, 1, 2, 255, 10, 13]), 'run.jsonl: is not a recording'],
  ['JSON of another kind', '{"a":1}\n[]\nnull\n', 'run.jsonl: is not a recording'],
])('%s gives one line that names the file', async (_, content, message) => {
  const folder = folderWith({ 'run.jsonl': content });
  await expect(report(folder, 'run.jsonl')).rejects.toThrow(message);
});

test('a directory, a named pipe, a device and a missing file are refused in words', async () => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'directory'));
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
  const refused = async (argument: string, message: string) =>
    expect(report(folder, argument)).rejects.toThrow(message);
  await refused('directory', 'directory: is a directory, not a recording');
  await refused('pipe', 'pipe: is a named pipe, not a recording');
  await refused('/dev/zero', '/dev/zero: is a device, not a recording');
  await refused('missing.jsonl', 'missing.jsonl: there is no such file');
  await refused('missing', 'missing: neither a file nor the name of a recorded run');
});

test.skipIf(process.getuid?.() === 0)(
  'a file that may not be read is refused in words',
  async () => {
    const folder = folderWith({ 'secret.jsonl': RECORDING });
    chmodSync(path.join(folder, 'secret.jsonl'), 0);
    await expect(report(folder, 'secret.jsonl')).rejects.toThrow('secret.jsonl: permission denied');
  },
);

test('a file name cannot write to the terminal', async () => {
  await expect(report(temporaryFolder(), 'x\x1b]0;pwned\x07.jsonl')).rejects.toThrow(
    /^x\.jsonl: there is no such file$/,
  );
});

test('what is skipped is counted, a torn end is said, and so is a missing end', async () => {
  const lines = RECORDING.split('\n').slice(0, 60);
  lines.splice(20, 0, 'garbage', '{"level":30,"time":1,"type":"tomorrow"}');
  const folder = folderWith({ 'run.jsonl': `${lines.join('\n')}\n{"level":20,"time":178` });
  const { text } = await report(folder, 'run.jsonl');
  expect(text).toContain('  Unfinished: the recording stops at 5.3s without an end.\n');
  expect(text).toContain('  warning: 1 line skipped: no records\n');
  expect(text).toContain(
    '  warning: 1 line skipped: records of a kind that this version does not know\n',
  );
  expect(text).toContain('  warning: the last line was cut off and left out\n');
});

test('a newer version is said', async () => {
  const folder = folderWith({ 'run.jsonl': RECORDING.replace('"version":1', '"version":9') });
  const { text } = await report(folder, 'run.jsonl', '--width', '120');
  expect(text.match(/newer memwrap \(format 9\)/g)).toHaveLength(1);
});

test('a recording cut at any byte gives a report or one clear line', async () => {
  const folder = temporaryFolder();
  const whole = Buffer.from(encoded(exampleRecords().filter((_, i) => i % 8 === 0)));
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length), async (length) => {
      writeFiles(folder, { 'cut.jsonl': whole.subarray(0, length) });
      try {
        const { status, text } = await report(folder, 'cut.jsonl');
        expect(status).toBe(0);
        expect(text).not.toMatch(/NaN|undefined/);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect(String(error)).toContain('cut.jsonl: is ');
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  [['--metric', 'heap'], '--metric: "heap" is not a valid choice'],
  [['--x', 'log'], '--x: "log" is not a valid choice'],
  [['--style', 'pie'], '--style: "pie" is not a valid choice'],
  [['--width', '10'], '--width: "10" is not a number of columns from 40 to 1000'],
  [['--lines', 'many'], '--lines: "many" is not a whole number from 0 on'],
  [['--phase', '0'], '--phase: "0" is not a whole number from 1 on'],
  [['--json', '--md'], '--json and --md exclude each other'],
  [['--jsn'], "unknown option '--jsn'"],
  [['one', 'two'], 'too many arguments'],
])('%j is a mistake that is explained', async (args, message) => {
  const folder = folderWith({ '.memwrap/20260101-000000-job.jsonl': RECORDING });
  await expect(report(folder, ...args)).rejects.toThrow(UserError);
  await expect(report(folder, ...args)).rejects.toThrow(message);
});

test('a phase that is not there is refused', async () => {
  const folder = folderWith({ 'run.jsonl': RECORDING });
  await expect(report(folder, 'run.jsonl', '--phase', '99')).rejects.toThrow(
    'there is no phase 99',
  );
});

test('help fits into 80 columns', async () => {
  const { text } = await report('/nowhere', '--help');
  expect(text).toContain('memwrap report [run]');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('a labelled recording in the neutral form is read as it is', async () => {
  const folder = folderWith({
    'd.jsonl': [
      '{"format":"phases-recording/1","name":"d","interval":1,"exit":0}',
      '{"t":0,"rss":10485760}',
      '{"t":0.5,"stream":"stderr","line":"go"}',
      'nonsense',
      '{"t":1,"rss":20971520}',
      '{"t":2,"rss":31457280}',
    ].join('\n'),
  });
  const { text } = await report(folder, 'd.jsonl', '--json');
  expect(JSON.parse(text)).toMatchObject({ name: 'd', duration: 2000, lines: 1, samples: 3 });
});

test('in the log of a CI system the chart is drawn in lines, in another locale in ASCII', async () => {
  const folder = folderWith({ 'run.jsonl': RECORDING });
  const drawn = async (env: Record<string, string>, ...args: string[]) => {
    const world = testWorld({ cwd: folder, env: { NO_COLOR: '1', ...env } });
    await run(['run.jsonl', ...args], world);
    return world.out();
  };
  expect(await drawn({})).toMatch(/[⠁-⣿]/);
  expect(await drawn({ GITHUB_ACTIONS: 'true' })).toMatch(/╭/);
  expect(await drawn({ GITHUB_ACTIONS: 'true' }, '--style', 'braille')).toMatch(/[⠁-⣿]/);
  expect(await drawn({ LC_ALL: 'C' })).toMatch(/^[\n\x20-\x7e]+$/);
  expect(await drawn({ TERM: 'dumb' })).toMatch(/^[\n\x20-\x7e]+$/);
});
