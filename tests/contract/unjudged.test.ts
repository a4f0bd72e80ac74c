import { chmodSync, copyFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { native } from './harness/native.ts';
import { needs } from './harness/needs.ts';
import { beginShell, memwrap } from './harness/program.ts';
import { ofType, records } from './harness/recording.ts';

/** memwrap as a user who may not read what is denied: root may read everything. */
async function asUser(folder: string, ...args: readonly string[]) {
  chmodSync(folder, 0o777);
  // The folder of the compiled programs is ours alone.
  copyFileSync(native('denied'), path.join(folder, 'denied'));
  const user = process.getuid?.() === 0 ? 'setpriv --reuid 65534 --regid 65534 --clear-groups' : '';
  return beginShell(`exec ${user} "$MEMWRAP" "$@"`, { cwd: folder }, args).ended;
}

describe('a limit that cannot be judged is never a pass', () => {
  test('where nothing is measured it fails, unless --if-unknown passes it', async ({ folder }) => {
    const args = ['-q', '--sampler', 'none', '--max-rss', '8GiB'];
    const failed = await memwrap([...args, '--', 'true'], { cwd: folder });
    expect(failed.status).toBe(122);
    expect(failed.err).toBe(
      'memwrap: --max-rss is not judged: switched off; --if-unknown pass lets it pass\n',
    );
    const passed = await memwrap([...args, '--if-unknown', 'pass', '--', 'true'], { cwd: folder });
    expect(passed.status).toBe(0);
    expect(passed.err).toBe('memwrap: --max-rss is not judged: switched off (a warning only)\n');
    const own = await memwrap([...args, '--', 'sh', '-c', 'exit 3'], { cwd: folder });
    expect(own.status).toBe(3);
  });

  test('a command that ends at once keeps a ceiling that it cannot have reached', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux');
    const args = ['-q', '--max-rss', '8GiB', '--max-pss', '8GiB', '--min-free', '1MiB'];
    const { status, err } = await memwrap([...args, '--', 'true'], { cwd: folder });
    expect({ status, err }).toEqual({ status: 0, err: '' });
  });

  test('without PSS RSS decides --max-pss where it can', async ({ folder, skip }) => {
    needs(skip, 'cc');
    const held = (limit: string) =>
      memwrap(
        ['-q', '--sampler', 'portable', '--max-pss', limit, '--', native('holder'), 'plain', '64'],
        { cwd: folder, input: '' },
      );
    expect((await held('8GiB')).status).toBe(0);
    const { status, err } = await held('20MiB');
    expect(status).toBe(122);
    expect(err).toContain('--max-pss is not judged: the portable sampler reads RSS only');
  });

  test('a process whose PSS is denied breaks --max-pss by what nobody can share', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux', 'cc', 'setpriv');
    const run = ['-q', '-o', 'own', '--max-pss', '40MiB', '--', './denied', 'own', '64'];
    const { status, err } = await asUser(folder, ...run);
    expect(status).toBe(122);
    expect(err).toMatch(/MiB pss at least > 40.0 MiB/);
    const checked = await memwrap(['check', 'own', '--max-pss', '40MiB'], { cwd: folder });
    expect(checked.status).toBe(122);
    expect(checked.out).toMatch(/over +max-pss .* at least/);
  });

  test('where it may all be shared --max-pss is not judged, and the command is not killed', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux', 'cc', 'setpriv');
    const limit = ['--on-breach', 'kill', '--max-pss', '40MiB'];
    const run = ['-q', '-o', 'shared', ...limit, '--', './denied', 'shared', '64'];
    const { status, out, err } = await asUser(folder, ...run);
    expect({ status, out }).toEqual({ status: 122, out: 'done\n' });
    expect(err).toMatch(
      /^memwrap: --max-pss is not judged: the PSS of denied \(\d+\) may not be read; it was between /,
    );
    const file = path.join(folder, 'shared');
    expect(ofType(file, 'unread')).toMatchObject([{ name: 'denied', metric: 'pss' }]);
    expect(ofType(file, 'end')[0]).toMatchObject({ unjudged: [{ limit: 'max-pss' }] });
    expect(ofType(file, 'breach')).toEqual([]);
    const all = records(file);
    const from = all.findIndex(({ type }) => type === 'unread');
    // Without RSS it has ended.
    const living = all.slice(from).filter((one) => Number(one['rss']) > 0);
    expect(living.filter((one) => 'pss' in one)).toEqual([]);
    const checked = await memwrap(['check', 'shared', '--max-pss', '40MiB'], { cwd: folder });
    expect(checked.status).toBe(122);
    expect(checked.out).toContain('not judged: the PSS of denied');
    const report = await memwrap(['report', 'shared', '--md'], { cwd: folder });
    expect(report.out).toContain('the pss of one process may not be read (denied)');
    expect(report.out).toContain('--max-pss is not judged');
  });

  test('a named baseline that is of no use fails, a pattern may match nothing of use', async ({
    folder,
  }) => {
    const none = await memwrap(['-q', '-o', 'none', '--sampler', 'none', '--', 'true'], {
      cwd: folder,
    });
    expect(none.status).toBe(0);
    const named = await memwrap(['-q', '--baseline', 'none', '--', 'true'], { cwd: folder });
    expect(named.status).toBe(122);
    expect(named.err).toContain('--baseline is not judged: no run of the baseline can be used');
    const matched = await memwrap(['-q', '--baseline', 'non*', '--', 'true'], { cwd: folder });
    expect(matched.status).toBe(0);
  });
});
