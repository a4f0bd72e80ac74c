import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { native } from './harness/native.ts';
import { needs } from './harness/needs.ts';
import { memwrap } from './harness/program.ts';
import { ofType, onlyRecording } from './harness/recording.ts';

/** No measurement but the first and the last. */
const NEVER = ['-i', '1h'];

/** Holds 64 MiB, and ends at once; then the script goes on. */
const SHORT = (after: string) => [
  'sh',
  '-c',
  `"$1" plain 64 </dev/null; ${after}`,
  'sh',
  native('holder'),
];

describe('what lived between two samples', () => {
  for (const [when, after] of [
    ['before the end of the command', 'sleep 0.2'],
    ['as its last', 'true'],
  ] as const) {
    test(`a process that may have broken a ceiling unseen fails the run (${when})`, async ({
      folder,
      skip,
    }) => {
      needs(skip, 'linux', 'cc');
      const { status, err } = await memwrap(
        ['-q', ...NEVER, '-m', '40MiB', '--', ...SHORT(after)],
        {
          cwd: folder,
        },
      );
      expect(err).toMatch(
        /--max-rss is not judged: (a )?process.*; it was between .* and 6[4-9](\.\d)? MiB/,
      );
      expect(status).toBe(122);
      // On a busy machine the first measurement may come while it grows.
      const most = ofType(onlyRecording(folder), 'unseen').map((record) => Number(record['most']));
      expect(Math.max(...most)).toBeGreaterThan(64 * 2 ** 20);
      expect(Math.max(...most)).toBeLessThan(80 * 2 ** 20);
    });
  }

  test('check says so of the recording', async ({ folder, skip }) => {
    needs(skip, 'linux', 'cc');
    const run = await memwrap(['-q', ...NEVER, '-o', 'r.jsonl', '--', ...SHORT('sleep 0.2')], {
      cwd: folder,
    });
    expect(run.status).toBe(0);
    const open = await memwrap(['check', 'r.jsonl', '--max-rss', '40MiB'], { cwd: folder });
    expect(open.out).toMatch(/\? {5}max-rss.*not judged: process/);
    expect(open.status).toBe(122);
    const kept = await memwrap(['check', 'r.jsonl', '--max-rss', '100MiB'], { cwd: folder });
    expect(kept).toMatchObject({ status: 0 });
  });

  test('hundreds of small processes pass below a ceiling', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const script = 'i=0; while [ $i -lt 300 ]; do mkdir -p d; sh -c :; i=$((i+1)); done';
    const { status, err } = await memwrap(['-q', '-m', '300MiB', '--', 'sh', '-c', script], {
      cwd: folder,
    });
    expect({ status, err }).toEqual({ status: 0, err: '' });
  });

  test('where processes were born unseen their number is a lower limit', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux');
    const script = 'sleep 1; i=0; while [ $i -lt 20 ]; do /bin/true; i=$((i+1)); done; sleep 0.1';
    await memwrap(['-q', ...NEVER, '-o', 'r.jsonl', '--', 'sh', '-c', script], { cwd: folder });
    const { out } = await memwrap(['report', 'r.jsonl'], { cwd: folder });
    expect(out.split('\n', 2).join(' ')).toMatch(/at least \d+ process(es)?\b/);
    const { out: json } = await memwrap(['report', 'r.jsonl', '--json'], { cwd: folder });
    expect(JSON.parse(json)).toMatchObject({ processesAtLeast: true });
  });
});
