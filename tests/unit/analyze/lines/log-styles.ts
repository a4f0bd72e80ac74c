import type { ScriptedJob } from './scripted-job.ts';

/** A job with one culprit, in the words of some program. */
export interface LogStyle {
  readonly name: string;
  /** What the lead must name; `time`: no line at all. */
  readonly culprit: RegExp | 'time' | 'flushed';
  readonly run: (job: ScriptedJob) => void;
}

const seconds = (ms: number, digits = 2): string => (ms / 1000).toFixed(digits);

/** Steps that differ in what they take: [name, milliseconds, MiB]. */
type Step = readonly [name: string, time: number, size: number];

export const LOG_STYLES: readonly LogStyle[] = [
  {
    name: 'ninja: a target is told when it is built',
    culprit: /parser/,
    run: (job) => {
      const targets: Step[] = [
        ['main', 420, 1],
        ['lexer', 500, 2],
        ['parser', 700, 180],
        ['emit', 450, 1],
        ['util', 380, 1],
      ];
      for (const [i, [name, time, size]] of targets.entries()) {
        job.work(time, size);
        job.say(`[${i + 1}/5] Building CXX object src/${name}.cpp.o`);
      }
    },
  },
  {
    name: 'make: a command is echoed before it runs',
    culprit: /parser\.c/,
    run: (job) => {
      const files: Step[] = [
        ['main', 420, 1],
        ['lexer', 500, 2],
        ['parser', 700, 180],
        ['emit', 450, 1],
      ];
      for (const [name, time, size] of files) {
        job.say(`gcc -O2 -c -o build/${name}.o src/${name}.c`);
        job.work(time, size);
      }
      job.say('ar rcs libx.a build/main.o build/lexer.o');
      job.work(200, 1);
    },
  },
  {
    name: 'jest: PASS with its time',
    culprit: /orders/,
    run: (job) => {
      const suites: Step[] = [
        ['users', 700, 2],
        ['orders', 900, 210],
        ['carts', 600, 1],
        ['mail', 500, 2],
      ];
      for (const [name, time, size] of suites) {
        const took = job.work(time, size);
        job.say(`PASS test/${name}.test.js (${seconds(took, 3)} s)`, 2);
      }
      job.say('Tests:       31 passed, 31 total', 2);
      job.say(`Time:        ${seconds(job.now, 3)} s`, 2);
    },
  },
  {
    name: 'mocha: a test is told when it is over',
    culprit: /exports a report/,
    run: (job) => {
      job.say('  reports');
      const tests: Step[] = [
        ['opens a file', 300, 0],
        ['searches by date', 420, 1],
        ['exports a report', 800, 190],
        ['closes', 250, 0],
        ['cleans up', 300, 1],
      ];
      for (const [name, time, size] of tests) {
        const took = job.work(time, size);
        job.say(`    ✓ ${name} (${took.toFixed(0)}ms)`);
      }
      job.say(`  5 passing (${seconds(job.now, 0)}s)`);
    },
  },
  {
    name: 'go test -v: RUN before, PASS after',
    culprit: /TestCompact/,
    run: (job) => {
      const tests: Step[] = [
        ['TestOpen', 400, 0],
        ['TestPut', 500, 1],
        ['TestCompact', 800, 220],
        ['TestIterate', 450, 0],
        ['TestClose', 300, 0],
      ];
      for (const [name, time, size] of tests) {
        job.say(`=== RUN   ${name}`);
        const took = job.work(time, size);
        job.say(`--- PASS: ${name} (${seconds(took)}s)`);
      }
      job.say('PASS');
      job.say(`ok  \texample.org/kv\t${seconds(job.now, 3)}s`);
    },
  },
  {
    name: 'cargo test: a line begun before the test, ended after it',
    culprit: /merges_blocks/,
    run: (job) => {
      job.say('running 4 tests');
      const tests: Step[] = [
        ['parses', 300, 0],
        ['merges_blocks', 700, 170],
        ['splits', 420, 1],
        ['seals', 380, 0],
      ];
      for (const [name, time, size] of tests) {
        job.write(`test tree::${name} ... `);
        job.work(time, size);
        job.end('ok');
      }
      job.say('test result: ok. 4 passed; 0 failed; 0 ignored');
    },
  },
  {
    name: 'pytest -v: the name before, PASSED after',
    culprit: /\[tiff\]/,
    run: (job) => {
      job.say('collected 5 items');
      const tests: Step[] = [
        ['gif', 400, 0],
        ['webp', 450, 1],
        ['tiff', 800, 176],
        ['heic', 350, 0],
        ['svg', 300, 1],
      ];
      for (const [i, [name, time, size]] of tests.entries()) {
        job.write(`test_convert.py::test_convert[${name}] `);
        job.work(time, size);
        job.end(`PASSED${' '.repeat(18)}[${(i + 1) * 20}%]`);
      }
      job.say(`============ 5 passed in ${seconds(job.now)}s ============`);
    },
  },
  {
    name: 'pytest -q: dots',
    culprit: /\.\.\.\./,
    run: (job) => {
      for (let i = 0; i < 8; i++) {
        job.work(250, i === 4 ? 150 : 0.2);
        job.write('.');
      }
      job.end(' [100%]');
      job.say('8 passed in 2.02s');
    },
  },
  {
    name: 'gradle: tasks are announced',
    culprit: /:core:compileKotlin/,
    run: (job) => {
      const tasks: Step[] = [
        [':core:processResources', 200, 0],
        [':core:compileKotlin', 1300, 420],
        [':core:classes', 150, 0],
        [':app:compileJava', 500, 8],
        [':app:jar', 250, 1],
      ];
      for (const [name, time, size] of tasks) {
        job.say(`> Task ${name}`);
        job.work(time, size);
      }
      job.say(`BUILD SUCCESSFUL in ${seconds(job.now, 0)}s`);
    },
  },
  {
    name: 'maven: plugins with a level and a rule before',
    culprit: /maven-surefire-plugin/,
    run: (job) => {
      const plugins: Step[] = [
        ['maven-resources-plugin:3.3.1:resources', 300, 1],
        ['maven-compiler-plugin:3.11.0:compile', 700, 20],
        ['maven-surefire-plugin:3.1.2:test', 1200, 380],
        ['maven-jar-plugin:3.3.0:jar', 300, 2],
      ];
      for (const [name, time, size] of plugins) {
        job.say(`[INFO] --- ${name} (default) @ app ---`);
        job.work(time, size);
      }
      job.say('[INFO] ------------------------------------------------------------------------');
      job.say('[INFO] BUILD SUCCESS');
    },
  },
  {
    name: 'tqdm: bars on stderr, one of them hungry',
    culprit: /similarity/,
    run: (job) => {
      for (const [name, time, size] of [
        ['corpus', 800, 4],
        ['similarity', 1200, 300],
        ['ranking', 600, 2],
      ] as const) {
        for (let i = 0; i <= 20; i++) {
          const bar = `${'█'.repeat(i >> 1)}${' '.repeat(10 - (i >> 1))}`;
          job.say(
            `${name}: ${i * 5}%|${bar}| ${i}/20 [00:0${i >> 3}<00:01, 15.2it/s]`,
            2,
            i < 20 ? '\r' : undefined,
          );
          if (i < 20) job.work(time / 20, size / 20);
        }
      }
    },
  },
  {
    name: 'webpack: stages with a percentage, redrawn',
    culprit: /sealing|optimize/,
    run: (job) => {
      for (const [name, time, size] of [
        ['building modules', 700, 10],
        ['sealing chunk assets', 900, 260],
        ['emitting', 400, 3],
      ] as const) {
        for (let i = 0; i < 8; i++) {
          job.say(`<s> [webpack.Progress] ${10 + i}% ${name}`, 2, '\r');
          job.work(time / 8, size / 8);
        }
      }
      job.say('webpack 5.90.0 compiled successfully in 2061 ms');
    },
  },
  {
    name: 'nginx access log: one route leaks',
    culprit: /\/login/,
    run: (job) => {
      for (let i = 0; i < 240; i++) {
        const leaks = job.random() < 0.4;
        if (leaks) job.take(0.5, 1);
        const route = leaks ? '/login' : job.random() < 0.5 ? `/items/${i * 17}` : '/health';
        job.nap(6 + 10 * job.random());
        job.say(
          `10.0.0.${i % 9} - - [27/Nov/2026:12:00:0${i % 10} +0000] "GET ${route} HTTP/1.1" 200 ${500 + i} "-" "curl/8"`,
        );
      }
    },
  },
  {
    name: 'rails: a stage of many, in a shared prefix',
    culprit: /backfill_prices/,
    run: (job) => {
      for (const [name, time, size] of [
        ['add_index', 500, 1],
        ['backfill_prices', 1100, 240],
        ['drop_legacy', 400, 1],
        ['vacuum', 500, 2],
      ] as const) {
        job.say(`I, [${job.stamp.slice(0, 23)} #4711]  INFO -- : Migrating to ${name}`);
        job.work(time, size);
      }
      job.say(`I, [${job.stamp.slice(0, 23)} #4711]  INFO -- : Schema dumped`);
    },
  },
  {
    name: 'winston: JSON, the message tells',
    culprit: /thumbnails rendered/,
    run: (job) => {
      for (let i = 0; i < 14; i++) {
        for (const [message, size] of [
          ['queue polled', 0],
          ['thumbnails rendered', 7],
          ['mail sent', 0],
        ] as const) {
          if (size > 0) job.work(70, size);
          else job.work(70);
          job.say(
            JSON.stringify({
              level: 'info',
              message,
              service: 'worker',
              timestamp: job.stamp,
              n: i,
            }),
          );
        }
      }
    },
  },
  {
    name: 'pino-http: requests with their time',
    culprit: /POST \/upload/,
    run: (job) => {
      for (let i = 0; i < 120; i++) {
        const upload = i % 3 === 1;
        const took = job.work(upload ? 40 : 25, upload ? 3 : 0);
        job.say(
          JSON.stringify({
            level: 30,
            time: job.stamp,
            pid: 1,
            req: {
              method: upload ? 'POST' : 'GET',
              url: upload ? `/upload?id=${i}` : `/items/${i}`,
            },
            res: { statusCode: 200 },
            responseTime: Math.round(took),
            msg: 'request completed',
          }),
        );
        job.nap(20);
      }
    },
  },
  {
    name: 'zap: console with fields behind',
    culprit: /segment merged/,
    run: (job) => {
      for (let i = 0; i < 16; i++) {
        for (const [text, size] of [
          ['segment flushed', 0],
          ['segment merged', 8],
          ['lease renewed', 0],
        ] as const) {
          job.say(
            `${job.stamp}\tINFO\tstore/engine.go:${40 + text.length}\t${text}\t{"shard": ${i}, "bytes": ${i * 100}}`,
          );
          if (size > 0) job.take(size, 8);
          job.nap(65);
        }
      }
    },
  },
  {
    name: 'log4j: one of four loggers',
    culprit: /Rebuilding cache/,
    run: (job) => {
      for (let i = 0; i < 12; i++) {
        for (const [logger, text, size] of [
          ['o.a.Poller', 'Polled inbox', 0],
          ['o.a.Cache', 'Rebuilding cache', 9],
          ['o.a.Mail', 'Sent digest', 0],
          ['o.a.Gc', 'Swept sessions', 0],
        ] as const) {
          job.say(
            `${job.stamp.slice(11, 23).replace('.', ',')} [main] INFO  ${logger} - ${text} ${i}`,
          );
          if (size > 0) job.work(60, size);
          else job.work(60);
        }
      }
    },
  },
  {
    name: 'python logging: loading shards, then training',
    culprit: /loading shard/,
    run: (job) => {
      for (let i = 0; i < 12; i++) {
        job.say(
          `${job.stamp.slice(0, 19).replace('T', ' ')},123 - root - INFO - loading shard ${i} of 12`,
        );
        job.work(100, 9);
      }
      for (let i = 0; i < 12; i++) {
        job.say(
          `${job.stamp.slice(0, 19).replace('T', ' ')},123 - root - INFO - training step ${i}`,
        );
        job.work(120);
      }
    },
  },
  {
    name: 'syslog prefix: one message of three',
    culprit: /compacting table/,
    run: (job) => {
      for (let i = 0; i < 10; i++) {
        for (const [text, time, size] of [
          ['checkpoint written', 130, 0],
          [`compacting table ${i}`, 220, 14],
          ['peers reconciled', 130, 0],
        ] as const) {
          job.say(`Nov 27 12:00:0${i % 10} db1 storaged[311]: ${text}`);
          job.work(time, size);
        }
      }
    },
  },
  {
    name: 'German: loading is announced, done is reported',
    culprit: /Kundenstamm/,
    run: (job) => {
      for (const [name, time, size] of [
        ['Artikel', 500, 3],
        ['Kundenstamm', 900, 200],
        ['Preise', 500, 2],
      ] as const) {
        job.say(`Lade ${name} ...`);
        const took = job.work(time, size);
        job.say(`${name} geladen (${seconds(took, 1).replace('.', ',')} s)`);
      }
    },
  },
  {
    name: 'French: what is over is told',
    culprit: /catalogue/,
    run: (job) => {
      for (const [name, time, size] of [
        ['tarifs', 600, 2],
        ['catalogue', 900, 190],
        ['clients', 550, 1],
        ['stocks', 500, 3],
      ] as const) {
        job.work(time, size);
        job.say(`${name} : import terminé, ${Math.round(time * 31)} lignes`);
      }
    },
  },
  {
    name: 'Japanese: started and finished',
    culprit: /索引/,
    run: (job) => {
      for (const [name, time, size] of [
        ['読込', 500, 2],
        ['索引', 900, 220],
        ['整理', 450, 1],
      ] as const) {
        job.say(`${name} 開始`);
        job.work(time, size);
        job.say(`${name} 完了`);
      }
    },
  },
  {
    name: 'docker build: DONE does not say of what',
    culprit: /npm ci/,
    run: (job) => {
      for (const [i, [name, time, size]] of (
        [
          ['FROM node:20', 500, 1],
          ['COPY . .', 350, 2],
          ['RUN npm ci', 1200, 260],
          ['RUN npm test', 600, 4],
        ] as const
      ).entries()) {
        job.say(`#${i + 5} [${i + 1}/4] ${name}`, 2);
        const took = job.work(time, size);
        job.say(`#${i + 5} DONE ${seconds(took, 1)}s`, 2);
      }
    },
  },
  {
    name: 'snakemake: a rule with its lines',
    culprit: /rule align/,
    run: (job) => {
      for (const [name, time, size] of [
        ['trim', 500, 3],
        ['align', 1100, 310],
        ['sort', 500, 5],
        ['call', 450, 4],
      ] as const) {
        job.say(`rule ${name}:`, 2);
        job.say(`    input: data/${name}.in`, 2);
        job.say(`    output: data/${name}.out`, 2);
        job.work(time, size);
        job.say(`[${job.stamp.slice(0, 19)}]`, 2);
        job.say(`Finished job of ${name}.`, 2);
      }
    },
  },
  {
    name: 'nextflow: processes are announced with a hash',
    culprit: /ALIGN/,
    run: (job) => {
      for (const [hash, name, time, size] of [
        ['a1/2f9c01', 'FASTQC', 600, 3],
        ['7b/de0412', 'ALIGN', 1200, 290],
        ['c3/91aa7e', 'SORT', 500, 4],
        ['0d/44e1f2', 'MULTIQC', 500, 2],
      ] as const) {
        job.say(`[${hash}] process > ${name} (sample_1)`);
        job.work(time, size);
      }
    },
  },
  {
    name: 'a cron of three messages at random distances beside a leak by time',
    culprit: 'time',
    run: (job) => {
      job.leak(30, 6000);
      while (job.now < 6000) {
        job.say(
          ['cache swept', 'peer pinged', 'queue empty'][Math.floor(job.random() * 3)] as string,
        );
        job.nap(40 + 500 * job.random() ** 2);
      }
    },
  },
  {
    name: 'a heartbeat beside a worker',
    culprit: /chunk/,
    run: (job) => {
      let due = 0;
      for (let i = 0; i < 24; i++) {
        job.say(`worker 2: chunk ${i} stored`);
        job.nap(20);
        job.take(6, 5);
        const until = job.now + 220;
        for (due = Math.max(due, job.now); due < until; due += 15) {
          job.nap(0.1);
          while (job.now < due) job.nap(due - job.now);
          job.say('worker 1: alive');
        }
      }
    },
  },
  {
    name: 'one line of sixty',
    culprit: /page=217/,
    run: (job) => {
      for (let page = 188; page < 248; page++) {
        job.say(`typesetting page=${page} of catalogue`);
        if (page === 217) job.work(400, 180);
        else job.work(50, 0.02);
      }
      job.say('catalogue complete');
    },
  },
  {
    name: 'all lines flushed at the exit',
    culprit: 'flushed',
    run: (job) => {
      job.work(1500, 180);
      job.nap(900);
      for (const name of ['read', 'joined', 'sorted', 'written']) job.say(`rows ${name}`);
      job.exit();
    },
  },
  {
    name: 'flushed at the exit, with times of their own',
    culprit: /join/,
    run: (job) => {
      const said: string[] = [];
      for (const [name, time, size] of [
        ['read', 500, 3],
        ['join', 900, 200],
        ['sort', 500, 2],
        ['write', 400, 1],
      ] as const) {
        said.push(`${job.stamp} INFO ${name} begins`);
        job.work(time, size);
      }
      for (const line of said) job.say(line);
      job.exit();
    },
  },
];
