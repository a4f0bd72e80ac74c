import type { LogStyle } from './log-styles.ts';

function seconds(milliseconds: number, digits = 2): string {
  return (milliseconds / 1000).toFixed(digits);
}

/** Eight hexadecimal digits. */
function hex(random: () => number): string {
  return Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}

/** Styles that the rules were not made on: what they name here is what they may be expected to name elsewhere. */
export const MORE_LOG_STYLES: readonly LogStyle[] = [
  {
    name: 'an elapsed clock before each announcement',
    culprit: /link/,
    run: (job) => {
      for (const [n, t, s] of [
        ['scan', 500, 1],
        ['typecheck', 800, 6],
        ['link', 900, 230],
        ['strip', 400, 1],
      ] as const) {
        job.say(`[${seconds(job.now).padStart(6)}s] ${n}: 12 units`);
        job.work(t, s);
      }
      job.say(`[${seconds(job.now).padStart(6)}s] all done`);
    },
  },
  {
    name: 'dpkg: Unpacking and Setting up',
    culprit: /texlive/,
    run: (job) => {
      for (const n of ['libfoo', 'texlive', 'zlib']) {
        job.say(`Unpacking ${n} (1.2.3-1) ...`);
        job.work(250, 2);
      }
      for (const [n, s] of [
        ['libfoo', 1],
        ['texlive', 170],
        ['zlib', 1],
      ] as const) {
        job.say(`Setting up ${n} (1.2.3-1) ...`);
        job.work(600, s);
      }
      job.say('Processing triggers for man-db (2.11) ...');
      job.work(200, 1);
    },
  },
  {
    name: 'terraform: still creating',
    culprit: /aws_db/,
    run: (job) => {
      for (const [n, t, s] of [
        ['aws_vpc.main', 600, 1],
        ['aws_db.orders', 1500, 140],
        ['aws_lb.web', 600, 1],
      ] as const) {
        job.say(`${n}: Creating...`);
        for (let i = 1; i <= 3; i++) {
          job.work(t / 4, s / 4);
          job.say(`${n}: Still creating... [${i * 10}s elapsed]`);
        }
        job.work(t / 4, s / 4);
        job.say(`${n}: Creation complete after ${seconds(t, 0)}s [id=i-${t}a]`);
      }
    },
  },
  {
    name: 'cargo build: Compiling announces',
    culprit: /syn /,
    run: (job) => {
      for (const [n, t, s] of [
        ['libc', 400, 2],
        ['syn', 1000, 260],
        ['quote', 400, 2],
        ['serde', 500, 3],
      ] as const) {
        job.say(`   Compiling ${n} v1.0.${t % 7}`, 2);
        job.work(t, s);
      }
      job.say(`    Finished dev [unoptimized] target(s) in ${seconds(job.now)}s`, 2);
    },
  },
  {
    name: 'spark: stages and tasks',
    culprit: /stage 3|Stage 3|stage 3\.0/i,
    run: (job) => {
      for (let st = 1; st <= 5; st++) {
        job.say(`26/11/27 12:00:0${st} INFO DAGScheduler: Submitting stage ${st}`, 2);
        for (let k = 0; k < 4; k++) {
          const w = job.work(150, st === 3 ? 50 : 0.3);
          job.say(
            `26/11/27 12:00:0${st} INFO TaskSetManager: Finished task ${k}.0 in stage ${st}.0 (TID ${st * 4 + k}) in ${w.toFixed(0)} ms on host (executor driver)`,
            2,
          );
        }
      }
    },
  },
  {
    name: 'celery: received and succeeded',
    culprit: /resize/,
    run: (job) => {
      for (let i = 0; i < 12; i++)
        for (const [n, t, s] of [
          ['mail', 90, 0],
          ['resize', 180, 11],
          ['sync', 120, 0],
        ] as const) {
          const id =
            hex(job.random) +
            '-' +
            hex(job.random).slice(0, 4) +
            '-4a1b-9c2d-' +
            hex(job.random) +
            '0000';
          job.say(
            `[2026-11-27 12:00:0${i % 10},123: INFO/MainProcess] Task tasks.${n}[${id}] received`,
          );
          const w = job.work(t, s);
          job.say(
            `[2026-11-27 12:00:0${i % 10},456: INFO/ForkPoolWorker-1] Task tasks.${n}[${id}] succeeded in ${(w / 1000).toFixed(6)}s: None`,
          );
        }
    },
  },
  {
    name: 'sidekiq: JSON with a class, start and done',
    culprit: /Import/,
    run: (job) => {
      for (let i = 0; i < 12; i++)
        for (const [n, t, s] of [
          ['MailJob', 90, 0],
          ['ImportJob', 180, 11],
          ['SyncJob', 120, 0],
        ] as const) {
          job.say(
            JSON.stringify({
              ts: job.stamp,
              pid: 9,
              tid: 'abc',
              lvl: 'INFO',
              msg: 'start',
              class: n,
              jid: hex(job.random),
            }),
          );
          const w = job.work(t, s);
          job.say(
            JSON.stringify({
              ts: job.stamp,
              pid: 9,
              tid: 'abc',
              lvl: 'INFO',
              msg: 'done',
              class: n,
              jid: hex(job.random),
              elapsed: +(w / 1000).toFixed(3),
            }),
          );
        }
    },
  },
  {
    name: 'bars in lines of their own',
    culprit: /encode/,
    run: (job) => {
      for (const [n, t, s] of [
        ['decode', 600, 3],
        ['encode', 900, 190],
        ['upload', 500, 2],
      ] as const)
        for (let i = 0; i <= 10; i++) {
          job.say(`${n} [${'#'.repeat(i)}${' '.repeat(10 - i)}] ${i * 10}%`);
          if (i < 10) job.work(t / 10, s / 10);
        }
    },
  },
  {
    name: 'logfmt without a message',
    culprit: /stage=sort/,
    run: (job) => {
      for (let r = 0; r < 8; r++)
        for (const [n, t, s] of [
          ['read', 150, 0],
          ['sort', 200, 12],
          ['write', 120, 0],
        ] as const) {
          job.say(`run=${r} stage=${n} rows=${r * 100 + t}`);
          job.work(t, s);
        }
    },
  },
  {
    name: 'spinner and a check mark',
    culprit: /search index/,
    run: (job) => {
      for (const [n, t, s] of [
        ['pages', 500, 2],
        ['search index', 900, 200],
        ['sitemap', 400, 1],
      ] as const) {
        for (let i = 0; i < 12; i++) {
          job.say(`${'⠋⠙⠹⠸'[i % 4]} building ${n}`, 2, '\r');
          job.work(t / 12, s / 12);
        }
        job.say(`✔ built ${n}`, 2);
      }
    },
  },
  {
    name: 'systemd: Starting and Started',
    culprit: /index\.service/,
    run: (job) => {
      for (const [n, t, s] of [
        ['cache.service', 400, 1],
        ['index.service', 900, 180],
        ['mail.service', 400, 1],
        ['web.service', 500, 2],
      ] as const) {
        job.say(`Starting ${n}...`);
        job.work(t, s);
        job.say(`Started ${n}.`);
      }
    },
  },
  {
    name: 'psql: a statement is told when it is over',
    culprit: /CREATE INDEX/,
    run: (job) => {
      for (const [n, t, s] of [
        ['CREATE TABLE', 200, 0],
        ['INSERT 0 50000', 600, 8],
        ['CREATE INDEX', 900, 210],
        ['ANALYZE', 500, 3],
        ['VACUUM', 400, 1],
      ] as const) {
        const w = job.work(t, s);
        job.say(n);
        job.say(`Time: ${w.toFixed(3)} ms`);
      }
    },
  },
  {
    name: 'git: bars with counts',
    culprit: /Resolving deltas/,
    run: (job) => {
      for (const [n, t, s] of [
        ['Counting objects', 400, 2],
        ['Receiving objects', 600, 12],
        ['Resolving deltas', 900, 170],
      ] as const)
        for (let i = 1; i <= 10; i++) {
          job.work(t / 10, s / 10);
          job.say(
            `remote: ${n}: ${i * 10}% (${i * 13}/130)${i === 10 ? ', done.' : ''}`,
            2,
            i < 10 ? '\r' : undefined,
          );
        }
    },
  },
  {
    name: 'one kind at random distances, 5 MiB each',
    culprit: /page fetched/,
    run: (job) => {
      for (let i = 0; i < 30; i++) {
        job.say(`page fetched: /a/${i}`);
        job.take(5, 6);
        job.nap(40 + 500 * job.random() ** 2);
      }
    },
  },
  {
    name: 'stages announced by a rule of signs',
    culprit: /Aggregate/,
    run: (job) => {
      for (const [n, t, s] of [
        ['Load', 500, 4],
        ['Aggregate', 900, 240],
        ['Export', 500, 3],
      ] as const) {
        job.say('='.repeat(40));
        job.say(`== ${n}`);
        job.say('='.repeat(40));
        job.work(t, s);
      }
    },
  },
  {
    name: 'python print of steps, the step of many with a number',
    culprit: /epoch 7/,
    run: (job) => {
      for (let e = 0; e < 14; e++) {
        const w = job.work(200, e === 7 ? 150 : 0.5);
        job.say(`epoch ${e}: loss=${(1 / (e + 1)).toFixed(4)} time=${seconds(w)}s`);
      }
    },
  },
  {
    name: 'warnings on stderr all along',
    culprit: /loading block/,
    run: (job) => {
      for (let i = 0; i < 15; i++) {
        job.say(`loading block ${i}`);
        for (let k = 0; k < 4; k++) {
          job.work(40, i < 10 ? 2.5 : 0);
          if (job.random() < 0.5) job.say('warning: value truncated', 2);
        }
      }
    },
  },
  {
    name: 'tests in TAP',
    culprit: /compacts/,
    run: (job) => {
      job.say('TAP version 14');
      let i = 0;
      for (const [n, t, s] of [
        ['opens', 400, 0],
        ['compacts', 900, 180],
        ['iterates', 500, 1],
        ['closes', 300, 0],
      ] as const) {
        job.work(t, s);
        job.say(`ok ${++i} - ${n}`);
      }
      job.say('1..4');
    },
  },
  {
    name: 'rspec: documentation format',
    culprit: /merges/,
    run: (job) => {
      job.say('Ledger');
      for (const [n, t, s] of [
        ['opens', 400, 0],
        ['posts entries', 500, 1],
        ['merges branches', 900, 190],
        ['balances', 400, 0],
      ] as const) {
        job.work(t, s);
        job.say(`  ${n}`);
      }
      job.say('');
      job.say(`Finished in ${seconds(job.now)} seconds (files took 0.1 seconds to load)`);
      job.say('4 examples, 0 failures');
    },
  },
  {
    name: 'server: five routes, one leaks, 300 requests',
    culprit: /POST \/cart/,
    run: (job) => {
      for (let i = 0; i < 300; i++) {
        const r = Math.floor(job.random() * 5);
        const w = job.nap(4 + 8 * job.random());
        if (r === 2) job.take(0.4, 1);
        const n = ['GET /a', 'GET /b', 'POST /cart', 'GET /c', 'PUT /d'][r];
        job.say(`${job.stamp} ${n} 200 ${w.toFixed(1)} ms - ${100 + i}`);
        job.nap(2 + 10 * job.random());
      }
    },
  },
  {
    name: 'GC teeth under a loop that leaks',
    culprit: /rendered/,
    run: (job) => {
      for (let i = 0; i < 40; i++) {
        job.say(`request ${i} parsed`);
        job.work(40, 6);
        job.say(`page ${i} rendered`);
        job.take(3, 3);
        job.work(40, 6);
        if (i % 3 === 2) job.take(-36, 5);
      }
    },
  },
];
