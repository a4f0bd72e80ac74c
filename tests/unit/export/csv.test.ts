import { expect, test } from 'vitest';
import { ByteText } from '../../../src/export/byte-text.ts';
import { csv } from '../../../src/export/csv/csv.ts';
import { encodeRecord } from '../../../src/recording/encode.ts';
import { readRecording } from '../../../src/recording/reader.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { end, inOrder, line, MIB, process, sample, start } from '../records.ts';
import { exported } from './exported.ts';

/** The cells of a text without quotes, by the names of its header. */
function rows(text: string): Record<string, string>[] {
  const [head = [], ...body] = text
    .trimEnd()
    .split('\r\n')
    .map((one) => one.split(','));
  return body.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])));
}

test('a row a sample: when by the clock and since the start, sizes in bytes, nothing where nothing was measured', async () => {
  const text = await exported('csv', [
    start(),
    sample(0, 10, { anon: 5, procs: 2 }),
    sample(1250.4567, 20.5, { pss: 7, machineUsed: 9 * MIB, top: [[1, 2]], cost: 0.25, late: 3 }),
    end(2000),
  ]);
  expect(text.split('\r\n')[0]).toMatch(/^time,elapsed_ms,rss_bytes,anon_bytes,/);
  expect(text.split('\r\n')[0]).not.toMatch(/cost|late|top/);
  const [first, second] = rows(text);
  expect(first).toMatchObject({
    time: '2023-11-14T22:13:20.000Z',
    elapsed_ms: '0',
    rss_bytes: String(10 * MIB),
    anon_bytes: '5',
    pss_bytes: '',
    processes: '2',
    machine_used_bytes: '',
  });
  expect(second).toMatchObject({
    time: '2023-11-14T22:13:21.250Z',
    elapsed_ms: '1250.457',
    rss_bytes: String(20.5 * MIB),
    pss_bytes: '7',
    machine_used_bytes: String(9 * MIB),
  });
  expect(
    new Set(
      text
        .trimEnd()
        .split('\r\n')
        .map((row) => row.split(',').length),
    ).size,
  ).toBe(1);
});

test('what is no resident memory, or has no clock, is not called so', async () => {
  const text = await exported('csv', [
    start({ time: 0, measure: 'heap', axis: 'instructions' }),
    { type: 'sample', time: 1500, rss: 4096 },
  ]);
  expect(text).toMatch(/^time,elapsed_instructions,heap_bytes,anon_bytes,/);
  expect(text.split('\r\n')[1]).toMatch(/^,1500,4096,/);
  const cgroup = await exported('csv', [start({ measure: 'cgroup' })]);
  expect(cgroup).toMatch(/^time,elapsed_ms,cgroup_usage_bytes,.*,cgroup_bytes/);
  const counted = await exported('csv', [start({ time: 0 }), { type: 'sample', time: 10, rss: 1 }]);
  expect(counted.split('\r\n')[1]).toMatch(/^,10,1,/);
});

test('samples that come in one object, filled anew, give the same rows', async () => {
  const records: StreamRecord[] = [start()];
  for (let i = 0; i < 50; i += 1) {
    records.push(sample(i * 100.5, i, i % 3 === 0 ? { pss: i, machineUsed: 2 ** 40 + i } : {}));
  }
  const out = new ByteText();
  const view = { columns: 80, color: false, unicode: true };
  const target = csv.open({ table: 'samples', label: '', out, view, drain: async () => {} });
  await readRecording([Buffer.from(records.map(encodeRecord).join(''))], {
    record: (record) => target.add?.(record),
    reuse: true,
  });
  expect(Buffer.from(out.take()).toString()).toBe(await exported('csv', records));
});

test('lines have their stream and the memory at their first byte, and are never formulas', async () => {
  const text = await exported(
    'csv',
    [
      start(),
      line(5, 'before any sample'),
      sample(10, 1),
      line(30, '=HYPERLINK("http://x")', { begun: 1_700_000_000_012 }),
      sample(20, 2),
      line(40, '-5, +3', { fd: 2 }),
      line(50, '\x1b[31mred\x1b[0m\ttab'),
      end(60),
    ],
    'lines',
  );
  expect(text.split('\r\n')).toEqual([
    'time,elapsed_ms,stream,rss_bytes,text',
    '2023-11-14T22:13:20.005Z,5,stdout,,before any sample',
    '2023-11-14T22:13:20.012Z,12,stdout,1048576,"\'=HYPERLINK(""http://x"")"',
    '2023-11-14T22:13:20.040Z,40,stderr,2097152,"\'-5, +3"',
    '2023-11-14T22:13:20.050Z,50,stdout,2097152,red tab',
    '',
  ]);
});

test('what is no size says its own unit, a log that was laid beside its name', async () => {
  const text = await exported('csv', [
    start(),
    sample(0, 1.3, { pressureSome: 12.5, stalledSome: 70 }),
  ]);
  expect(rows(text)[0]).toMatchObject({
    rss_bytes: '1363149',
    pressure_some_percent: '12.5',
    stalled_some_ms: '70',
  });
  const records = [start({ streams: { 3: 'app.log' } }), line(1, 'hello', { fd: 3 })];
  expect(await exported('csv', records, 'lines')).toContain(',app.log,,hello\r\n');
});

test('processes and phases are tables too', async () => {
  const records = inOrder([
    start(),
    process('seen', 0, 7, { name: 'make' }),
    process('seen', 100, 8, { name: '@evil' }),
    ...Array.from({ length: 100 }, (_, i) =>
      sample(i * 100, i < 50 ? 10 : 10 + (i - 50), {
        procs: 2,
        top: i > 0 && i < 90 ? [[8, 5 * MIB]] : [],
      }),
    ),
    process('gone', 9000, 8, { hwm: 8 * MIB }),
    end(9900),
  ]);
  const processes = rows(await exported('csv', records, 'processes'));
  expect(processes).toMatchObject([
    { pid: '7', name: 'make', seen_ms: '0', gone_ms: '' },
    { pid: '8', name: "'@evil", seen_ms: '100', gone_ms: '9000', peak_bytes: String(8 * MIB) },
  ]);
  const phases = rows(await exported('csv', records, 'phases'));
  expect(phases.map(({ phase, kind }) => [phase, kind])).toEqual([
    ['1', 'plateau'],
    ['2', 'climb'],
  ]);
  expect(phases[0]).toMatchObject({ start_ms: '0', start_time: '2023-11-14T22:13:20.000Z' });
  const sum = phases.reduce((all, { change_bytes }) => all + Number(change_bytes), 0);
  expect(sum).toBeCloseTo(49 * MIB, -4);
});

test('a run without samples or lines is a header', async () => {
  expect((await exported('csv', [start(), end(1)])).split('\r\n')).toHaveLength(2);
  expect((await exported('csv', [start(), end(1)], 'lines')).split('\r\n')).toHaveLength(2);
});
