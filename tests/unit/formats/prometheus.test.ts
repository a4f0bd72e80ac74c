import { expect, test } from 'vitest';
import { fixture, MIB } from './fixture.ts';
import { imported } from './imported.ts';

const NOW = 1_700_000_000;

test('scrapes with time stamps: the resident memory leads, what else is there is said', () => {
  const { format, records, samples, notes } = imported(fixture('prometheus-federate.txt'));
  expect(format).toBe('prometheus');
  expect(records[0]).not.toHaveProperty('measure');
  expect(samples.map(({ time }) => time - 1_795_813_321_994)).toEqual([0, 1000, 2000, 3000, 4000]);
  expect(samples[0]?.rss).toBe(49_922_048);
  expect(notes.join(' ')).toContain('go_memstats_heap_inuse_bytes');
});

test('OpenMetrics: seconds, a whole series after the other; a series each and their sum', () => {
  const { records, samples } = imported(
    [
      '# TYPE app_rss_bytes gauge',
      '# UNIT app_rss_bytes bytes',
      ...[0, 1, 2].map((i) => `app_rss_bytes{pod="a",note="}\\" "} ${(i + 1) * 100} ${NOW + i}.5`),
      ...[0, 1, 2].map((i) => `app_rss_bytes{pod="b",note="}\\" "} ${(i + 1) * 10} ${NOW + i}.501`),
      '# EOF',
    ].join('\n'),
  );
  expect(samples.map(({ time, rss }) => [time - NOW * 1000, rss])).toEqual([
    [500, 110],
    [1500, 220],
    [2500, 330],
  ]);
  expect(records.flatMap((one) => (one.type === 'process' ? [one.name] : []))).toEqual(['a', 'b']);
});

test('units are read off the name, and NaN is no sample', () => {
  const { samples } = imported(
    `# TYPE job_memory_megabytes gauge\njob_memory_megabytes 3 ${NOW}000\njob_memory_megabytes NaN ${NOW + 1}000\njob_memory_megabytes 4e0 ${NOW + 2}000`,
  );
  expect(samples.map(({ rss }) => rss)).toEqual([3e6, 4e6]);
});

test('one scrape without stamps is refused, several are counted or timed', () => {
  const scrape = (bytes: number): string =>
    `# HELP process_resident_memory_bytes x\n# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes ${bytes}\nprocess_virtual_memory_bytes 9e15\n`;
  expect(() => imported(scrape(1e6))).toThrow('one scrape without time stamps');
  const text = scrape(1e6) + scrape(2e6);
  expect(imported(text).records[0]).toMatchObject({ axis: 'samples' });
  const { samples } = imported(text, { interval: 15_000 });
  expect(samples.map(({ time, rss }) => [time, rss])).toEqual([
    [0, 1e6],
    [15_000, 2e6],
  ]);
});

test('what has no memory in it is refused, with the option that says otherwise', () => {
  const text = `# TYPE http_response_bytes gauge\nhttp_response_bytes 17 ${NOW}000\nhttp_response_bytes 19 ${NOW + 1}000\n`;
  expect(() => imported(text)).toThrow('none of its metrics is memory');
  expect(imported(text, { memoryColumn: 'http_response_bytes' }).samples).toHaveLength(2);
  expect(() => imported(text, { memoryColumn: 'nothing' })).toThrow('no samples of "nothing"');
});

test('query_range: heap is called heap', () => {
  expect(imported(fixture('query-range.json')).records[0]).not.toHaveProperty('measure');
  const { format, records, samples } = imported(fixture('query-range-heap.json'));
  expect(format).toBe('query-range');
  expect(records[0]).toMatchObject({ measure: 'heap' });
  expect(samples).toHaveLength(20);
});

const answer = (series: readonly object[], type = 'matrix'): object => ({
  status: 'success',
  data: { resultType: type, result: series },
});
const series = (metric: object, values: readonly number[]): object => ({
  metric,
  values: values.map((value, i) => [NOW + 60 * i, String(value)]),
});

test('a series for each label set, named by what differs', () => {
  const name = { __name__: 'container_memory_working_set_bytes', namespace: 'web' };
  const text = JSON.stringify(
    answer([series({ ...name, pod: 'a{"x"}' }, [1, 2]), series({ ...name, pod: 'b' }, [10, 20])]),
    null,
    2,
  );
  const { records, samples } = imported(text);
  expect(records[0]).toMatchObject({ measure: 'working set' });
  expect(samples.map(({ rss }) => rss)).toEqual([11, 22]);
  expect(records.flatMap((one) => (one.type === 'process' ? [one.name] : []))).toEqual([
    'a{"x"}',
    'b',
  ]);
  expect(imported(text, { series: 'b' }).samples.map(({ rss }) => rss)).toEqual([10, 20]);
});

test('a query without a name: bytes by their size, as is said, else the unit is asked for', () => {
  const large = imported(JSON.stringify(answer([series({}, [5 * MIB, 6 * MIB])])));
  expect(large.notes.join(' ')).toContain('taken for bytes');
  const small = JSON.stringify(answer([series({}, [17, 18])]));
  expect(() => imported(small)).toThrow('unit of the query is not known');
  expect(imported(small, { unit: 'MiB' }).samples[0]?.rss).toBe(17 * MIB);
});

test('an answer that was cut off gives what is whole of it', () => {
  const text = JSON.stringify(answer([series({ __name__: 'app_rss_bytes' }, [1, 2, 3, 4])]));
  const { samples, notes } = imported(text.slice(0, text.indexOf('"3"') + 1));
  expect(samples.map(({ rss }) => rss)).toEqual([1, 2]);
  expect(notes.join(' ')).toContain('end of the answer is missing');
});

test('instant queries, errors and empty answers are refused', () => {
  expect(() => imported(JSON.stringify(answer([], 'vector')))).toThrow('instant query');
  expect(() => imported(JSON.stringify(answer([])))).toThrow('matched no series');
  const failed = { status: 'error', errorType: 'bad_data', error: 'parse error: "x"' };
  expect(() => imported(JSON.stringify(failed))).toThrow('parse error: "x"');
});
