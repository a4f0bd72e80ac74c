import { expect, test } from 'vitest';
import type { SampleRecord, StreamRecord } from '../../../src/recording/records.ts';
import { end, MIB, START, sample, start } from '../records.ts';
import { reportOf } from '../report-of.ts';

const LIMIT = 200 * MIB;
const BEGIN = start({ host: { cgroupLimit: LIMIT, machineTotal: 1000 * MIB } });

/** Samples a tenth of a second apart, of a container at so many MiB. */
const filled = (usages: readonly number[], more: Partial<SampleRecord> = {}): SampleRecord[] =>
  usages.map((mib, i) => sample(100 * i, 5, { cgroup: mib * MIB, ...more }));

const full = (...records: StreamRecord[]) => reportOf([BEGIN, ...records]).full;

test('a recording that stops with its container at the limit was probably killed for memory', () => {
  const report = reportOf([BEGIN, ...filled([50, 120, 199])]);
  expect(report.full).toMatchObject({
    where: 'cgroup',
    used: 199 * MIB,
    limit: LIMIT,
    probably: true,
  });
  expect(report.warnings.join()).not.toContain('memwrap was killed');
});

test('one that would have reached it a moment later at its pace was too', () => {
  expect(full(...filled([50, 90, 140]))).toMatchObject({ rate: 500 * MIB, probably: true });
});

test('one that was far from it, or had come down again, was not', () => {
  expect(full(...filled([50, 51, 52]))).toBeUndefined();
  expect(full(...filled([50, 199, 140]))).toBeUndefined();
  expect(full(...filled([140, 141, 142]))).toBeUndefined();
});

test('one that lost its largest process there, and no more was written, was too', () => {
  const [first, last] = filled([50, 199]) as [SampleRecord, SampleRecord];
  expect(
    full(first, { ...last, rss: 150 * MIB }, sample(130, 2, { cgroup: 60 * MIB })),
  ).toMatchObject({ used: 199 * MIB, probably: true });
});

test('page cache alone kills nobody', () => {
  const cgroup = (cache: number): StreamRecord => ({
    type: 'cgroup',
    time: START + 200,
    usage: 199 * MIB,
    limit: LIMIT,
    cache: cache * MIB,
  });
  expect(full(...filled([50, 199, 199]), cgroup(150))).toMatchObject({ probably: false });
  expect(full(...filled([50, 199, 199]), cgroup(10))).toMatchObject({ probably: true });
});

test('a machine without memory explains an end as well', () => {
  expect(full(...filled([50, 50], { machineUsed: 990 * MIB }))).toMatchObject({
    where: 'machine',
    probably: true,
  });
  expect(full(...filled([50, 50], { machineUsed: 900 * MIB }))).toBeUndefined();
});

test('a recording with an end says nothing of the kind', () => {
  expect(full(...filled([50, 199, 199]), end(300))).toBeUndefined();
});

test('what no process holds is seen up to the last sample of a container that was full', () => {
  const records = [
    sample(0, 5, { cgroup: 40 * MIB, machineUsed: 100 * MIB, machineShmem: 0 }),
    sample(100, 5, { cgroup: 50 * MIB, machineUsed: 100 * MIB }),
    sample(200, 5, { cgroup: 120 * MIB, machineUsed: 180 * MIB, machineShmem: 80 * MIB }),
    sample(300, 5, { cgroup: 199 * MIB, machineUsed: 250 * MIB, machineShmem: 150 * MIB }),
  ];
  const report = reportOf([BEGIN, ...records]);
  expect(report.answer).toMatchObject({ kind: 'outside', where: 'shmem' });
  expect(report.full).toMatchObject({ tree: 5 * MIB, shmem: 150 * MIB });
});
