import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { imported } from './imported.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/import');
const fixture = (name: string): string => readFileSync(path.join(FIXTURES, name), 'utf8');

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

test('Nextflow: GB is 2^30, "-" is not measured, a cached row has no time of this run', () => {
  const { format, tasks, notes } = imported(fixture('nextflow.txt'));
  expect(format).toBe('nextflow');
  expect(tasks.map(({ start: _, ...task }) => task)).toEqual([
    {
      name: 'INDEX (genome.fa)',
      id: '1',
      peak: Math.round(4.1 * GIB),
      duration: 723_000,
      measure: 'sum of the tree',
    },
    {
      name: 'ALIGN (a)',
      id: '2',
      peak: Math.round(2.9 * GIB),
      duration: 178_000,
      measure: 'sum of the tree',
    },
    { name: 'ALIGN (b)', id: '3', duration: 61_000, state: 'FAILED', measure: 'sum of the tree' },
    {
      name: 'CHECK (sheet.csv)',
      id: '4',
      peak: Math.round(2.4 * MIB),
      duration: 500,
      state: 'CACHED',
      measure: 'sum of the tree',
    },
  ]);
  expect(tasks.map(({ start }) => start === undefined)).toEqual([false, false, false, true]);
  expect(notes).toEqual(['1 CACHED: their figures are of an earlier run.']);
});

test('Nextflow: raw bytes and milliseconds', () => {
  const text = `task_id\thash\tprocess\ttag\tstatus\texit\tmemory\trealtime\tpeak_rss
1\t3f/70944c\tALIGN\ta\tCOMPLETED\t0\t8589934592\t41090\t4402341478
2\t3f/70944d\tLINK\t-\tFAILED\t1\t-\t1000\t0
`;
  expect(imported(text).tasks).toEqual([
    {
      name: 'ALIGN (a)',
      id: '1',
      peak: 4_402_341_478,
      duration: 41_090,
      asked: 8 * GIB,
      measure: 'sum of the tree',
    },
    { name: 'LINK', id: '2', duration: 1000, state: 'FAILED', measure: 'sum of the tree' },
  ]);
});

test('Nextflow: an old csv has each column twice, for people and then exact', () => {
  const text = `task_id,hash,native_id,name,status,exit,submit,duration,realtime,%cpu,rss,vmem,peak_rss,peak_vmem,rchar,wchar,duration,realtime,rss,vmem,peak_rss,peak_vmem,rchar,wchar
1,3f/70944c,40211,index (1),COMPLETED,0,2015-05-17 11:33:14.303,1m 2s,59s,97.0%,1.1 GB,2 GB,1.4 GB,1.5 TB,1 MB,1 MB,62003,59120,1181116006,2147483648,1503238553,1649267441664,1048576,1048576
2,3f/70944d,40212,"index (2,3)",COMPLETED,0,2015-05-17 11:33:14.303,1m 2s,-,97.0%,-,-,-,-,-,-,62003,-,-,-,-,-,-,-
`;
  expect(imported(text).tasks).toMatchObject([
    { name: 'index (1)', peak: 1_503_238_553, duration: 59_120 },
    { name: 'index (2,3)', duration: 62_003 },
  ]);
  expect(imported(text).tasks[1]?.peak).toBeUndefined();
});

test('Nextflow: rows without any header', () => {
  const [, ...rows] = fixture('nextflow.txt').split('\n');
  const { format, tasks } = imported(rows.join('\n'));
  expect(format).toBe('nextflow');
  expect(tasks).toHaveLength(4);
  expect(tasks[0]).toMatchObject({ name: 'INDEX (genome.fa)', peak: Math.round(4.1 * GIB) });
});

test('Nextflow: a trace with rss alone is a lower bound, and said to be one', () => {
  const old = fixture('nextflow.txt').replace('peak_rss\tpeak_vmem', 'rss\tvmem');
  const { tasks, notes } = imported(old);
  expect(tasks[0]).toMatchObject({ measure: 'RSS when last seen', peak: Math.round(4.1 * GIB) });
  expect(notes.join()).toContain('the trace has no peak_rss'.slice(4));
});

test('Nextflow: an old csv without its header, with commas in names', () => {
  const text =
    '1,3f/70944c,40211,index (1, 2),COMPLETED,0,2015-05-17 11:33:14.303,1m 2s,59s,97.0%,1.1 GB,2 GB,1.4 GB,1.5 TB,1 MB,1 MB,62003,59120,1181116006,2147483648,1503238553,1649267441664,1048576,1048576,1,2,3,4\n';
  const { tasks, notes } = imported(text);
  expect(tasks).toMatchObject([{ name: 'index (1, 2)', peak: 1_503_238_553, duration: 59_120 }]);
  expect(notes.join()).toContain('no header');
  const [, first = ''] = fixture('nextflow.txt').split('\n');
  expect(() => imported(`${first}\t1\t2\t3\n`)).toThrow('the trace has no header');
});

test('Nextflow: fields in any order, quoted, behind the numbers of rows', () => {
  const chosen = 'name\tpeak_rss\trealtime\nALIGN (a)\t1 GB\t1m 2s\n';
  expect(imported(chosen)).toMatchObject({
    format: 'nextflow',
    tasks: [{ name: 'ALIGN (a)', peak: GIB, duration: 62_000 }],
  });
  const quoted =
    '"","task_id","name","status","peak_rss"\n"1",7,"SAY ""hi"" (a, b)","COMPLETED",1024\n';
  expect(imported(quoted)).toMatchObject({
    format: 'nextflow',
    tasks: [{ name: 'SAY "hi" (a, b)', id: '7', peak: 1024 }],
  });
});

test('Nextflow: what has nothing to use is refused, with what to do', () => {
  const [header = '', first = '', , failed = '', cached = ''] = fixture('nextflow.txt').split('\n');
  expect(() => imported(`${header}\n${failed}\n`)).toThrow(
    'no task of the trace has a peak_rss: its tasks are FAILED',
  );
  expect(() => imported(`${header}\n${cached}\n`)).toThrow('every task of the trace is CACHED');
  expect(() => imported(`${header}\n`)).toThrow('it has no task');
  expect(() => imported(`${header.replace('peak_rss', 'x')}\n${first}\n`)).toThrow(
    'the trace has no column peak_rss',
  );
});

test('Snakemake: MB is 2^20, NA is not measured, mem_mb is decimal', () => {
  const { format, tasks, notes } = imported(fixture('snakemake.tsv'));
  expect(format).toBe('snakemake');
  expect(tasks).toEqual([
    {
      name: 'align (a, 1)',
      id: '7',
      peak: Math.round(4646.58 * MIB),
      duration: 2_050_558,
      asked: 8_000_000_000,
      measure: 'sum of the tree',
    },
    { name: 'link', id: '8', duration: 211, measure: 'sum of the tree' },
  ]);
  expect(notes.join()).toContain('every 30 s');
});

const V5 = 's\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\n';

test('Snakemake: repeats, and several files in one', () => {
  const rows =
    '1.0691\t0:00:01\t28.57\t271.92\t20.00\t21.50\t0.00\t1.00\t0.00\n2.5\t0:00:02\t30.00\t1\t1\t1\t0\t0\t0\n';
  expect(imported(V5 + rows, {}, { name: 'bwa' }).tasks).toMatchObject([
    { name: 'bwa', id: 'repeat 1', peak: Math.round(28.57 * MIB), duration: 1069 },
    { name: 'bwa', id: 'repeat 2', peak: 30 * MIB },
  ]);
  const [one = ''] = rows.split('\n');
  const several = `==> benchmarks/a.txt <==\n${V5}${one}\n\n==> benchmarks/b.txt <==\n${V5}${one}\n`;
  expect(imported(several).tasks.map(({ name }) => name)).toEqual(['a', 'b']);
  const merged = `${V5.trim()}\tcpu_time\ttool\tsample\n${one}\t3\tbwa\tx\n`;
  expect(imported(merged).tasks.map(({ name }) => name)).toEqual(['bwa (x)']);
});

test('Snakemake: short jobs and old versions are refused in a sentence', () => {
  expect(() => imported(`${V5}0.1\t0:00:00\t-\t-\t-\t-\t-\t-\t-\n`)).toThrow(
    'the job was over before Snakemake looked at it',
  );
  expect(() => imported('s\th:m:s\n0.1\t0:00:00\n')).toThrow('the benchmark has no memory');
  expect(() => imported(V5)).toThrow('a header and no row');
});

test('sacct: columns of fixed width with cut names; memory stands on steps, a request per CPU', () => {
  const { format, tasks } = imported(fixture('sacct.txt'));
  expect(format).toBe('sacct');
  expect(tasks).toEqual([
    {
      id: '39549813',
      name: 'digits_of+',
      duration: 63_000,
      asked: 8000 * MIB,
      peak: 3 * GIB,
      measure: 'largest task of a step',
    },
    {
      id: '39549814_7',
      name: 'sweep',
      duration: ((24 + 2) * 3600 + 184) * 1000,
      asked: GIB,
      state: 'OUT_OF_ME',
      peak: 1_040_000 * KIB,
      measure: 'sum of the tree',
    },
  ]);
});

test('sacct -P: a job and the largest of its steps; what it asked for is not what it used', () => {
  const { format, tasks } = imported(fixture('sacct-parsable.txt'));
  expect(format).toBe('sacct');
  expect(tasks).toEqual([
    {
      id: '1234',
      name: 'align',
      duration: 312_000,
      asked: 8 * GIB,
      peak: 227_220 * KIB,
      measure: 'sum of the tree',
    },
    {
      id: '1235',
      name: 'sort',
      duration: 20_000,
      asked: 4 * GIB,
      state: 'CANCELLED',
      peak: 1.5 * GIB,
      measure: 'sum of the tree',
    },
  ]);
});

test('sacct: without JobID, with -p, behind a prompt', () => {
  const text = `$ sacct -p
State|Timelimit|Elapsed|ReqMem|MaxRSS|
COMPLETED|00:01:00|00:00:02|128Mn||
COMPLETED||00:00:02|128Mn|1340K|
COMPLETED||00:00:02|128Mn|984K|
`;
  const { format, tasks } = imported(text, {}, { name: 'job' });
  expect(format).toBe('sacct');
  expect(tasks).toMatchObject([{ name: 'job', peak: 1340 * KIB, asked: 128 * MIB }]);
});

test('sacct: without MaxRSS, with -X, before the end: refused, each with its mend', () => {
  const thrown = (text: string): string => {
    try {
      imported(text);
      return '';
    } catch (error) {
      const { message, hint } = error as { message: string; hint?: string };
      return `${message}; ${hint}`;
    }
  };
  expect(thrown('JobID|JobName|State\n1|a|COMPLETED\n')).toMatch(/without MaxRSS; write sacct -P/);
  expect(thrown('JobID|JobName|MaxRSS\n1|a|\n')).toMatch(/run with -X.*; leave -X/);
  expect(thrown('JobID|JobName|MaxRSS\n1|a|\n1.batch|batch|\n')).toMatch(/empty on every row/);
});

test('BenchExec: memory and memUsage, with and without B, a run a task', () => {
  const { format, tasks } = imported(fixture('benchexec.xml'));
  expect(format).toBe('benchexec');
  expect(tasks).toEqual([
    {
      name: 'tasks/a.yml',
      peak: 11_333_632,
      duration: 1301,
      asked: 2_000_000_000,
      measure: 'cgroup',
    },
    {
      name: 'tasks/b & c.yml',
      peak: 1_999_998_976,
      duration: 61_500,
      asked: 2_000_000_000,
      state: 'OUT OF MEMORY',
      measure: 'cgroup',
    },
  ]);
});

test('BenchExec: a torn file gives what was whole, none with memory is refused', () => {
  const text = fixture('benchexec.xml');
  const torn = imported(text.slice(0, text.indexOf('OUT OF')));
  expect(torn.tasks).toMatchObject([{ name: 'tasks/a.yml' }]);
  expect(torn.notes.join()).toContain('torn');
  expect(() => imported(text.replaceAll(/mem(ory|Usage)/g, 'x'))).toThrow('no cgroup');
});

test('BenchExec: its text with a column of memory, and without one', () => {
  const rows = `   BENCHMARK INFORMATION
benchmark definition:      sorters.xml

Run set 1 of 1 with options '' and propertyfile 'None'

inputfile            status                    cpu time   wall time        host      memory
-------------------------------------------------------------------------------------------
a.yml                true                          1.20        1.30      node-1    11333632
b.yml                OUT OF MEMORY                60.00       61.50      node-1  1999998976
-------------------------------------------------------------------------------------------
Run set 1            done                         61.20       62.80           -
`;
  const { format, tasks } = imported(rows);
  expect(format).toBe('benchexec');
  expect(tasks).toEqual([
    { name: 'a.yml', peak: 11_333_632, duration: 1300, measure: 'cgroup' },
    {
      name: 'b.yml',
      peak: 1_999_998_976,
      duration: 61_500,
      state: 'OUT OF MEMORY',
      measure: 'cgroup',
    },
  ]);
  expect(() => imported(rows.replaceAll(/memory/g, 'result'))).toThrow('no column of memory');
});
