import type { Report } from '../../analyze/report/types.ts';
import { place } from '../axis.ts';
import type { Palette } from '../palette.ts';
import { Canvas } from './canvas.ts';
import type { TimeAxis } from './time-axis.ts';

/** The row under the curve that names the phases: number and kind, number alone, or a dot, as space allows. */
export function phaseLane(
  { phases, first = 1 }: Pick<Report, 'phases'> & { readonly first?: number },
  axis: TimeAxis,
  palette: Palette,
): Canvas {
  const canvas = new Canvas(1, axis.columns);
  const { floor, border, dot } = palette.glyphs;
  for (let column = 0; column < axis.columns; column += 1) {
    canvas.put(0, column, floor, palette.dim);
  }
  for (const [i, { kind }] of phases.entries()) {
    const from = axis.borders[i] ?? 0;
    const room = (axis.borders[i + 1] ?? axis.columns) - from - 1;
    if (i > 0 && room >= 0) canvas.put(0, from, border, palette.dim);
    const number = String(i + first);
    const named = `${number} ${kind}`;
    const text = named.length < room ? named : number.length <= room ? number : room > 0 ? dot : '';
    canvas.text(0, from + 1, text, palette.kind[kind]);
  }
  return canvas;
}

/** The row of times under the borders of the phases; if two would collide, that of the larger change wins. */
export function timeLabels(
  { phases, axis: counts }: Pick<Report, 'phases' | 'axis'>,
  axis: TimeAxis,
  palette: Palette,
): Canvas {
  const canvas = new Canvas(1, axis.columns);
  const end = place(axis.timeAt(axis.columns), counts);
  const start = place(axis.timeAt(0), counts);
  canvas.text(0, 0, start, palette.dim);
  if (end.length + start.length < axis.columns) {
    canvas.text(0, axis.columns - end.length, end, palette.dim);
  }
  const borders = phases
    .slice(1)
    .map((phase, i) => ({
      text: place(phase.start, counts),
      column: axis.borders[i + 1] ?? 0,
      change: Math.max(Math.abs(phase.delta), Math.abs(phases[i]?.delta ?? 0)),
    }))
    .sort((a, b) => b.change - a.change);
  // Two borders with the same label need only one.
  const labelled = new Set([start, end]);
  for (const { text, column } of borders) {
    const from = column - Math.floor((text.length - 1) / 2);
    const to = from + text.length;
    if (from < 1 || to > axis.columns - 1 || !canvas.isBlank(0, from - 1, to + 1)) continue;
    if (labelled.has(text)) continue;
    labelled.add(text);
    canvas.text(0, from, text, palette.dim);
  }
  return canvas;
}
