import { expect, test } from 'vitest';
import { endingOf } from '../../../src/run/ending.ts';

const kept = { failsRun: false, killed: false };
const broken = { failsRun: true, killed: false };
const ended = { failsRun: true, killed: true };

test.for([
  ['as the command', { code: 3 }, kept, { code: 3 }],
  ['of its signal', { signal: 'SIGINT' }, kept, { code: 130, signal: 'SIGINT' }],
  ['with 128 + others', { signal: 'SIGSEGV' }, kept, { code: 139 }],
  ['with 122 where it succeeded above a limit', { code: 0 }, broken, { code: 122 }],
  ['with its own status where it failed by itself', { code: 3 }, broken, { code: 3 }],
  ['with 122 where we ended it', { signal: 'SIGTERM' }, ended, { code: 122 }],
  ['with 122 where it trapped TERM and ended well', { code: 0 }, ended, { code: 122 }],
  ['with 122 where it trapped TERM and failed', { code: 9 }, ended, { code: 122 }],
] as const)('memwrap ends %s', ([, exit, limits, ending]) => {
  expect(endingOf(exit, limits)).toEqual(ending);
});
