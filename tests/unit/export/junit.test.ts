import { expect, test } from 'vitest';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { end, MIB, sample, start } from '../records.ts';
import { exported } from './exported.ts';

const BREACH: StreamRecord = {
  type: 'breach',
  time: start().time + 50,
  limit: 'max-rss',
  allowed: 10 * MIB,
  measured: 11 * MIB,
  by: 'sample',
};
const LIMITS = start({ limits: { 'max-rss': 10 * MIB, 'max-pss': 9 * MIB, 'min-free': 1 } });

const cases = (text: string): string[] =>
  text.match(/<testcase[\s\S]*?(?:\/>|<\/testcase>)/g) ?? [];

test('a test a limit: failed, skipped where it was not judged, passed', async () => {
  const text = await exported('junit', [
    LIMITS,
    sample(0, 1),
    sample(50, 11),
    BREACH,
    end(100, { status: 122, unjudged: [{ limit: 'max-pss', why: 'the <kernel> says no' }] }),
  ]);
  expect(text).toContain(
    'name="job" timestamp="2023-11-14T22:13:20" hostname="localhost" tests="3" failures="1" errors="0" skipped="1" time="0.100"',
  );
  const [rss, pss, free] = cases(text);
  expect(rss).toContain('name="max-rss 10.0 MiB"');
  expect(rss).toContain('<failure message="job peaked at 11.0 MiB rss (10.0 MiB allowed)"');
  expect(pss).toContain('<skipped message="--max-pss is not judged: the &lt;kernel&gt; says no"/>');
  expect(free).toMatch(/name="min-free 1 B" time="0.100"\/>$/);
});

test('a breach that only warned fails nothing, and is told', async () => {
  const text = await exported('junit', [LIMITS, sample(50, 11), BREACH, end(100, { status: 0 })]);
  expect(text).toContain('failures="0"');
  expect(text).toContain('it peaked at 11.0 MiB rss (10.0 MiB allowed)');
});

test('a run without limits is one test that passed; one that was killed is one that failed', async () => {
  const calm = await exported('junit', [start({ name: '  ' }), sample(0, 1), end(100)]);
  expect(cases(calm)).toEqual(['<testcase classname="memwrap.run" name="memory" time="0.100"/>']);
  const killed = await exported('junit', [
    start(),
    sample(0, 1),
    end(100, {
      exit: { signal: 'SIGKILL' },
      status: 137,
      cause: 'system-oom',
      killed: [{ pid: 1, cause: 'system-oom', command: true }],
    }),
  ]);
  expect(cases(killed).at(-1)).toMatch(/name="not killed".*<failure message=".+" type="killed">/);
});
