import { expect, test } from 'vitest';
import { MIB, process, sample, start } from '../records.ts';
import { exported } from './exported.ts';

test('each metric stands together, with type, unit, help and times in seconds', async () => {
  const text = await exported('openmetrics', [
    start({ name: 'a "b"\\c' }),
    sample(0, 1, { machineUsed: 5 }),
    sample(1500, 2, { procs: 3 }),
  ]);
  expect(text.split('\n')).toEqual([
    '# TYPE memwrap_rss_bytes gauge',
    '# UNIT memwrap_rss_bytes bytes',
    '# HELP memwrap_rss_bytes Resident memory, shared pages counted once per process.',
    'memwrap_rss_bytes{run="a \\"b\\"\\\\c"} 1048576 1700000000',
    'memwrap_rss_bytes{run="a \\"b\\"\\\\c"} 2097152 1700000001.5',
    '# TYPE memwrap_processes gauge',
    '# HELP memwrap_processes Number of processes in the tree.',
    'memwrap_processes{run="a \\"b\\"\\\\c"} 3 1700000001.5',
    '# TYPE memwrap_machine_used_bytes gauge',
    '# UNIT memwrap_machine_used_bytes bytes',
    '# HELP memwrap_machine_used_bytes Memory used on the whole machine.',
    'memwrap_machine_used_bytes{run="a \\"b\\"\\\\c"} 5 1700000000',
    '# EOF',
    '',
  ]);
});

test('units are the base units of Prometheus', async () => {
  const text = await exported('openmetrics', [
    start(),
    sample(0, 1, { pressureSome: 12.5, stalledSome: 70 }),
  ]);
  expect(text).toContain('# UNIT memwrap_pressure_some_ratio ratio\n');
  expect(text).toContain('memwrap_pressure_some_ratio{run="job"} 0.125 1700000000\n');
  expect(text).toContain('memwrap_stalled_some_seconds{run="job"} 0.07 1700000000\n');
});

test('of samples within a millisecond the largest counts, and times never step back', async () => {
  const text = await exported('openmetrics', [
    start(),
    sample(0.1, 1),
    sample(0.2, 3),
    sample(0.3, 2),
    sample(10, 4),
    sample(5, 5),
    sample(20, 6),
  ]);
  const samples = [...text.matchAll(/^memwrap_rss_bytes\S* (\d+) (\S+)$/gm)];
  expect(samples.map(([, value, time]) => [Number(value) / MIB, time])).toEqual([
    [3, '1700000000'],
    [5, '1700000000.01'],
    [6, '1700000000.02'],
  ]);
});

test('groups of processes are series of one metric', async () => {
  const text = await exported('openmetrics', [
    start({ argv: ['make'] }),
    process('seen', 0, 1, { name: 'make', argv: ['make'] }),
    process('seen', 0, 2, { name: 'cc1', argv: ['cc1', 'one.c'] }),
    ...[0, 500, 1000].map((time) =>
      sample(time, 90, {
        procs: 2,
        top: [
          [2, 60 * MIB],
          [1, 30 * MIB],
        ],
      }),
    ),
  ]);
  expect(text).toContain('# UNIT memwrap_process_group_bytes bytes\n');
  const groups = [
    ...text.matchAll(/^memwrap_process_group_bytes\{run="job",group="(.*)"\} (\d+)/gm),
  ];
  expect(new Set(groups.map(([, group]) => group))).toEqual(new Set(['cc1 one.c', 'make']));
});

test('a recording without dates is refused, with what to add', async () => {
  await expect(
    exported('openmetrics', [start({ time: 0 }), { type: 'sample', time: 5, rss: 1 }]),
  ).rejects.toMatchObject({
    message: 'job.jsonl: its times count from 0, OpenMetrics needs dates',
    hint: 'add --start 2026-11-27T12:00:00Z',
  });
  await expect(
    exported('openmetrics', [start({ axis: 'samples' }), sample(5, 1)]),
  ).rejects.toMatchObject({ hint: 'add --start 2026-11-27T12:00:00Z and --interval 1s' });
});
