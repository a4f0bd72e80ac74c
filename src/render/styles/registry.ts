import { ascii } from './ascii.ts';
import { block } from './block.ts';
import { braille } from './braille.ts';
import { line } from './line.ts';
import type { Style } from './style.ts';

/** The ways to draw a curve, by the name that --style takes. */
export const STYLES = { braille, block, line, ascii } as const satisfies Record<string, Style>;

export type StyleName = keyof typeof STYLES;

export const STYLE_NAMES = Object.keys(STYLES) as readonly StyleName[];
