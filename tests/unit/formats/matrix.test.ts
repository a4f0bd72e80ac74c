import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { encodingOf } from '../../../src/formats/import/encoding.ts';
import type { Importer, Sniff } from '../../../src/formats/import/importer.ts';
import { IMPORTERS, recognizeLine } from '../../../src/formats/import/registry.ts';
import { sniffOf } from '../../../src/formats/import/sniff.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../fixtures/import');
const FIXTURES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name }) => name);
const NAMES = Object.keys(IMPORTERS).toSorted((a, b) => b.length - a.length);
const EDGE_BYTES = 64 * 1024;

/** A fixture is called by its format, and what is special: 'mprof-children.dat'. The longest name counts. */
function formatOf(file: string): string | undefined {
  return NAMES.find(
    (name) => file === name || (/^[-.]/.test(file.slice(name.length)) && file.startsWith(name)),
  );
}

function contentOf(file: string): Buffer {
  return readFileSync(path.join(FOLDER, file));
}

function sniffed(content: Buffer): Sniff {
  const head = content.subarray(0, EDGE_BYTES);
  const end = content.length > EDGE_BYTES ? content.subarray(-EDGE_BYTES) : undefined;
  return sniffOf(head, end, encodingOf(head).name);
}

/** The surest of all, as long as it is one. */
function surest(sniff: Sniff): string | undefined {
  const found = Object.entries<Importer>(IMPORTERS).map(
    ([name, importer]) => [name, importer.recognizes(sniff)] as const,
  );
  const most = Math.max(...found.map(([, certainty]) => certainty));
  const names = found.filter(([, certainty]) => certainty === most).map(([name]) => name);
  return most === 0 ? undefined : names.join(' or ');
}

test.each(FIXTURES)('%s is called by its format', (file) => {
  expect(formatOf(file)).toBeDefined();
});

test.each(FIXTURES)('%s is recognized by its content, by one importer alone', (file) => {
  const content = contentOf(file);
  const byEnds = surest(sniffed(content));
  const found =
    byEnds ??
    Object.keys(IMPORTERS).find((name) =>
      content
        .toString('utf8')
        .split('\n')
        .some((line) => recognizeLine(line) === IMPORTERS[name]),
    );
  expect(found).toBe(formatOf(file));
});

test.each(FIXTURES.filter((file) => /\.(?:csv|tsv|txt|dat)$/.test(file)))(
  '%s is recognized with a byte order mark and with CRLF as well',
  (file) => {
    const content = contentOf(file);
    const before = surest(sniffed(content));
    const text = content.toString('utf8').replaceAll(/\r?\n/g, '\r\n');
    expect(surest(sniffed(Buffer.from(`\ufeff${text}`)))).toBe(before);
  },
);

test('what is no recording is nobody’s', () => {
  const repository = path.resolve(import.meta.dirname, '../../..');
  const texts = [
    'README.md',
    'CHANGELOG.md',
    'package.json',
    'biome.json',
    'docs/report.md',
    'src/cli/main.ts',
  ];
  for (const file of texts) {
    const descriptor = openSync(path.join(repository, file), 'r');
    const head = Buffer.alloc(EDGE_BYTES);
    const length = readSync(descriptor, head);
    closeSync(descriptor);
    expect([file, surest(sniffed(head.subarray(0, length)))]).toEqual([file, undefined]);
  }
});
