import { expect, test } from 'vitest';
import { likeSubcommand } from '../../../src/cli/like-subcommand.ts';
import { SUBCOMMANDS } from '../../../src/cli/subcommands.ts';

test.for([
  ['reprot', 'report'],
  ['reports', 'report'],
  ['Report', 'report'],
  ['comapre', 'compare'],
  ['chekc', 'check'],
  ['lsit', 'list'],
  ['lst', 'list'],
  ['hlep', 'help'],
] as const)('%s is meant for %s', ([word, name]) => {
  expect(likeSubcommand(word)).toBe(name);
});

test.for(['make', 'npm', 'less', 'constructor', '', 'rapport-server'])(
  '%s is a command of its own',
  (word) => {
    expect(likeSubcommand(word)).toBeUndefined();
  },
);

test('a subcommand is like itself', () => {
  for (const name of Object.keys(SUBCOMMANDS)) expect(likeSubcommand(name)).toBe(name);
});
