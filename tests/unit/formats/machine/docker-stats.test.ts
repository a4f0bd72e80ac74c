import { expect, test } from 'vitest';
import { CERTAINTY } from '../../../../src/formats/import/importer.ts';
import { dockerStats } from '../../../../src/formats/import/machine/docker-stats.ts';
import { sniffOf } from '../../../../src/formats/import/sniff.ts';
import { imported } from '../imported.ts';
import { fixture, MIB } from './fixture.ts';

const sums = (text: string): number[] =>
  imported(text).samples.map(({ rss }) => Math.round((rss ?? 0) / MIB));

test('the repainted screen gives a sample a frame, the sum of its containers, numbered for want of a clock', () => {
  const { format, samples, records, notes } = imported(fixture('docker-stats-screen.txt'));
  expect(format).toBe('docker-stats');
  expect(records[0]).toMatchObject({ measure: 'cgroup', axis: 'samples', source: 'docker stats' });
  // The first frame shows a container that is starting: no sample, but its place is kept.
  expect(samples.map(({ time }) => time)).toEqual([1, 2, 3, 4]);
  expect(samples.map(({ rss }) => rss)).toEqual(
    [113.68, 127.5, 161.3, 188.7].map((mib) => expect.closeTo(mib * MIB, -2)),
  );
  expect(notes.join()).toContain('--interval');
  const names = records.flatMap((one) => (one.type === 'process' ? [one.name] : []));
  expect(names).toEqual(['web-1', 'db']);
});

test('--interval and --start give frames their times', () => {
  const { samples, records } = imported(fixture('docker-stats-screen.txt'), {
    interval: 5000,
    start: 1_700_000_000_000,
  });
  expect(records[0]).not.toHaveProperty('axis');
  expect(samples[0]?.time).toBe(1_700_000_005_000);
  expect((samples.at(-1)?.time ?? 0) - (samples[0]?.time ?? 0)).toBe(15_000);
});

test('--series takes the containers that match, and names the others if none does', () => {
  expect(
    imported(fixture('docker-stats-screen.txt'), { series: 'db' }).samples.at(-1)?.rss,
  ).toBeCloseTo(38.5 * MIB, -2);
  expect(() => imported(fixture('docker-stats-screen.txt'), { series: 'nope' })).toThrow(
    '--series: no name holds "nope"',
  );
});

test('newer versions do not clear the screen but go to its corner', () => {
  const frame = (mib: number): string =>
    `\x1b[HNAME      CPU %     MEM USAGE / LIMIT\x1b[K\nweb   0.01%   ${mib}MiB / 7.7GiB\x1b[K\n\x1b[J`;
  expect(sums(frame(80) + frame(90) + frame(85))).toEqual([80, 90, 85]);
});

test('a loop of --no-stream repeats its header, and a container that is gone is not carried on', () => {
  const head =
    'CONTAINER ID   NAME   CPU %   MEM USAGE / LIMIT   MEM %   NET I/O   BLOCK I/O   PIDS';
  const row = (id: string, name: string, mib: number): string =>
    `${id}   ${name}   0.01%   ${mib}MiB / 7.7GiB   1%   1kB / 0B   0B / 0B   3`;
  const text = [
    head,
    row('778643d548d0', 'a', 10),
    row('0f43d548d077', 'b', 20),
    head,
    row('0f43d548d077', 'b', 21),
    head,
    row('aa43d548d077', 'c', 30),
  ].join('\n');
  expect(sums(text)).toEqual([30, 21, 30]);
});

test('JSON lines and podman JSON over several lines are read, MB being a million bytes', () => {
  expect(sums(fixture('docker-stats-json.json'))).toEqual([114, 128, 161, 189]);
  const { samples } = imported(fixture('docker-stats-podman.json'));
  expect(samples.map(({ rss }) => rss)).toEqual([82_480_000, 96_100_000, 121_300_000, 150_200_000]);
});

test('a JSON template and the interface of the engine are read, with their times', () => {
  const template = (time: string, mib: number): string =>
    `${time} {"container":"web","memory":{"raw":"${mib}MiB / 1GiB","percent":"1%"},"cpu":"0.1%"}`;
  const { samples } = imported(
    [template('2024-01-01T00:00:00Z', 10), template('2024-01-01T00:00:05Z', 11)].join('\n'),
  );
  expect(samples.map(({ rss }) => rss)).toEqual([10 * MIB, 11 * MIB]);
  expect((samples[1]?.time ?? 0) - (samples[0]?.time ?? 0)).toBe(5000);
  const engine = imported(
    '{"read":"2026-11-27T21:01:15.5Z","name":"/web","memory_stats":{"usage":100,"stats":{"inactive_file":30}}}\n',
  );
  expect(engine.samples[0]?.rss).toBe(70);
});

test('an error message first, and a line with the time before its rows', () => {
  const { samples } = imported(fixture('docker-stats-clock.csv'), { zone: 'UTC' });
  expect(samples[0]?.time).toBe(Date.UTC(2026, 3, 12, 1, 31, 10));
  expect(samples.map(({ time }) => time - (samples[0]?.time ?? 0))).toEqual([
    0, 5000, 10_000, 15_000,
  ]);
});

test('a line with the time behind its rows belongs to them', () => {
  const { samples } = imported(
    'web,0.7%,10MiB / 1GiB\n2026-04-12 01:31:45\nweb,0.7%,20MiB / 1GiB\n2026-04-12 01:31:55\n',
    { zone: 'UTC' },
  );
  expect(samples.map(({ rss }) => rss)).toEqual([10 * MIB, 20 * MIB]);
  expect(samples[0]?.time).toBe(Date.UTC(2026, 3, 12, 1, 31, 45));
});

test('podman csv with epoch seconds in front', () => {
  const { samples } = imported(
    '1769446569,go,0.07%,9.122MB / 12.21GB,0.07%\n1769446574,go,0.07%,9.222MB / 12.21GB,0.07%\n',
  );
  expect(samples).toMatchObject([
    { time: 1_769_446_569_000, rss: 9_122_000 },
    { time: 1_769_446_574_000, rss: 9_222_000 },
  ]);
});

test('a split at blanks that left columns called "/" is mended', () => {
  expect(
    sums('CPU_percentage,Mem_usage,/,Mem_Limit\n0.07%,19MiB,/,7.6GiB\n0.09%,29MiB,/,7.6GiB\n'),
  ).toEqual([19, 29]);
});

test('rows of one poll share a minute, or have microseconds of their own: polls are told by their names', () => {
  const minute = ['09', '09', '10'].flatMap((time, i) => [
    `2023-11-24 20:${time},web,63%,${297 + i}MiB / 1GiB`,
    `2023-11-24 20:${time},db,6%,100MiB / 1GiB`,
  ]);
  expect(sums(minute.join('\n'))).toEqual([397, 398, 399]);
  const micro = [35, 45, 55].flatMap((second) => [
    `2024-11-23T18:35:${second}.826119,a,3.1%,150MiB / 1GiB`,
    `2024-11-23T18:35:${second}.826372,b,0.2%,43MiB / 1GiB`,
  ]);
  expect(sums(micro.join('\n'))).toEqual([193, 193, 193]);
  // A container that took the place of another is not added to it.
  const replaced = [
    '2024-11-23T18:35:35,a,3.1%,150MiB / 1GiB',
    '2024-11-23T18:35:45,a,3.1%,150MiB / 1GiB',
    '2024-11-23T18:35:55,b,3.1%,160MiB / 1GiB',
  ];
  expect(sums(replaced.join('\n'))).toEqual([150, 150, 160]);
});

test('the memory is taken, never network or disk, wherever its column stands', () => {
  expect(
    sums(
      'NAME   NET I/O   MEM USAGE / LIMIT   BLOCK I/O\nweb   1.5GB / 2GB   10MiB / 1GiB   5GB / 0B\n',
    ),
  ).toEqual([10]);
});

test('docker stats without memory is refused with what to add', () => {
  expect(() => imported('NAME      CPU %\nweb   0.1%\nNAME      CPU %\nweb   0.1%\n')).toThrow(
    'docker stats was recorded without its memory column',
  );
});

test('a container that does not run has no memory, not 0', () => {
  expect(() => imported('NAME   CPU %   MEM USAGE / LIMIT\nweb   0.00%   0B / 0B\n')).toThrow(
    'without a container that ran',
  );
});

test('a csv that only speaks of containers is another tool', () => {
  const text = 'NAME,CPU %,MEM USAGE\nweb,0.1,12.5\nweb,0.1,12.6\n';
  expect(dockerStats.recognizes(sniffOf(Buffer.from(text), undefined, 'utf-8'))).toBe(CERTAINTY.no);
});

test('a name with a colon, or in brackets with the time before', () => {
  const { records, samples } = imported(
    '[2026-04-12 01:31:45] web: 0.7% 10MiB / 1GiB\n[2026-04-12 01:31:50] web: 0.7% 11MiB / 1GiB\n',
    { zone: 'UTC' },
  );
  expect(records).toContainEqual(expect.objectContaining({ type: 'process', name: 'web' }));
  expect(samples).toMatchObject([
    { time: Date.UTC(2026, 3, 12, 1, 31, 45), rss: 10 * MIB },
    { time: Date.UTC(2026, 3, 12, 1, 31, 50), rss: 11 * MIB },
  ]);
});

test('JSON with the time around the rows, or with names as keys', () => {
  const { samples, records } = imported(
    [
      '{"timestamp":1700000000,"stats":{"web":{"cpu":"1%","mem":"10MiB / 1GiB"},"db":{"cpu":"1%","mem":"20MiB / 1GiB"}}}',
      '{"timestamp":1700000010,"stats":{"web":{"cpu":"1%","mem":"11MiB / 1GiB"},"db":{"cpu":"1%","mem":"20MiB / 1GiB"}}}',
    ].join('\n'),
  );
  expect(samples).toMatchObject([
    { time: 1_700_000_000_000, rss: 30 * MIB },
    { time: 1_700_000_010_000, rss: 31 * MIB },
  ]);
  expect(records.flatMap((one) => (one.type === 'process' ? [one.name] : []))).toEqual([
    'web',
    'db',
  ]);
});

test('what was not measured does not make the next column the memory', () => {
  const head = 'ID            NAME   CPU %   MEM USAGE / LIMIT   MEM %   NET IO          BLOCK IO';
  const rows = [
    '3667c6aacb06  go     --      -- / --             --      1.45kB / 1GB    -- / --',
    '1117c6aacb06  db     0.1%    9.1MB / 12.21GB     0.07%   1.45kB / 1GB    -- / --',
  ];
  expect(imported([head, ...rows].join('\n')).samples).toMatchObject([
    { rss: 9_100_000, procs: 1 },
  ]);
});

test('a line with a counter beside the time', () => {
  const { samples } = imported(
    'sample 12 at 2026-04-12 01:31:45\nweb,0.7%,10MiB / 1GiB\nsample 13 at 2026-04-12 01:31:55\nweb,0.7%,20MiB / 1GiB\n',
    { zone: 'UTC' },
  );
  expect(samples.map(({ time }) => time - (samples[0]?.time ?? 0))).toEqual([0, 10_000]);
});

test('UTF-16, as PowerShell redirects it', () => {
  const text = `\ufeff${fixture('docker-stats-screen.txt').replaceAll('\n', '\r\n')}`;
  const { format, samples } = imported(Buffer.from(text, 'utf16le'));
  expect(format).toBe('docker-stats');
  expect(samples).toHaveLength(4);
});
