import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CI_NAMES } from '../../src/ci/names.ts';
import { CONFIG_OPTIONS } from '../../src/cli/options/limit-options.ts';
import { SUBCOMMANDS } from '../../src/cli/subcommands.ts';
import { EXPORT_FORMATS } from '../../src/export/registry.ts';
import { LIMIT_ROWS } from '../../src/limits/table.ts';
import { METRIC_NAMES } from '../../src/recording/metrics.ts';
import { STYLE_NAMES } from '../../src/render/styles/registry.ts';

// Holds the code to "Where to add things" in docs/architecture.md.

const ROOT = path.resolve(import.meta.dirname, '../..');
const SOURCES = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('build'))
  .map((file) => ({
    file,
    code: withoutComments(readFileSync(path.join(ROOT, 'src', file), 'utf8')),
  }));

function withoutComments(text: string): string {
  return text.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** The files below src/ whose code, comments aside, matches. */
function filesWith(pattern: RegExp): string[] {
  return SOURCES.filter(({ code }) => pattern.test(code))
    .map(({ file }) => file)
    .toSorted();
}

/** The row of the recipe that begins so. */
function recipe(thing: string): string {
  const text = readFileSync(path.join(ROOT, 'docs/architecture.md'), 'utf8');
  const section = text.slice(text.indexOf('## Where to add things'));
  const row = section.split('\n').find((line) => line.startsWith(`| ${thing}`));
  if (row === undefined) throw new Error(`docs/architecture.md does not say where to add ${thing}`);
  return row;
}

/** The files of src/ that a recipe names. */
function filesIn(row: string): string[] {
  const paths = [...row.matchAll(/`((?:\w[\w-]*\/)+[\w-]+\.ts)`/g)].map(([, file = '']) => file);
  return [...new Set(paths)].toSorted();
}

const camelCase = (name: string): string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A name as code says it: a string of its own, with dashes before it or not, or an identifier. */
function named(name: string): RegExp {
  const identifier = name.includes('-') ? `|\\b${camelCase(name)}\\b` : '';
  return new RegExp(`['"\`](?:--)?${name}['"\`]${identifier}`);
}

test.each(LIMIT_ROWS)('the limit $name stands in the file that the recipe names', ({ name }) => {
  expect(filesWith(named(name))).toEqual(filesIn(recipe('a limit')));
});

// Of these everybody speaks: RSS is what memory is if nothing else is said, PSS is read at a pace of its own, file is a word, and
// what is anonymous is what a fork shares, and shared memory is also the machine's: files in tmpfs. Huge pages of hugetlbfs are
// what a ceiling of RSS counts besides, and what is freed lazily is read with PSS.
const COMMON = ['rss', 'pss', 'file', 'anon', 'shmem', 'hugetlb', 'lazyfree'];

test('a metric stands in the files that the recipe names', () => {
  const special = METRIC_NAMES.filter((name) => !COMMON.includes(name));
  expect(special).toContain('swap');
  for (const name of special) {
    const strays = filesWith(new RegExp(`(?<![-\\w/])${name}(?![-\\w])`)).filter(
      // The cgroup's file memory.swap.max is another swap, and other tools have their own words.
      (file) => file !== 'sample/linux/memory-cgroup.ts' && !file.startsWith('formats/'),
    );
    // The kernel is generated and names the field in a comment only.
    const files = filesIn(recipe('a metric')).filter((file) => !file.includes('/kernels/'));
    expect(strays).toEqual(files);
  }
});

test('a kind of answer stands in the files that the recipe names', () => {
  expect(filesWith(named('outside'))).toEqual(filesIn(recipe('a kind of answer')));
});

test('an option of the configuration has one row', () => {
  const files = filesIn(recipe('an option that the configuration may hold'));
  for (const { name } of CONFIG_OPTIONS.filter((one) => one.name.includes('-'))) {
    const rows = filesWith(new RegExp(`['"]${name}['"]`));
    expect([...files, 'limits/table.ts']).toEqual(expect.arrayContaining(rows));
    expect(rows).toHaveLength(1);
  }
});

test('a CI system stands in the files that the recipe names', () => {
  for (const name of CI_NAMES.filter((one) => one !== 'none')) {
    const files = filesIn(recipe('a CI system').replaceAll('buildkite', name));
    expect(
      filesWith(new RegExp(`\\b${name}(?:['"]|,|:|\\.ts)`)).filter(
        (file) => !/help\.ts$/.test(file),
      ),
    ).toEqual(files);
  }
});

test('a subcommand is a file, a row and a line', () => {
  for (const name of Object.keys(SUBCOMMANDS)) {
    expect(existsSync(path.join(ROOT, `src/cli/commands/${name}.ts`))).toBe(true);
  }
  expect(filesIn(recipe('a subcommand'))).toEqual(
    filesWith(/^ {2}compare: /m).filter((file) => file.startsWith('cli/')),
  );
});

test('a chart style is a file and a row', () => {
  for (const name of STYLE_NAMES) {
    const files = filesIn(recipe('a chart style').replaceAll('braille', name));
    expect(files.filter((file) => !existsSync(path.join(ROOT, 'src', file)))).toEqual([]);
  }
});

test('an export format is a file and a row', () => {
  const row = recipe('an export format');
  const documents = ['md', 'svg', 'html'];
  for (const name of EXPORT_FORMATS) {
    const place = documents.includes(name) ? 'documents' : name;
    expect(filesWith(new RegExp(`export const ${name}: Exporter`))).toEqual([
      expect.stringMatching(new RegExp(`^export/(${place}/)?${place}\\.ts$`)),
    ]);
  }
  expect(filesIn(row)).toEqual(['export/documents.ts', 'export/mprof.ts', 'export/registry.ts']);
});

test('every file that a recipe names exists', () => {
  const text = readFileSync(path.join(ROOT, 'docs/architecture.md'), 'utf8');
  const files = filesIn(text.slice(text.indexOf('## Where to add things')));
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => !existsSync(path.join(ROOT, 'src', file)))).toEqual([]);
});
