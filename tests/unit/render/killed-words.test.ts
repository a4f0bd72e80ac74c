import { expect, test } from 'vitest';
import type { Full, Killed } from '../../../src/analyze/report/types.ts';
import { CI_SYSTEMS } from '../../../src/ci/registry.ts';
import { chartReport } from '../../../src/render/chart-report.ts';
import { endWords } from '../../../src/render/end-words.ts';
import { jsonReport } from '../../../src/render/json.ts';
import { isGrave, killedSentences, ofLimit } from '../../../src/render/killed-words.ts';
import { markdownReport } from '../../../src/render/markdown.ts';
import { spoken } from '../../../src/render/voice.ts';
import { end, MIB, process, sample, start } from '../records.ts';
import { reportOf } from '../report-of.ts';
import { exampleReport, GIB } from './example.ts';

const VIEW = { columns: 80, color: false, unicode: true };
const WORKER: Killed = {
  time: 700,
  pid: 42,
  label: 'python3 train.py',
  cause: 'cgroup-oom',
  bytes: 138 * MIB,
  metric: 'rss',
  limit: 150 * MIB,
};
const FULL: Full = { where: 'cgroup', used: 200 * MIB, limit: 200 * MIB, probably: true };

const say = (
  killed: readonly Killed[],
  more: Partial<Parameters<typeof killedSentences>[0]> = {},
): string[] => killedSentences({ duration: 1200, breaches: [], killed, ...more }, spoken(true));

test.for<[Partial<Killed>, string]>([
  [
    {},
    'python3 train.py (pid 42, 138 MiB rss when last seen) was killed by the kernel at 0.7 s: the memory limit of its cgroup (150 MiB) was reached.',
  ],
  [
    { command: true, cause: 'system-oom' },
    'The command, python3 train.py (pid 42, 138 MiB rss when last seen), was killed by the kernel at 0.7 s: the system was out of memory.',
  ],
  [
    { probably: true, cause: 'unknown' },
    'python3 train.py (pid 42, 138 MiB rss when last seen) was probably killed by SIGKILL from elsewhere at 0.7 s; the kernel counted no OOM kill.',
  ],
  [
    { held: { tree: 4 * MIB, shmem: 140 * MIB } },
    'python3 train.py (pid 42, 138 MiB rss when last seen) was killed by the kernel at 0.7 s: the memory limit of its cgroup (150 MiB) was reached; the command’s processes held 4 MiB of it, files in tmpfs or shared memory grew by 140 MiB.'.replace(
      '’',
      "'",
    ),
  ],
])('a kill in words: %o', ([changes, words]) => {
  expect(say([{ ...WORKER, ...changes }])).toEqual([words]);
});

test('several by one cause are one sentence, which names the largest or the command', () => {
  const other = { ...WORKER, time: 3000, pid: 43, label: 'node', bytes: 10 * MIB };
  expect(say([other, WORKER])).toEqual([
    '2 processes were killed by the kernel from 0.7 to 3 s: the memory limit of its cgroup (150 MiB) was reached; the largest python3 train.py (pid 42, 138 MiB rss when last seen).',
  ]);
  const ended = { cause: 'ceiling', command: true } as const;
  const breaches = [{ limit: 'max-rss' }] as unknown as Parameters<
    typeof killedSentences
  >[0]['breaches'];
  expect(say([{ ...WORKER, ...ended }], { cause: 'ceiling', breaches })).toEqual([
    'The command, python3 train.py (pid 42, 138 MiB rss when last seen), was killed by the kernel at 0.7 s, at the limit that memwrap set (--max-rss, 150 MiB).',
  ]);
});

test('a cause without a process is told all the same', () => {
  expect(say([], { cause: 'cgroup-oom' })).toEqual([
    'The command, or a process that it waited for, was killed by the kernel: the memory limit of its cgroup (container) was reached.',
  ]);
});

test('an unfinished recording says what was full, and what the kernel could have had back', () => {
  expect(say([], { full: { ...FULL, tree: 5 * MIB, shmem: 150 * MIB } })).toEqual([
    "Unfinished, probably killed for memory: the container was at 200.0 of 200 MiB when the recording stops (1.2 s); the command's processes held 5 MiB of it, files in tmpfs or shared memory grew by 150 MiB.",
  ]);
  expect(say([], { full: { ...FULL, used: 150 * MIB, rate: GIB } })[0]).toContain(
    'the container was at 150.0 of 200 MiB and grew by 1 GiB/s when',
  );
  expect(say([], { full: { ...FULL, cache: 170 * MIB, probably: false } })).toEqual([
    'Unfinished, not known why: the container was at 200.0 of 200 MiB when the recording stops (1.2 s), but 170 MiB of that was page cache, which the kernel takes back before it kills.',
  ]);
  expect(ofLimit(15.9 * GIB, 16 * GIB)).toBe('15.90 of 16 GiB');
});

test('how a run ended says that memory was it', () => {
  const ended = { exit: { code: 1 }, status: 1, finished: true };
  expect(endWords({ ...ended, killed: [WORKER] })).toBe('exit 1, a process OOM-killed');
  expect(endWords({ ...ended, killed: [WORKER, WORKER] })).toBe('exit 1, 2 processes OOM-killed');
  const killed = [{ ...WORKER, command: true }];
  const signal = { exit: { signal: 'SIGKILL' }, status: 137, finished: true };
  expect(endWords({ ...signal, cause: 'cgroup-oom', killed })).toBe('SIGKILL, out of memory');
  expect(endWords({ ...signal, cause: 'unknown' })).toBe('SIGKILL');
  expect(endWords({ finished: false, full: FULL })).toBe('unfinished, probably killed for memory');
  expect(endWords({ finished: false, running: true })).toBe('still running');
});

const REPORT = exampleReport(MIB, [['climb', 1000, 146 * MIB]], {
  exit: { code: 1 },
  status: 1,
  cause: 'cgroup-oom',
  killed: [WORKER],
});
const KERNEL = 'the memory limit of its cgroup (150 MiB) was reached';
const inOneLine = (text: string): string => text.replace(/\s+/g, ' ');

test('report, Markdown and JSON say who was killed', () => {
  expect(inOneLine(chartReport(REPORT, VIEW))).toContain(KERNEL);
  expect(markdownReport(REPORT, VIEW)).toContain(`**\`python3 train.py\` (pid 42, 138 MiB`);
  const { death, cause } = JSON.parse(jsonReport(REPORT));
  expect(cause).toBe('cgroup-oom');
  expect(death).toEqual([expect.stringContaining(KERNEL)]);
});

test('a SIGKILL that a run got over is a note below, and no news for its end', () => {
  const { cause: _, ...fine } = REPORT;
  const report = {
    ...fine,
    exit: { code: 0 },
    status: 0,
    killed: [{ ...WORKER, cause: 'unknown' }],
  } as const;
  expect(isGrave(report)).toBe(false);
  const text = chartReport(report, VIEW);
  expect(inOneLine(text.slice(text.indexOf('└')))).toContain('SIGKILL from elsewhere');
  expect(CI_SYSTEMS.github.actions({ ...FACTS, report, status: 0 })).toEqual([]);
});

const FACTS = {
  name: 'job',
  command: 'python3 train.py',
  status: 1,
  report: REPORT,
  comparison: undefined,
  breaches: [],
  warnOnly: false,
  unknownFails: true,
  recording: '/job/run.jsonl',
  env: {},
};

test('CI systems are told without a broken limit: an error where the run failed', () => {
  const [annotation] = CI_SYSTEMS.github.actions(FACTS);
  expect(annotation).toMatchObject({
    text: expect.stringMatching(/^::error title=memwrap%3A killed::python3 train\.py .*150 MiB/),
  });
  const [warning] = CI_SYSTEMS.github.actions({ ...FACTS, status: 0 });
  expect(warning).toMatchObject({ text: expect.stringMatching(/^::warning /) });
  const output = CI_SYSTEMS.github
    .actions({ ...FACTS, env: { GITHUB_OUTPUT: '/out' } })
    .find(({ kind }) => kind === 'append');
  expect(output).toMatchObject({ text: expect.stringContaining('memwrap-killed=cgroup-oom\n') });
  const [metrics, junit] = CI_SYSTEMS.gitlab.actions(FACTS).map((one) => 'text' in one && one.text);
  expect(metrics).toContain('memwrap_killed{run="job"} 1');
  expect(junit).toContain('failures="1"');
  expect(junit).toContain(`<failure message="python3 train.py (pid 42`);
  const [, survived] = CI_SYSTEMS.gitlab
    .actions({ ...FACTS, status: 0 })
    .map((one) => 'text' in one && one.text);
  expect(survived).toContain('failures="0"');
  expect(survived).toContain('<system-out>python3 train.py');
  expect(CI_SYSTEMS.buildkite.actions(FACTS)).toMatchObject([
    { command: expect.arrayContaining(['error']) },
  ]);
});

test('the report calls a victim what it calls it elsewhere, and tells what held the container', () => {
  const cgroup = (mib: number) => ({ cgroup: mib * MIB });
  const report = reportOf([
    start({ host: { cgroupLimit: 150 * MIB }, argv: ['python3', 'train.py'] }),
    process('seen', 0, 1, { name: 'python3', argv: ['python3', 'train.py'] }),
    process('seen', 0, 2, { ppid: 1, name: 'cc1', argv: ['cc1', '-quiet', 'big.c'] }),
    process('seen', 0, 3, { ppid: 1, name: 'cc1', argv: ['cc1', '-quiet', 'small.c'] }),
    sample(0, 20, {
      procs: 3,
      machineShmem: 0,
      ...cgroup(30),
      top: [
        [2, 10 * MIB],
        [3, 9 * MIB],
      ],
    }),
    sample(500, 30, {
      procs: 3,
      machineShmem: 110 * MIB,
      ...cgroup(150),
      top: [
        [2, 20 * MIB],
        [3, 9 * MIB],
      ],
    }),
    process('gone', 600, 2),
    sample(600, 10, { procs: 2, ...cgroup(130), top: [[3, 9 * MIB]] }),
    {
      type: 'killed',
      time: start().time + 601,
      pid: 2,
      cause: 'cgroup-oom',
      work: 'cc1',
      limit: 150 * MIB,
    },
    end(700, { exit: { code: 2 }, cause: 'cgroup-oom' }),
  ]);
  expect(report.killed).toEqual([
    {
      time: 601,
      pid: 2,
      label: 'cc1 big.c',
      cause: 'cgroup-oom',
      limit: 150 * MIB,
      held: { tree: 30 * MIB, shmem: 110 * MIB },
    },
  ]);
});
