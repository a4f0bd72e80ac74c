import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMarkWatch, type MarkRule } from '../../../src/supervise/mark-watch.ts';

const group: MarkRule = {
  from: 'ci',
  needle: '::group::',
  title: (line) => /^::group::(.*)$/.exec(line)?.[1],
};
const epoch: MarkRule = { from: 'line', title: (line) => /^epoch \d+/.exec(line)?.[0] };

function marksOf(chunks: readonly (string | Uint8Array)[], ...rules: MarkRule[]): string[] {
  const found: string[] = [];
  const watch = createMarkWatch(rules, (title, from) => found.push(`${from}: ${title}`));
  for (const chunk of chunks) watch?.push(Buffer.from(chunk));
  return found;
}

test('lines that a rule knows are marks, whichever rule it is', () => {
  const text = 'epoch 1\n::group::Install deps\nepoch 2 of 3\nx epoch 3\n';
  expect(marksOf([text], group, epoch)).toEqual([
    'line: epoch 1',
    'ci: Install deps',
    'line: epoch 2',
  ]);
});

test('where there are no rules there is nothing to watch', () => {
  expect(createMarkWatch([], () => undefined)).toBeUndefined();
});

test('without its bytes in the chunk no line is shown to a rule', () => {
  let asked = 0;
  const counting: MarkRule = { ...group, title: () => void asked++ };
  expect(marksOf(['a\nb\nc\n'], counting)).toEqual([]);
  expect(asked).toBe(0);
});

test('an unfinished line is no mark yet', () => {
  expect(marksOf(['::group::a'], group)).toEqual([]);
  expect(marksOf(['::group::a', '\n'], group)).toEqual(['ci: a']);
});

test('of a line without an end only its beginning is kept', () => {
  const found = marksOf(['::group::', ...Array(100).fill('x'.repeat(65_536)), '\n'], group);
  expect(found).toEqual([`ci: ${'x'.repeat(200)}`]);
});

test('however the output is cut into chunks, the marks are the same', () => {
  const line = fc.constantFrom('::group::a', 'epoch 7', '::group', 'plain', '', 'é::group::', 'x');
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(30)), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((one) => `${one}\n`).join(''));
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (const cut of cuts) {
        chunks.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      chunks.push(bytes.subarray(at));
      expect(marksOf(chunks, group, epoch)).toEqual(marksOf([bytes], group, epoch));
    }),
  );
});
