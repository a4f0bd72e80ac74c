import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_TEMPLATES, TemplateTable } from '../../../../src/analyze/templates/template-table.ts';

/** The templates of some lines, in order of their first appearance. */
function templates(...lines: readonly string[]): string[] {
  let ids: number[] = [];
  const table = new TemplateTable((remap) => {
    ids = ids.map((id) => remap[id] ?? -1);
  });
  for (const line of lines) {
    table.look(line);
    ids.push(table.take());
  }
  table.settle();
  return [...new Set(ids)].map((id) => table.textOf(id));
}

test.each([
  ['loaded shard 3/64 from /data/a.bin', 'loaded shard <n>/<n> from <path>'],
  ['2024-05-01 12:00:00,331 INFO done in 8.5ms', '<time> INFO done in <n>ms'],
  ['[2024-05-01T12:00:00.123+02:00] up', '[<time>] up'],
  ['12:00:01.5 up', '<time> up'],
  ['took 2d14h for 1,234,567 rows (12.5%)', 'took <n> for <n> rows (<n>%)'],
  ['id 0c5c7fd0 and 0x7ffe12', 'id <id> and <id>'],
  ['job 123e4567-e89b-12d3-a456-426614174000 done', 'job <id> done'],
  ['fetch https://example.org/a?b=c, twice', 'fetch <url>, twice'],
  ['GET /item/37 200 8ms', 'GET /item/<n> <n> <n>ms'],
  ['rows=42 name="a b" mode=fast', 'rows=<n> name=<*> mode=<*>'],
  ['wrote C:\\temp\\a.txt', 'wrote <path>'],
  ['balance -5 in shard-12', 'balance <n> in shard-<n>'],
  [
    'worker12 speaks utf8 at 3 km/h and/or faster',
    'worker<n> speaks utf<n> at <n> km/h and/or faster',
  ],
  ['\u001b[32m✓\u001b[39m test/a.test.ts \u001b[2m(3 tests)\u001b[22m', '✓ <path> (<n> tests)'],
  ['{"level":30,"time":1700000000000,"msg":"took 5 s"}', 'info: took <n> s'],
  ['{"severity":"WARN","message":"disk \\"a\\" full"}', 'warn: disk \\"a\\" full'],
  ['{"rss":1,"pss":{"a":[2,"}"]}}', 'rss pss'],
  ['f(a)/g(b) and (/tmp/a.bin)', 'f(a)/g(b) and (<path>)'],
  ['==== results ====', '==== results ===='],
])('%s has the template %s', (line, template) => {
  expect(templates(line)).toEqual([template]);
});

test('what is the same in all lines is shown as it is', () => {
  expect(templates('shard 1/64 from /data/in/a.bin', 'shard 2/64 from /data/in/b.bin')).toEqual([
    'shard <n>/64 from /data/in/<path>',
  ]);
});

test('values of another kind or unit do not make another template', () => {
  expect(templates('took 5ms in 7', 'took 1.2s in ab12cd34')).toEqual(['took <n> in <id>']);
});

test('a word that is another in each of many rare lines is a value', () => {
  const names = ['anna', 'ben', 'cleo', 'dora', 'emil', 'fritz'];
  expect(templates(...names.map((name) => `saved user ${name} now`))).toEqual([
    'saved user <*> now',
  ]);
});

test('a few different words are different events', () => {
  expect(templates('load test begins', 'load test over')).toEqual([
    'load test begins',
    'load test over',
  ]);
});

test('a line that only lacks the digits of a known template joins it', () => {
  expect(templates('merge shard 12', 'merge shard 13', 'merge shard ab')).toEqual([
    'merge shard <*>',
  ]);
});

test('a loop keeps its template however many other lines there are', () => {
  let ids: number[] = [];
  const table = new TemplateTable((remap) => {
    ids = ids.map((id) => remap[id] ?? -1);
  });
  for (let i = 0; i < 12_000; i++) {
    const noise = Array.from({ length: 5 }, (_, k) =>
      String.fromCharCode(...[0, 1, 2].map((j) => 103 + ((i * (7 + k) + j * 5 * (i % 11)) % 20))),
    ).join(' ');
    table.look(`${noise} ${String.fromCharCode(103 + (i % 20), 104 + ((i >> 4) % 15), 105)}`);
    table.take();
    table.look(`the loop went round ${i} times`);
    ids.push(table.take());
  }
  expect(table.size).toBeLessThanOrEqual(MOST_TEMPLATES);
  expect(new Set(ids).size).toBe(1);
  expect(table.textOf(ids[0] ?? 0)).toBe('the loop went round <n> times');
});

test('any line has a template, and the same one each time', () => {
  const words = fc.constantFrom(
    'a',
    '=',
    '"',
    '/',
    '1',
    '.',
    ':',
    '-',
    '\u001b[',
    '{',
    '}',
    ' ',
    ',',
    '\u001b]',
    '://',
    '0x',
    '\ufffc',
    'é',
  );
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words).map((list) => list.join('')),
  );
  fc.assert(
    fc.property(line, (text) => {
      const table = new TemplateTable(() => {});
      table.look(text);
      const first = table.take();
      table.look(text);
      expect(table.take()).toBe(first);
      expect(typeof table.textOf(first)).toBe('string');
    }),
    { numRuns: 300 },
  );
});
