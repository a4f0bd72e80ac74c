import pico from 'picocolors';
import type { PhaseKind } from '../analyze/report/types.ts';
import type { View } from './view.ts';

/** Colours a text, or returns it unchanged. */
export type Paint = (text: string) => string;

/** The colours and characters that a view can show. */
export interface Palette {
  readonly kind: Readonly<Record<PhaseKind, Paint>>;
  readonly plain: Paint;
  readonly dim: Paint;
  readonly bold: Paint;
  readonly red: Paint;
  /** A warning. */
  readonly warn: Paint;
  /** What got better. */
  readonly good: Paint;
  /** What varies in a template. */
  readonly slot: Paint;
  readonly glyphs: Glyphs;
}

interface Glyphs {
  readonly tick: string;
  readonly wall: string;
  readonly corner: string;
  readonly floor: string;
  readonly border: string;
  readonly pointer: string;
  readonly mark: string;
  readonly dot: string;
  readonly ellipsis: string;
}

const UNICODE: Glyphs = {
  tick: '┤',
  wall: '│',
  corner: '└',
  floor: '─',
  border: '┴',
  pointer: '▴',
  mark: '◆',
  dot: '·',
  ellipsis: '…',
};

const ASCII: Glyphs = {
  tick: '+',
  wall: '|',
  corner: '+',
  floor: '-',
  border: '+',
  pointer: '^',
  mark: '*',
  dot: '.',
  ellipsis: '...',
};

const plain: Paint = (text) => text;

/**
 * The palette for a view; each kind of phase has its hue, used in the lane under the curve too. Only the colours whose
 * contrast is at least 3:1 on white and on black, in the palettes that terminals come with: no yellow, green or cyan.
 */
export function paletteOf(view: Pick<View, 'color' | 'unicode'>): Palette {
  const { red, magenta, blueBright, dim, bold } = pico.createColors(view.color);
  return {
    kind: { rise: red, climb: magenta, plateau: plain, decline: blueBright, drop: blueBright },
    plain,
    dim,
    bold,
    red,
    warn: magenta,
    good: blueBright,
    slot: blueBright,
    glyphs: view.unicode ? UNICODE : ASCII,
  };
}
