import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { memwrap } from './harness/program.ts';
import { ofType } from './harness/recording.ts';

const text = (folder: string): string => readFileSync(path.join(folder, 'rec'), 'utf8');

describe('secrets', () => {
  test('in command lines are masked in the recording, in messages and for CI, and nowhere else', async ({
    folder,
  }) => {
    const summary = path.join(folder, 'summary.md');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const script = 'echo "$@"; sh -c "sleep 0.4; :" --token=hunter2; sleep 30 >/dev/null 2>&1 &';
    const args = ['-o', 'rec', '--max-rss', '1MiB', '--'];
    const { out, err } = await memwrap(
      [
        ...args,
        'sh',
        '-c',
        `${script}\nsleep 0.5`,
        '--password',
        'hunter2',
        'https://u:hunter2@h/',
      ],
      { cwd: folder, env },
    );
    expect(out).toBe('hunter2 https://u:hunter2@h/\n');
    const lines = ofType(path.join(folder, 'rec'), 'line').map(({ msg }) => msg);
    expect(lines).toEqual(['hunter2 https://u:hunter2@h/']);
    expect(text(folder).split('hunter2')).toHaveLength(3);
    expect(`${err}${readFileSync(summary, 'utf8')}`).not.toContain('u:hunter2');
    expect(text(folder)).toContain('"--password","***"');
  });

  test('--no-redact keeps them', async ({ folder }) => {
    await memwrap(['-q', '--no-redact', '-o', 'rec', '--', 'true', '--token=hunter2'], {
      cwd: folder,
    });
    expect(text(folder)).toContain('hunter2');
  });

  test('--redact masks lines and arguments in the recording; the output is what the command wrote', async ({
    folder,
  }) => {
    const script =
      'echo "id 1234"; printf "id 56"; sleep 1.2; echo "78 end"; echo plain >&2; echo 9999';
    const args = [
      '-q',
      '-o',
      'rec',
      '--redact',
      '\\d{4}',
      '--redact',
      'plain',
      '--mark',
      '^id',
      '--',
    ];
    const { out, err } = await memwrap([...args, 'sh', '-c', script, '4321'], { cwd: folder });
    expect({ out, err }).toEqual({ out: 'id 1234\nid 5678 end\n9999\n', err: 'plain\n' });
    for (const secret of ['1234', '5678', '9999', '4321', 'plain']) {
      const records = text(folder)
        .split('\n')
        .filter((line) => !line.includes('"type":"sample"'));
      const fields = records.map((line) =>
        line.replace(/"(?:time|since|begun|pid|ppid|started|exited)":[\d.]+/g, ''),
      );
      expect(fields.filter((line) => line.includes(secret))).toEqual([]);
    }
    expect(ofType(path.join(folder, 'rec'), 'end')[0]).toMatchObject({ lines: 4 });
    const raw = await memwrap(['log', 'rec', '--raw', '--fd', '1'], { cwd: folder });
    expect(raw.out).toBe('id ***\nid *** end\n***\n');
    expect(raw.err).toMatch(/^memwrap: rec: 3 lines were redacted when recorded.*\n$/);
  });

  test('a pattern that is none stops the run before it starts; one without an end does not hang it', async ({
    folder,
  }) => {
    const bad = await memwrap(['--redact', '(', '--', 'touch', 'ran'], { cwd: folder });
    expect(bad.status).toBe(125);
    expect(bad.err).toMatch(/^memwrap: .*--redact.*\n$/);
    const evil = 'echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!; echo done';
    const args = ['-q', '-o', 'rec', '--redact', '(a+)+$', '--', 'sh', '-c', evil];
    const { out, err } = await memwrap(args, { cwd: folder });
    expect(out).toMatch(/!\ndone\n$/);
    expect(err).toMatch(/^memwrap: --redact: .*\n$/);
    expect(text(folder)).not.toContain('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"');
  });
});
