import { expect, test } from 'vitest';
import { firstWords, slotsOf, tellApart } from '../../../../src/analyze/processes/slots.ts';

/** What tells each of these command lines (behind their program) from the others. */
function told(...lines: readonly string[]): string[] {
  const all = lines.map((line) => line.split(' ').filter((word) => word !== ''));
  const teller = tellApart(all);
  return all.map((words) => teller(words));
}

test('a slot is a flag, a key, or a position', () => {
  expect(Object.fromEntries(slotsOf(['--part=3', '-o', 'x', '-C', 'id=7', 'in', '-5']))).toEqual({
    '--part': '3',
    '-o': '',
    '-o ': 'x',
    '-C': '',
    '-C id': '7',
    '#1': 'in',
    '#2': '-5',
  });
});

test('the source speaks for its object, its listing and its dependencies', () => {
  const line = (name: string, tmp: string) =>
    `-quiet -MD ${name}.d -MF ${name}.o.d -MT ${name}.o ${name} -dumpbase ${name} -o /tmp/${tmp}.s`;
  expect(told(line('grammar.cpp', 'ccqh3cwJ'), line('regex.cpp', 'ccb7Xx1K'))).toEqual([
    'grammar.cpp',
    'regex.cpp',
  ]);
});

test.for([
  ['-c a.c -o a.o', '-c b.c -o b.o', 'a.c'],
  ['delta 190', 'alpha 30', 'delta'],
  ['page0.png out0 -l eng', 'page1.png out1 -l eng', 'page0.png'],
  ['reports id7 --port 7001', 'mails id9 --port 7002', 'reports'],
  [
    '--crate-name big_lib -C metadata=5f2a9c01',
    '--crate-name util -C metadata=77b0a2e4',
    'big_lib',
  ],
  ['--lr 0.01 --out run1.log', '--lr 0.05 --out run2.log', '--lr 0.01'],
  ['--part 0003 --out /tmp/out.317535122', '--part 0004 --out /tmp/out.992535128', '--part 0003'],
  ['--port 7001 --token=af01', '--port 7002 --token=be77', '--port 7001'],
  ['-p x/a/tsconfig.json', '-p x/b/tsconfig.json', 'a/tsconfig.json'],
  ['--queue=mail', '--queue=reports', 'mail'],
  ['--port 80 --server', '--port 80', '--server'],
] as const)('%s beside %s is told by %s', ([first, second, words]) => {
  expect(told(first, second)[0]).toBe(words);
});

test('a second slot is added where one does not tell all apart, never a third', () => {
  expect(told('a x 1', 'a y 2', 'b x 3', 'b y 4')).toEqual(['a x', 'a y', 'b x', 'b y']);
});

test('handles and ids tell nothing', () => {
  expect(told('--pipe-handle=10 --token=af01', '--pipe-handle=12 --token=be77')).toEqual(['', '']);
  expect(told('/tmp/ccqh3cwJ.s', '/tmp/ccb7Xx1K.s')).toEqual(['', '']);
});

test('a long list is its first and its last word', () => {
  const list = (letter: string) => Array.from({ length: 40 }, (_, i) => `d/${letter}${i}.png`);
  expect(told(list('a').join(' '), list('b').join(' '))).toEqual([
    'a0.png … a39.png (40 words)',
    'b0.png … b39.png (40 words)',
  ]);
});

test('nothing differs, nothing is told', () => {
  expect(told('-q x', '-q x')).toEqual(['', '']);
  expect(told('-q x')).toEqual(['']);
});

test('one without brothers is told by its first plain words', () => {
  expect(firstWords(['rc', 'out/lib.a', 'x.o'], 2)).toBe('rc lib.a');
  expect(firstWords(['-C', 'dir', '--x=1', 'all', '5', '/tmp/ccqh3cwJ.s'], 2)).toBe('all');
});
