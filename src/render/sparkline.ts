import type { Series } from '../analyze/report/types.ts';
import { equalEdges, resample } from './resample.ts';

const BLOCKS = '▁▂▃▄▅▆▇█';
const LETTERS = '_.:-=+*#';

/**
 * The curve in one row, from zero to `top` (default: its highest value), each column as high as the curve gets in it;
 * '' without samples.
 */
export function sparkline(
  series: Series,
  columns: number,
  options: { readonly unicode?: boolean; readonly top?: number } = {},
): string {
  if (series.times.length === 0 || columns < 1) return '';
  const { high } = resample(series, equalEdges(series, columns));
  const top = options.top ?? highest(series);
  let text = '';
  let value = 0;
  for (const next of high) {
    // A column between two samples, in a recording that paused, shows the last known value.
    if (!Number.isNaN(next)) value = next;
    text += barOf(value, top, options.unicode !== false);
  }
  return text;
}

/** One column of a sparkline: as high as `value` is of `top`. */
export function barOf(value: number, top: number, unicode: boolean): string {
  const levels = unicode ? BLOCKS : LETTERS;
  const level = top > 0 ? Math.ceil((value / top) * levels.length) - 1 : 0;
  return levels[Math.min(levels.length - 1, Math.max(0, level))] ?? '';
}

/** The highest value of a series; 0 without samples. */
export function highest(series: Series): number {
  let top = 0;
  for (const value of series.values) if (value > top) top = value;
  return top;
}
