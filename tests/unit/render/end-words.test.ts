import { expect, test } from 'vitest';
import { endWords } from '../../../src/render/end-words.ts';

const finished = true;
const over = [{ limit: 'max-rss' }];
const code = (value: number) => ({ exit: { code: value }, finished });

test.for([
  ['exit 0', { ...code(0), status: 0 }],
  ['exit 0, ceiling broken (122)', { ...code(0), status: 122, breaches: over }],
  ['exit 0, ceiling broken (122)', { ...code(0), status: 122 }],
  ['exit 0, baseline broken (122)', { ...code(0), status: 122, breaches: [{ limit: 'baseline' }] }],
  [
    'exit 0, ceiling and baseline broken (122)',
    { ...code(0), status: 122, breaches: [...over, ...over, { limit: 'baseline' }] },
  ],
  ['SIGTERM, ceiling broken (122)', { exit: { signal: 'SIGTERM' }, status: 122, finished }],
  ['exit 3, ceiling broken', { ...code(3), status: 3, breaches: over }],
  ['exit 0, ceiling broken (a warning only)', { ...code(0), status: 0, breaches: over }],
  ['exit 122', { ...code(122), status: 122 }],
  ['SIGKILL', { exit: { signal: 'SIGKILL' }, status: 137, finished }],
  ['exit 7', { status: 7, finished }],
  ['unfinished', { finished: false, breaches: over }],
] as const)('%s', ([words, end]) => {
  expect(endWords(end)).toBe(words);
});
