import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseConfig, readConfig } from '../../../src/cli/options/parse-config.ts';

const FILE = 'memwrap.config.json';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'memwrap-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
const read = (run = 'npm-test') => readConfig({ cwd: () => folder }, run);

test('options have their long names, and what a run has for itself goes before', () => {
  const config = {
    'max-rss': '2GiB',
    tolerance: '10%',
    baseline: ['a.jsonl', 'old/*.jsonl'],
    runs: { 'npm-test': { 'max-rss': '1GiB', 'on-breach': 'kill' }, lint: { 'max-rss': '50%' } },
  };
  expect(parseConfig(config, FILE, 'npm-test')).toEqual({
    maxRss: { bytes: 2 ** 30 },
    tolerance: 0.1,
    baseline: ['a.jsonl', 'old/*.jsonl'],
    onBreach: 'kill',
  });
  expect(parseConfig(config, FILE, 'other').maxRss).toEqual({ bytes: 2 ** 31 });
  expect(parseConfig(config, FILE, 'lint').maxRss).toEqual({ share: 0.5 });
});

test.for([
  [{ 'max-ram': '2GiB' }, 'memwrap.config.json: unknown key "max-ram"'],
  [{ output: 'x' }, 'memwrap.config.json: unknown key "output"'],
  [{ 'max-rss': '2Gb' }, 'memwrap.config.json: max-rss: "2Gb" is ambiguous'],
  [{ 'max-rss': 2048 }, 'memwrap.config.json: "max-rss" must be a string'],
  [{ 'max-rss': ['1GiB'] }, 'memwrap.config.json: "max-rss" must be a string'],
  [{ runs: { x: { grace: 'soon' } } }, 'memwrap.config.json: runs: "x": grace: "soon" is not'],
  [{ runs: [] }, 'memwrap.config.json: "runs" must be an object'],
  [{ runs: { x: { runs: {} } } }, 'memwrap.config.json: runs: "x": unknown key "runs"'],
  [[], 'memwrap.config.json: it must be a JSON object'],
  [JSON.parse('{"__proto__":{"max-rss":"1B"}}'), 'memwrap.config.json: unknown key "__proto__"'],
] as const)('%j is refused in words that name the file', ([config, message]) => {
  expect(() => parseConfig(config, FILE, 'npm-test')).toThrow(message);
});

test('a folder without either file configures nothing, nor does one that is gone', () => {
  expect(read()).toEqual({});
  const gone = (): string => {
    throw new Error('ENOENT');
  };
  expect(readConfig({ cwd: gone }, 'x')).toEqual({});
});

test('the file of its own goes before the key in package.json', () => {
  write('package.json', '{"name":"x","memwrap":{"max-rss":"1GiB"}}');
  expect(read()).toEqual({ maxRss: { bytes: 2 ** 30 } });
  write(FILE, '{"min-free":"1GiB"}');
  expect(read()).toEqual({ minFree: { bytes: 2 ** 30 } });
});

test('a package.json that is not ours to judge is left alone', () => {
  write('package.json', '{"name": "memwrap"');
  expect(read()).toEqual({});
  rmSync(path.join(folder, 'package.json'));
  mkdirSync(path.join(folder, 'package.json'));
  expect(read()).toEqual({});
});

test('a file of its own that is no JSON is an error', () => {
  write(FILE, '{"max-rss": process.exit(1)}');
  expect(read).toThrow(/^memwrap\.config\.json: it is not JSON: /);
});
