import { expect, test } from 'vitest';
import { CERTAINTY } from '../../../../src/formats/import/importer.ts';
import { IMPORTERS } from '../../../../src/formats/import/registry.ts';
import { sniffOf } from '../../../../src/formats/import/sniff.ts';
import { fixture, fixturesOf } from './fixture.ts';

const FORMATS = [
  'atop',
  'collectl',
  'docker-stats',
  'dstat',
  'free',
  'kubectl-top',
  'nmon',
  'pidstat',
  'ps',
  'sar',
  'top',
  'vmstat',
];

test('every machine format has a recording of its own', () => {
  for (const format of FORMATS) expect(fixturesOf([format]).length, format).toBeGreaterThan(0);
});

test.each(fixturesOf(FORMATS))('%s is known by its content to one importer only', (name) => {
  const sniff = sniffOf(Buffer.from(fixture(name)), undefined, 'utf-8');
  const sure = Object.entries(IMPORTERS).filter(
    ([, importer]) => importer.recognizes(sniff) === CERTAINTY.sure,
  );
  expect(sure.map(([format]) => format)).toEqual([
    FORMATS.find((format) => name.startsWith(format)),
  ]);
});

test.each([
  [
    'a log of downloads',
    'Collecting numpy\n  Downloading numpy.whl 12.5 MB / 18.0 MB\nInstalled\n',
  ],
  ['a build log that speaks of memory', 'Mem: a lot of it\nfree memory: 12\nused 12 of 14 MB\n'],
  ['a TeX log', 'This is TeX, Version 3.14\nMemory usage: 12345 words of memory out of 5000000\n'],
  ['markdown', '--- | ---\nname | used\na | 12\n'],
  ['a csv of operations', 'time,memory_ops\n1,2\n2,3\n'],
])('%s is no recording of a machine', (_, text) => {
  const sniff = sniffOf(Buffer.from(text), undefined, 'utf-8');
  for (const format of FORMATS) {
    expect(IMPORTERS[format]?.recognizes(sniff), format).toBe(CERTAINTY.no);
  }
});
