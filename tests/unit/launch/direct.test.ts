import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { directStart, obstacleTo } from '../../../src/launch/direct.ts';
import type { ProcessState } from '../../../src/launch/trampoline.ts';

const words = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text));
const bytes = (text: string): string => Buffer.from(text).toString('latin1');
const ENVIRONMENT = ['A=1', 'B=x=y', 'no equals sign', bytes('Ä=ö')];
const UNCHANGED: Omit<ProcessState, 'environment'> = {
  limit: undefined,
  ignored: [],
  blocked: [],
  closed: [],
};

test('with nothing to restore the command is started directly', () => {
  expect(directStart('/bin/echo', words('echo', 'a b'), ENVIRONMENT, UNCHANGED)).toEqual({
    file: '/bin/echo',
    name: 'echo',
    args: ['a b'],
    environment: Object.assign(Object.create(null), { A: '1', B: 'x=y', Ä: 'ö' }),
  });
});

test.each([
  ['ignored signals', { ignored: [1] }],
  ['blocked signals', { blocked: [10] }],
  ['closed descriptors', { closed: [0] }],
  ['a limit that Node raised', { limit: '300' }],
  ['a cgroup to join', { join: '/sys/fs/cgroup/x/cgroup.procs' }],
])('%s: not', (_, change) => {
  const restore = { ...UNCHANGED, ...change };
  expect(directStart('/bin/true', words('true'), ENVIRONMENT, restore)).toBeUndefined();
});

test.each([
  ['an environment that is not known exactly', undefined],
  ['a variable that is not UTF-8', ['A=\xff']],
  ['a variable that is there twice', ['A=1', 'A=2']],
  ['a variable that an object would put first', ['A=1', '1=2']],
])('%s: not', (_, environment) => {
  expect(directStart('/bin/true', words('true'), environment, UNCHANGED)).toBeUndefined();
});

test('an argument that is not UTF-8, or a bare name, cannot be started directly', () => {
  expect(
    directStart('/bin/echo', [...words('echo'), Buffer.of(0xff)], ENVIRONMENT, UNCHANGED),
  ).toBeUndefined();
  expect(directStart('echo', words('echo'), ENVIRONMENT, UNCHANGED)).toBeUndefined();
});

test('the environment arrives byte for byte and in its order', () => {
  const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 6 });
  const entry = fc
    .tuple(name, fc.string({ unit: 'binary', maxLength: 6 }))
    .map(([key, value]) => `${key}=${value}`.replaceAll('\0', ''));
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
      const environment = words(...entries);
      const given = environment.map((entry) => entry.toString('latin1'));
      const plan = directStart('/usr/bin/env', words('env', '-0'), given, UNCHANGED);
      if (plan === undefined) return;
      const { stdout } = spawnSync(plan.file, plan.args, { env: plan.environment });
      expect(stdout).toEqual(Buffer.concat(environment.flatMap((one) => [one, Buffer.of(0)])));
    }),
    { numRuns: 30 },
  );
});

test('the obstacle to a direct start is named, and there is one exactly where it is impossible', () => {
  const cases = [
    ['/bin/true', words('true'), ENVIRONMENT, {}, undefined],
    ['/bin/true', words('true'), ENVIRONMENT, { ignored: [1] }, 'ignored signals'],
    ['/bin/true', words('true'), ENVIRONMENT, { blocked: [10] }, 'blocked signals'],
    ['/bin/true', words('true'), ENVIRONMENT, { closed: [0] }, 'closed descriptors'],
    ['/bin/true', words('true'), ENVIRONMENT, { limit: '300' }, 'descriptor limit raised by Node'],
    ['/bin/true', words('true'), ENVIRONMENT, { join: '/x' }, 'cgroup to join'],
    ['true', words('true'), ENVIRONMENT, {}, 'file without a slash'],
    ['/bin/true', [Buffer.of(0xff)], ENVIRONMENT, {}, 'argument that is not UTF-8'],
    ['/bin/true', words('true'), undefined, {}, 'environment not known exactly'],
    ['/bin/true', words('true'), ['A=1', 'A=2'], {}, 'environment that no object can hold'],
  ] as const;
  for (const [file, command, entries, change, why] of cases) {
    const restore = { ...UNCHANGED, ...change };
    expect(obstacleTo(file, command, entries, restore)).toBe(why);
    expect(directStart(file, command, entries, restore) === undefined).toBe(why !== undefined);
  }
});
