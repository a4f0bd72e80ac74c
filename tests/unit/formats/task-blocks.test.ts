import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { imported } from './imported.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/import');
const fixture = (name: string): string => readFileSync(path.join(FIXTURES, name), 'utf8');

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** A block of GNU time. */
function block(command: string, elapsed: string, kib: number): string {
  return `\tCommand being timed: "${command}"\n\tElapsed (wall clock) time (h:mm:ss or m:ss): ${elapsed}\n\tMaximum resident set size (kbytes): ${kib}\n\tExit status: 0\n`;
}

test('time -v: a command, its largest process in KiB, its time', () => {
  const { format, tasks } = imported(fixture('gnu-time.txt'));
  expect(format).toBe('gnu-time');
  expect(tasks).toEqual([
    {
      name: 'sort -S 40M --parallel=1 -o /dev/null /dev/fd/63',
      duration: 130,
      peak: 23_060 * KIB,
      measure: 'largest process',
    },
  ]);
});

test('time -v: several blocks in a log, after progress bars, with how each ended', () => {
  const { format, tasks } = imported(fixture('gnu-time-job.log'), {}, { name: 'job' });
  expect(format).toBe('gnu-time');
  expect(tasks.map(({ name, state }) => [name, state])).toEqual([
    ['/usr/bin/python3 -c x=bytearray(1*20000000)', undefined],
    ['/usr/bin/python3 -c x=bytearray(2*20000000)', undefined],
    ['/usr/bin/python3 -c x=bytearray(3*20000000)', undefined],
    ['job #4', '3'],
    ['sh -c kill -9 $$', 'SIGKILL'],
  ]);
  expect(tasks[3]).toMatchObject({ peak: 38_032 * KIB, duration: 40 });
});

test('time -v: both forms of its time, a comma for a point, sixty blocks', () => {
  const text = Array.from({ length: 60 }, (_, i) => block(`job ${i}`, '1:02:03', 1000 + i));
  const { tasks } = imported(`${text.join('')}${block('last', '0:41,09', 2048)}`);
  expect(tasks).toHaveLength(61);
  expect(tasks[59]).toMatchObject({ name: 'job 59', peak: 1059 * KIB, duration: 3_723_000 });
  expect(tasks[60]).toMatchObject({ name: 'last', peak: 2 * MIB, duration: 41_090 });
});

test('time -v: behind the stamps of a CI log, and of a command of several lines', () => {
  const stamped = block('make', '0:01.00', 5000).replaceAll(/^/gm, '2024-01-01T10:00:00.1234567Z ');
  expect(imported(stamped).tasks).toEqual([
    { name: 'make', duration: 1000, peak: 5000 * KIB, measure: 'largest process' },
  ]);
  const broken = block('sh -c one\ntwo', '0:02.00', 7);
  expect(imported(broken).tasks).toMatchObject([{ name: 'sh -c one', peak: 7 * KIB }]);
});

test('time -v: what was filtered by grep is numbered', () => {
  const text = 'Maximum resident set size (kbytes): 10\nMaximum resident set size (kbytes): 30\n';
  const { tasks } = imported(text, {}, { name: 'times' });
  expect(tasks.map(({ name, peak }) => [name, peak])).toEqual([
    ['times #1', 10 * KIB],
    ['times #2', 30 * KIB],
  ]);
});

test('time -l of macOS counts bytes', () => {
  const { format, tasks, notes } = imported(fixture('bsd-time.txt'), {}, { name: 'x' });
  expect(format).toBe('bsd-time');
  expect(tasks).toEqual([
    { name: 'x', duration: 440, peak: 12_345_344, measure: 'largest process' },
  ]);
  expect(notes).toEqual([]);
});

test('time -l of the BSDs counts KiB, and the unit is said or asked for', () => {
  const text =
    '        1.00 real         0.31 user         0.08 sys\n     11020  maximum resident set size\n';
  const read = imported(text);
  expect(read.tasks).toMatchObject([{ peak: 11_020 * KIB, duration: 1000 }]);
  expect(read.notes.join()).toContain('taken as KiB, as on the BSDs (--unit B');
  const old = imported(text.replace('11020', '1598685184'));
  expect(old.tasks).toMatchObject([{ peak: 1_598_685_184 }]);
  expect(old.notes.join()).toContain('taken as bytes, as on macOS (--unit KiB');
  expect(imported(text.replace('11020', '1598685184'), { unit: 'KiB' }).tasks).toMatchObject([
    { peak: 1_598_685_184 * KIB },
  ]);
});

test('the rusage block of runsolver is no time -l', () => {
  expect(imported('maximum resident set size= 289080\npage faults= 1\n').format).toBeUndefined();
});

test('seff: GB is 2^30, days, an estimate is called one', () => {
  const { format, tasks, notes } = imported(fixture('seff.txt'));
  expect(format).toBe('seff');
  expect(tasks).toEqual([
    {
      name: 'job 402098',
      id: '398476_150',
      duration: ((4 * 24 + 11) * 3600 + 9 * 60 + 5) * 1000,
      peak: Math.round(26.46 * GIB),
      asked: 40 * GIB,
      measure: 'sum of the tree',
    },
    {
      name: 'job 402150',
      state: 'FAILED',
      duration: 377_000,
      peak: Math.round(5.55 * GIB),
      asked: Math.round(7.81 * GIB),
      measure: 'tasks added up, an estimate',
    },
  ]);
  expect(notes.join()).toContain('the true peak may be higher');
});

test('seff: a job that still runs has 0.00 MB, which is no size', () => {
  const text = fixture('seff.txt').replace('26.46 GB', '0.00 MB');
  expect(imported(text).tasks.map(({ peak }) => peak)).toEqual([undefined, Math.round(5.55 * GIB)]);
  expect(() => imported(text.replace('5.55 GB', '0.00 MB'))).toThrow('still ran');
});

test('LSF: MB is 2^20, what was asked for, how it ended', () => {
  const { format, tasks } = imported(fixture('lsf.out'));
  expect(format).toBe('lsf');
  expect(tasks).toEqual([
    {
      name: 'train',
      id: '8120',
      state: '137',
      peak: 4759 * MIB,
      asked: 4096 * MIB,
      duration: 13_331_000,
      measure: 'sum of the tree',
    },
  ]);
});

test('LSF: "Max Memory : -" is not measured', () => {
  const short = fixture('lsf.out').replace('4759 MB', '-');
  expect(() => imported(short)).toThrow('Max Memory is empty');
  const both = imported(`${short}${fixture('lsf.out')}`);
  expect(both.tasks.map(({ peak }) => peak)).toEqual([undefined, 4759 * MIB]);
});

test('PBS: qstat -f, the accounting log, the summary below a job', () => {
  expect(imported(fixture('pbs.txt'))).toMatchObject({
    format: 'pbs',
    tasks: [
      {
        name: 'pi6b22',
        id: '507.head',
        state: '271',
        peak: 3_145_896 * KIB,
        asked: 4 * GIB,
        duration: (175 * 3600 + 32 * 60 + 12) * 1000,
        measure: 'sum of the tree',
      },
    ],
  });
  const log =
    '03/04/2024 10:11:12;E;12.head;user=someone group=people jobname=sim queue=q Resource_List.mem=2gb Exit_status=0 resources_used.cput=00:00:10 resources_used.mem=1048576kb resources_used.vmem=9999999kb resources_used.walltime=00:01:02\n';
  expect(imported(`${log}${log.replace('sim', 'two').replace('12.', '13.')}`).tasks).toMatchObject([
    { name: 'sim', id: '12.head', peak: GIB, asked: 2 * GIB, duration: 62_000 },
    { name: 'two', id: '13.head', peak: GIB },
  ]);
  const summary = `   Resource Usage on 2024-03-04 10:11:12:
   Job Id:             123.gadi-pbs
   Exit Status:        0
   NCPUs Requested:    1                      NCPUs Used: 1
   Memory Requested:   4.0GB                 Memory Used: 1.5GB
   Walltime requested: 01:00:00            Walltime Used: 00:01:02
`;
  expect(imported(summary).tasks).toMatchObject([
    { id: '123.gadi-pbs', peak: 1.5 * GIB, asked: 4 * GIB, duration: 62_000 },
  ]);
});

test('runexec: the cgroup in bytes, with or without B', () => {
  const { format, tasks } = imported(fixture('runexec.txt'), {}, { name: 'run' });
  expect(format).toBe('runexec');
  expect(tasks).toEqual([{ name: 'run', duration: 1301, peak: 11_333_632, measure: 'cgroup' }]);
  const old = 'exitcode=9\nwalltime=1.5\ncputime=1.2\nmemUsage=4096\n';
  expect(imported(old).tasks).toMatchObject([{ peak: 4096, duration: 1500, state: '9' }]);
  expect(() => imported('walltime=1.5s\ncputime=1.2s\n')).toThrow('no cgroup');
});

test('runlim: MB is 2^20, its command is the name; recognized whatever the file is called', () => {
  const { format, tasks } = imported(fixture('runlim.log'), {}, { name: 'runsolver.watcher' });
  expect(format).toBe('runlim');
  expect(tasks).toEqual([
    {
      name: '/usr/bin/python3 -c x=bytearray(60000000);import time;time.sleep(1.2)',
      duration: 1510,
      peak: Math.round(65.8 * MIB),
      measure: 'sum of the tree',
    },
  ]);
  const stopped = fixture('runlim.log').replace('status:\t\tok', 'status:\t\tout of memory');
  expect(imported(stopped).tasks).toMatchObject([{ state: 'out of memory' }]);
  const running = fixture('runlim.log').split('[runlim] end')[0] ?? '';
  expect(() => imported(running)).toThrow('runlim had not ended');
});

test('one program has three sizes: each is called by its measure', () => {
  const measures = ['gnu-time.txt', 'runexec.txt', 'runlim.log'].map(
    (name) => imported(fixture(name)).tasks[0]?.measure,
  );
  expect(new Set(measures).size).toBe(3);
});
