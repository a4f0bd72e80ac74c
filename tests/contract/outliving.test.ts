import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { memwrap } from './harness/program.ts';
import { ofType } from './harness/recording.ts';

const rec = (folder: string): string => path.join(folder, 'rec');

describe('processes that outlive the command', () => {
  test('are counted and named in the summary, the recording and the report', async ({ folder }) => {
    const script = 'sleep 30 >/dev/null 2>&1 & sleep 31 >/dev/null 2>&1 & echo started';
    const { err } = await memwrap(['-o', 'rec', '--', 'sh', '-c', script], { cwd: folder });
    const words =
      '2 processes of the tree still run and are not measured any more: sleep 30, sleep 31';
    expect(err).toContain(words);
    const [end] = ofType(rec(folder), 'end');
    expect(end).toMatchObject({
      outlived: { count: 2, processes: [{ name: 'sleep', argv: ['sleep', '30'] }, {}] },
    });
    for (const form of [[], ['--md']]) {
      const { out } = await memwrap(['report', 'rec', '--width', '120', ...form], { cwd: folder });
      expect(out).toContain(words);
    }
    const { out } = await memwrap(['report', 'rec', '--json'], { cwd: folder });
    expect(JSON.parse(out)).toMatchObject({ outlived: { count: 2 } });
  });

  test('are recorded but not said with -q, and without their arguments with --no-argv', async ({
    folder,
  }) => {
    const script = 'sleep 30 >/dev/null 2>&1 & true';
    const args = ['-q', '--no-argv', '-o', 'rec', '--', 'sh', '-c', script];
    expect((await memwrap(args, { cwd: folder })).err).toBe('');
    const [end] = ofType(rec(folder), 'end');
    const { outlived } = end as { outlived?: { count: number; processes: readonly object[] } };
    expect(outlived?.count).toBe(1);
    expect(outlived?.processes[0]).not.toHaveProperty('argv');
  });

  test('are not those that end while the output is drained, nor what was there before', async ({
    folder,
  }) => {
    const script = 'sleep 0.3 & exit 0';
    const { err } = await memwrap(['-o', 'rec', '--', 'sh', '-c', script], { cwd: folder });
    expect(err).not.toContain('still run');
    const [end] = ofType(rec(folder), 'end');
    expect(end).not.toHaveProperty('outlived');
  });
});
