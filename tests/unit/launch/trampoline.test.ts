import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ProcessState, trampoline } from '../../../src/launch/trampoline.ts';

const PLAIN: ProcessState = {
  environment: undefined,
  limit: undefined,
  ignored: [],
  blocked: [],
  closed: [],
};
const words = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text));

test('with nothing to restore the command is just executed', () => {
  expect(trampoline(words('echo', 'a b'), PLAIN)).toEqual(['-c', 'exec "$@"', 'sh', 'echo', 'a b']);
});

test('ignored signals, the descriptor limit and closed descriptors are put back first', () => {
  const restore = { ...PLAIN, ignored: [1, 13], limit: '300', closed: [0, 2] };
  expect(trampoline(words('true'), restore)[1]).toBe(
    'trap \'\' 1 13; ulimit -Sn 300 2>/dev/null; exec 0<&-; exec 2>&-; exec "$@"',
  );
});

test('an exact environment goes through env(1), with names that sh would drop', () => {
  const restore = {
    ...PLAIN,
    environment: words('A=1', 'BASH_FUNC_f%%=() { :; }', 'no equals sign'),
  };
  expect(trampoline(words('env'), restore).slice(3)).toEqual([
    '/usr/bin/env',
    '-i',
    'A=1',
    'BASH_FUNC_f%%=() { :; }',
    'env',
  ]);
});

test('blocked signals are blocked again by env(1)', () => {
  expect(trampoline(words('true'), { ...PLAIN, blocked: [10, 12] }).slice(3)).toEqual([
    '/usr/bin/env',
    '--block-signal=10,12',
    'true',
  ]);
});

test.each(['./a=b', '-x'])(
  'env(1) does not take the command %s for something of its own',
  (name) => {
    expect(
      trampoline(words(name, 'C=2'), { ...PLAIN, environment: words('A=1') }).slice(3),
    ).toEqual(['/usr/bin/env', '-i', 'A=1', '/usr/bin/nice', '-n', '0', '--', name, 'C=2']);
  },
);

test('a command whose name begins with a dash is no option of exec', () => {
  expect(trampoline(words('-x'), PLAIN)[1]).toBe('exec -- "$@"');
});

test('any bytes of any arguments arrive as they are', () => {
  const argument = fc
    .uint8Array({ maxLength: 12 })
    .map((bytes) => Buffer.from(bytes.filter((byte) => byte > 0)));
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1, maxLength: 4 }), (args) => {
      const command = [Buffer.from('printf'), Buffer.from('%s\\0'), ...args];
      const output = execFileSync('/bin/sh', trampoline(command, PLAIN));
      expect(output).toEqual(Buffer.concat(args.flatMap((arg) => [arg, Buffer.of(0)])));
    }),
    { numRuns: 40 },
  );
});
