import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ENGINE_REQUESTS, flagsFor } from '../../../src/host/engine.ts';

const allFlags = (version: string): string[] =>
  ENGINE_REQUESTS.flatMap((request) => [...flagsFor(request, version)]);

test('on a version of Node that was not tried, no flag is set', () => {
  for (const version of ['18.20.0', '21.7.3', '23.0.0', '25.1.0', '27.0.0', '28.0.0', '99.0.0']) {
    expect({ version, flags: allFlags(version) }).toEqual({ version, flags: [] });
  }
});

test('the interrupt budget is set on Node 20 only: later V8 prints an error for it', () => {
  expect(flagsFor('optimizeRarely', '20.20.2')).toEqual(['--interrupt-budget=409600']);
  for (const version of ['22.23.3', '24.21.0', '26.12.1']) {
    expect(flagsFor('optimizeRarely', version)).toEqual([]);
    expect(flagsFor('collectOnlyWhenNeeded', version)).toEqual(['--no-memory-reducer']);
  }
});

test('this V8 knows every flag that is set on this version', () => {
  const flags = allFlags(process.versions.node);
  const script = `for (const flag of ${JSON.stringify(flags)}) require('node:v8').setFlagsFromString(flag);`;
  // V8 prints the error on stdout or stderr, by version, and goes on.
  const output = execFileSync('/bin/sh', ['-c', '"$0" -e "$1" 2>&1', process.execPath, script], {
    encoding: 'utf8',
  });
  expect(output).toBe('');
});
