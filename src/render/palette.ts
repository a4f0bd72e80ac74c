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
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
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

/** The palette for a view; each kind of phase has its hue, used in the lane under the curve too. */
export function paletteOf(view: Pick<View, 'color' | 'unicode'>): Palette {
  const { red, yellow, cyan, green, dim, bold } = pico.createColors(view.color);
  return {
    kind: { rise: red, climb: yellow, plateau: plain, decline: green, drop: cyan },
    plain,
    dim,
    bold,
    red,
    green,
    yellow,
    cyan,
    glyphs: view.unicode ? UNICODE : ASCII,
  };
}
