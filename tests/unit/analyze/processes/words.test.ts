import { expect, test } from 'vitest';
import {
  basename,
  isNumber,
  looksRandom,
  pathEnds,
  shorten,
  stem,
} from '../../../../src/analyze/processes/words.ts';

test.for([
  '/tmp/ccqh3cwJ.o',
  '/tmp/tmpab12cd34',
  '/tmp/magick-x7Fq2LpZ',
  '/tmp/out.317535122',
  '/dev/fd/63a1b2',
  '123e4567-e89b-12d3-a456-426614174000',
  'metadata-5f2a9c01b7',
  '1764263130123',
  'x7Fq2LpZ9',
])('%s looks random', (word) => {
  expect(looksRandom(word)).toBe(true);
});

test.for([
  'grammar2Tree.cpp',
  'IPv4Config',
  'x86_64',
  '2024-05',
  '20240501',
  'part-00017',
  'deadbeef',
  '/tmp/job_3.py',
  'JSONParserTest',
  'gpt2XL',
  'orders.csv',
  'aVeryLongCamelCaseName',
])('%s says something', (word) => {
  expect(looksRandom(word)).toBe(false);
});

test('names of files', () => {
  expect(basename('/a/b/c.txt')).toBe('c.txt');
  expect(basename('/a/b/')).toBe('b');
  expect(basename('/')).toBe('/');
  expect(stem('src/u1.cpp.o')).toBe('u1');
  expect(stem('.bashrc')).toBe('.bashrc');
});

test('numbers, with a unit or without', () => {
  expect(['12', '-3', '0.01', '12:30', '4k', '80%'].filter(isNumber)).toHaveLength(6);
  expect(['a1', 'k', '1.2.3-rc', '-'].filter(isNumber)).toEqual([]);
});

test('a long text keeps its head and its tail', () => {
  expect(shorten('abcdefghijklmnopqrstuvwxyz', 9)).toBe('abcd…wxyz');
  expect(shorten('short;', 9)).toBe('short');
});

test('paths are shown as far as they still differ', () => {
  const end = pathEnds(new Set(['x/a/tsconfig.json', 'x/b/tsconfig.json']));
  expect(end('x/a/tsconfig.json')).toBe('a/tsconfig.json');
  expect(pathEnds(new Set(['x/a.c', 'y/b.c']))('x/a.c')).toBe('a.c');
});
