import { expect, test } from 'vitest';
import { parseWidth, viewOf } from '../../../src/render/terminal-view.ts';
import { testWorld } from '../world.ts';

type World = Parameters<typeof testWorld>[0];
const view = (world: World, asked = {}) => {
  const made = testWorld(world);
  return viewOf(made, made.stdout, asked);
};

test.each([
  [{}, 80],
  [{ columns: 100 }, 100],
  [{ columns: 200 }, 120],
  [{ columns: 4 }, 40],
  [{ columns: 0 }, 80],
  [{ env: { COLUMNS: '60' } }, 60],
  [{ env: { COLUMNS: 'wide' } }, 80],
  [{ env: { COLUMNS: '60' }, columns: 90 }, 90],
] satisfies [World, number][])('%j is %i columns wide', (world, columns) => {
  expect(view(world).columns).toBe(columns);
});

test('an asked width counts', () => {
  expect(view({ columns: 90 }, { width: 200 }).columns).toBe(200);
});

test.each(['0', '39', '1001', '-80', '80.5', 'wide', ''])('--width %s is refused', (text) => {
  expect(() => parseWidth(text)).toThrow('is not a number of columns from 40 to 1000');
});

test.each([
  [{}, false],
  [{ isTerminal: true }, true],
  [{ isTerminal: true, env: { NO_COLOR: '1' } }, false],
  [{ isTerminal: true, env: { NO_COLOR: '' } }, true],
  [{ isTerminal: true, env: { TERM: 'dumb' } }, false],
  [{ env: { FORCE_COLOR: '1' } }, true],
  [{ isTerminal: true, env: { FORCE_COLOR: '0' } }, false],
  [{ env: { GITHUB_ACTIONS: 'true' } }, true],
  [{ env: { GITLAB_CI: 'true', NO_COLOR: '1' } }, false],
] satisfies [World, boolean][])('%j has colour: %s', (world, color) => {
  expect(view(world).color).toBe(color);
});

test('--color counts even without a terminal', () => {
  expect(view({ env: { NO_COLOR: '1' } }, { color: true }).color).toBe(true);
});

test.each([
  [{}, true],
  [{ LANG: 'en_US.UTF-8' }, true],
  [{ LANG: 'C' }, false],
  [{ LANG: 'de_DE.ISO-8859-1' }, false],
  [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
  [{ LC_ALL: '', LC_CTYPE: 'C.utf8', LANG: 'C' }, true],
  [{ TERM: 'dumb', LANG: 'en_US.UTF-8' }, false],
] satisfies [Record<string, string>, boolean][])(
  '%j can show more than ASCII: %s',
  (env, unicode) => {
    expect(view({ env }).unicode).toBe(unicode);
  },
);
