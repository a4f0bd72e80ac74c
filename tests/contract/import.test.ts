import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { needs, python } from './harness/needs.ts';
import { memwrap } from './harness/program.ts';
import { onlyRecording, records } from './harness/recording.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');

/** Takes 5 times 20 MiB, and writes a log with time stamps to a file of its own. */
const JOB = `import logging, time
logging.basicConfig(filename="job.log", level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
kept = []
for part in range(5):
    time.sleep(0.3)
    kept.append(bytearray(b"x") * (20 << 20))
    logging.info("loaded part %d of 5", part + 1)
time.sleep(0.3)`;

function fixture(folder: string, ...names: readonly string[]): void {
  for (const name of names)
    cpSync(path.join(FIXTURES, name), path.join(folder, path.basename(name)));
}

describe('import', () => {
  test('a recording of another tool becomes one of ours, which is reported, listed and printed like any other', async ({
    folder,
  }) => {
    fixture(folder, 'import/runsolver.watch', 'logs/runsolver.out');
    const { status, out, err } = await memwrap(
      ['import', 'runsolver.watch', '--log', 'runsolver.out'],
      {
        cwd: folder,
      },
    );
    expect(err).toBe('');
    expect(status).toBe(0);
    const file = onlyRecording(folder);
    expect(out.trimEnd().split('\n').at(-1)).toContain(path.basename(file));
    const report = await memwrap(['report', 'runsolver'], { cwd: folder });
    expect(report.out).toMatch(
      /^\S+python3 job\.py \(runsolver\) {3}8s {3}exit 0 {3}peak 313 MiB rss/,
    );
    expect((await memwrap(['list'], { cwd: folder })).out).toContain('runsolver');
    const log = await memwrap(['log', 'runsolver', '--raw', '--fd', '3'], { cwd: folder });
    const lines = readFileSync(path.join(folder, 'runsolver.out'), 'utf8').trimEnd().split('\n');
    // Without the stamps at their heads.
    expect(log.out.trimEnd().split('\n')).toEqual(
      lines.map((line) => line.slice(line.indexOf('\t') + 1)),
    );
  });

  test('to stdout it is the same, and nothing else', async ({ folder }) => {
    fixture(folder, 'import/mprof-runs.dat');
    const { status, out, err } = await memwrap(['import', 'mprof-runs.dat', '-o', '-'], {
      cwd: folder,
    });
    expect([status, err]).toEqual([0, '']);
    await memwrap(['import', 'mprof-runs.dat', '-o', 'kept.jsonl'], { cwd: folder });
    expect(out).toBe(readFileSync(path.join(folder, 'kept.jsonl'), 'utf8'));
    expect(
      records(path.join(folder, 'kept.jsonl')).filter(({ type }) => type === 'start'),
    ).toHaveLength(1);
  });

  test('the file that is read is never written over', async ({ folder }) => {
    fixture(folder, 'import/mprof-runs.dat');
    const before = readFileSync(path.join(folder, 'mprof-runs.dat'));
    const args = ['import', 'mprof-runs.dat', '-o', './mprof-runs.dat', '--force'];
    expect((await memwrap(args, { cwd: folder })).err).toMatch(/^memwrap: --output: [^\n]+\n$/);
    expect(readFileSync(path.join(folder, 'mprof-runs.dat'))).toEqual(before);
  });

  test('what cannot be imported leaves no file behind', async ({ folder }) => {
    writeFileSync(path.join(folder, 'plain.txt'), 'nothing of the kind\n');
    writeFileSync(path.join(folder, 'empty.dat'), 'CMDLINE a\nMEM 0.000000 1700000000.1\n');
    for (const file of ['plain.txt', 'empty.dat', 'gone.dat']) {
      const { status, out, err } = await memwrap(['import', file], { cwd: folder });
      expect([status, out]).toEqual([125, '']);
      expect(err).toMatch(/^memwrap: [^\n]+\n$/);
      expect(err).toContain(file);
    }
    expect(() => onlyRecording(folder)).toThrow();
  });
});

describe('a log beside it', () => {
  test('of a run that wrote its log to a file, the line behind the growth is named', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux', 'python3');
    await memwrap(['-q', '-o', 'run.jsonl', '--', python(), '-c', JOB], { cwd: folder });
    const { out } = await memwrap(['report', 'run.jsonl', '--log', 'job.log', '--json'], {
      cwd: folder,
    });
    const { lines, growthByLine } = JSON.parse(out);
    expect(lines).toBe(5);
    expect(JSON.stringify(growthByLine)).toContain('loaded part');
  });

  test('whatever it holds, there is a report or one clear line', async ({ folder }) => {
    fixture(folder, 'import/mprof-children.dat');
    const logs: Readonly<Record<string, string | Buffer>> = {
      plain: 'hello\nworld\n',
      controls: '\x1b[2J\x1b]0;title\x07[0.5] a\u202eb\n\x00\x01 12:00:00 c\n',
      bytes: Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x0a, 0x80, 0x81, 0x0a]),
      long: `12:00:00 ${'x'.repeat(3_000_000)}`,
      jumps: '2026-11-22T08:49:10Z a\n1999-01-01T00:00:00Z b\n2099-01-01T00:00:00Z c\n',
      days: '2026-02-31 99:99:99 a\n2026-13-01 00:00:00 b\nFeb 30 00:00:00 c\n',
      empty: '',
    };
    for (const [name, content] of Object.entries(logs)) {
      writeFileSync(path.join(folder, `${name}.log`), content);
      const args = ['report', 'mprof-children.dat', '--log', `${name}.log`];
      const { status, out, err } = await memwrap(args, { cwd: folder });
      expect(`${out}${err}`).not.toMatch(
        /please report|\bNaN\b|\bundefined\b|[\x00-\x08\x0b-\x1f\u202e]/,
      );
      if (status === 0) expect(out).toContain('peak 312 MiB');
      else
        expect([status, out, err]).toEqual([
          125,
          '',
          expect.stringMatching(/^memwrap: --log [^\n]+\n$/),
        ]);
    }
  });
});
