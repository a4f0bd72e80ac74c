import { expect, test } from 'vitest';
import { paletteOf } from '../../../src/render/palette.ts';

/** The 16 colours as terminals come with them, by the code that chooses them as text. */
const TERMINALS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  xterm: {
    31: 'cd0000',
    32: '00cd00',
    33: 'cdcd00',
    34: '0000ee',
    35: 'cd00cd',
    36: '00cdcd',
    90: '7f7f7f',
    94: '5c5cff',
  },
  'VS Code': {
    31: 'cd3131',
    32: '0dbc79',
    33: 'e5e510',
    34: '2472c8',
    35: 'bc3fbc',
    36: '11a8cd',
    90: '666666',
    94: '3b8eea',
  },
  GNOME: {
    31: 'c01c28',
    32: '26a269',
    33: 'a2734c',
    34: '12488b',
    35: 'a347ba',
    36: '2aa1b3',
    90: '5e5c64',
    94: '2a7bde',
  },
};
const LEAST_CONTRAST = 3;

/** Relative luminance, as WCAG defines it. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

test('every colour can be read on white and on black, in the palettes that terminals come with', () => {
  const { kind, red, warn, good, slot } = paletteOf({ color: true, unicode: true });
  const codes = [...Object.values(kind), red, warn, good, slot].flatMap((paint) => {
    const code = /^\x1b\[(\d+)m/.exec(paint('x'))?.[1];
    return code === undefined ? [] : [Number(code)];
  });
  expect(codes.length).toBeGreaterThan(5);
  for (const colors of Object.values(TERMINALS)) {
    for (const code of codes) {
      const color = colors[code] ?? '';
      expect(color, `code ${code}`).not.toBe('');
      for (const ground of ['ffffff', '000000']) {
        expect(contrast(color, ground), `code ${code}`).toBeGreaterThanOrEqual(LEAST_CONTRAST);
      }
    }
  }
});

test('without colour nothing is painted', () => {
  const { kind, red, warn, good, slot, dim, bold } = paletteOf({ color: false, unicode: true });
  const paints = [...Object.values(kind), red, warn, good, slot, dim, bold];
  expect(paints.map((paint) => paint('x')).join('')).toBe('x'.repeat(paints.length));
});
