import type { LogStyle } from './log-styles.ts';
import type { ScriptedJob } from './scripted-job.ts';

/** What goes on beside the others, each round `period` milliseconds after the one before. */
interface Task {
  readonly period: () => number;
  readonly round: (n: number) => void;
}

/** Runs tasks at rhythms of their own for so many milliseconds. */
function besideEachOther(job: ScriptedJob, milliseconds: number, tasks: readonly Task[]): void {
  const next = tasks.map(({ period }) => period() * job.random());
  const rounds = tasks.map(() => 0);
  let now = 0;
  for (;;) {
    const due = next.indexOf(Math.min(...next));
    const task = tasks[due] as Task;
    const at = next[due] as number;
    if (at > milliseconds) return;
    job.nap(at - now);
    now = at;
    task.round(rounds[due] as number);
    rounds[due] = (rounds[due] as number) + 1;
    next[due] = at + task.period();
  }
}

/** Several threads or services that write to one log, each at a rhythm of its own. */
export const INTERLEAVED_STYLES: readonly LogStyle[] = [
  {
    name: 'three threads: one grows behind its line and rests before the next',
    culprit: /parse/,
    run: (job) => {
      const vary =
        (usual: number): (() => number) =>
        () =>
          usual * (0.85 + 0.3 * job.random());
      besideEachOther(job, 7000, [
        {
          period: vary(190),
          round: (n) => {
            job.say(`[parse] document ${n} of 40`);
            job.workBeside(100, 7);
          },
        },
        { period: vary(140), round: (n) => job.say(`[resize] image ${n * 3}.png`) },
        { period: vary(210), round: (n) => job.say(`[upload] part ${n} sent`) },
      ]);
    },
  },
  {
    name: 'three threads: one grows up to its line',
    culprit: /indexed/,
    run: (job) => {
      const vary =
        (usual: number): (() => number) =>
        () =>
          usual * (0.9 + 0.2 * job.random());
      let ready = false;
      besideEachOther(job, 8000, [
        {
          period: vary(130),
          round: (n) => {
            if (ready) job.say(`[index] shard ${n >> 1} indexed`);
            else job.workBeside(130, 7.8);
            ready = !ready;
          },
        },
        { period: vary(170), round: (n) => job.say(`[poll] queue empty, round ${n}`) },
        { period: vary(310), round: (n) => job.say(`[mail] message ${n} sent`) },
      ]);
    },
  },
  {
    name: 'three threads: memory grows by time beside them',
    culprit: 'time',
    run: (job) => {
      const vary =
        (usual: number): (() => number) =>
        () =>
          usual * (0.3 + 1.4 * job.random());
      job.workBeside(8000, 240);
      besideEachOther(job, 8000, [
        { period: vary(190), round: (n) => job.say(`[parse] document ${n} of 40`) },
        { period: vary(240), round: (n) => job.say(`[resize] image ${n * 3}.png`) },
        { period: vary(410), round: (n) => job.say(`[upload] part ${n} sent`) },
      ]);
    },
  },
  {
    name: 'two kinds of four leak at once, one more than the other',
    culprit: /connected/,
    run: (job) => {
      for (let i = 0; i < 320; i++) {
        const kind = Math.floor(job.random() * 4);
        if (kind === 0) job.say(`[sse] client ${i} connected`);
        if (kind === 1) job.say(`[sse] client ${i - 3} gone`);
        if (kind === 2) job.say(`[cache] stored page ${i}`);
        if (kind === 3) job.say(`[auth] token of ${i} checked`);
        if (kind === 0) job.take(2.2, 1);
        if (kind === 2) job.take(0.5, 1);
        job.nap(8 + job.random() * 40);
      }
    },
  },
  {
    name: 'a heartbeat each second beside even growth',
    culprit: 'time',
    run: (job) => {
      const vary =
        (usual: number): (() => number) =>
        () =>
          usual * (0.3 + 1.4 * job.random());
      job.workBeside(14_000, 280);
      besideEachOther(job, 14_000, [
        { period: () => 1000, round: () => job.say('[health] ok') },
        { period: vary(500), round: (n) => job.say(`[queue] ${n} waiting`) },
      ]);
    },
  },
  {
    name: 'a heartbeat each second beside work that grows',
    culprit: /rendered/,
    run: (job) => {
      const vary =
        (usual: number): (() => number) =>
        () =>
          usual * (0.8 + 0.4 * job.random());
      besideEachOther(job, 14_000, [
        { period: () => 1000, round: () => job.say('[health] ok') },
        {
          period: vary(430),
          round: (n) => {
            job.say(`[pdf] invoice ${n} rendered, packing`);
            job.workBeside(170, 6.8);
          },
        },
      ]);
    },
  },
];

/** Jobs whose lines come in blocks: test anything, tracebacks. */
export const BLOCK_STYLES: readonly LogStyle[] = [
  {
    name: 'TAP: a block with the time below each test',
    culprit: /decodes/,
    run: (job) => {
      job.say('TAP version 13');
      for (const [i, [name, time, size]] of (
        [
          ['parses headers', 700, 0],
          ['decodes frames', 900, 110],
          ['closes sockets', 800, 0],
          ['retries twice', 500, 1],
        ] as const
      ).entries()) {
        const took = job.work(time, size);
        job.say(`# Subtest: ${name}`);
        job.say(`ok ${i + 1} - ${name}`);
        for (const entry of ['---', `duration_ms: ${took.toFixed(6)}`, "type: 'test'", '...'])
          job.say(`  ${entry}`);
      }
      job.say('1..4');
    },
  },
  {
    name: 'bats: the time behind the name',
    culprit: /sorts/,
    run: (job) => {
      job.say('1..4');
      for (const [i, [name, time, size]] of (
        [
          ['opens', 700, 0],
          ['writes', 500, 2],
          ['sorts', 900, 90],
          ['closes', 600, 0],
        ] as const
      ).entries()) {
        const took = job.work(time, size);
        job.say(`ok ${i + 1} ${name} in ${took.toFixed(0)}ms`);
      }
    },
  },
  {
    name: 'retries: each attempt that fails leaks, and ends in a traceback',
    culprit: /fetching|ConnectionError/,
    run: (job) => {
      for (let i = 0; i < 20; i++) {
        job.say(`fetching page ${i}`);
        for (let attempt = 0; attempt < 3; attempt++) {
          job.work(180, attempt < 2 ? 5 : 0);
          if (attempt === 2) break;
          traceback(job, `ConnectionError: reset by peer ${i}`);
          job.nap(150);
        }
        job.say(`stored page ${i}`);
        job.nap(120);
      }
    },
  },
  {
    name: 'a traceback soon behind a line, and what is kept for it',
    culprit: /ValueError/,
    run: (job) => {
      for (let i = 0; i < 20; i++) {
        job.say(`reading batch ${i}`);
        job.nap(20);
        if (i % 2 === 0) {
          traceback(job, `ValueError: bad row ${i * 7}`);
          job.work(160, 9);
        }
        job.nap(140);
      }
    },
  },
];

/** Written line by line on stderr. */
function traceback(job: ScriptedJob, exception: string): void {
  job.say('Traceback (most recent call last):', 2);
  job.say('  File "job.py", line 12, in <module>', 2);
  job.say('    work(n)', 2);
  job.say(exception, 2);
}
