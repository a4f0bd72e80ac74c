import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { cells } from '../../../src/render/text.ts';

test('every character takes the cells that a terminal gives it', () => {
  for (let code = 0x20; code <= 0x2fff; code++) {
    const character = String.fromCharCode(code);
    expect([code, cells(character)]).toEqual([code, stringWidth(character)]);
  }
  expect(cells('⣀⡤ 読 é́ ✓')).toBe(stringWidth('⣀⡤ 読 é́ ✓'));
});
