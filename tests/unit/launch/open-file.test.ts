import { expect, test } from 'vitest';
import { openerOf, openFile } from '../../../src/launch/open-file.ts';

test.each([
  ['linux', { DISPLAY: ':0' }, { command: 'xdg-open' }],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, { command: 'xdg-open' }],
  ['linux', { DISPLAY: 'localhost:10.0', SSH_CONNECTION: 'a' }, { command: 'xdg-open' }],
  ['linux', {}, { why: 'there is no display here' }],
  ['linux', { DISPLAY: '', SSH_CONNECTION: 'a' }, { why: 'this is a session by ssh' }],
  ['darwin', {}, { command: 'open' }],
  ['darwin', { SSH_CONNECTION: 'a' }, { why: 'this is a session by ssh' }],
])('on %s with %o: %o', (platform, env, expected) => {
  expect(openerOf(platform, env)).toEqual(expected);
});

test('a desktop without the program is told', async () => {
  const why = await openFile('/nowhere/x.html', 'linux', { DISPLAY: ':0', PATH: '/nowhere' });
  expect(why).toBe('there is no xdg-open here');
});
