import type { ProcessLane } from '../../analyze/processes/types.ts';
import { formatSize } from '../../text/size.ts';
import type { Palette } from '../palette.ts';
import { ownerName } from '../peak-words.ts';
import { resample } from '../resample.ts';
import { barOf } from '../sparkline.ts';
import { cells, padEnd, padStart, shortenMiddle } from '../text.ts';
import { spoken } from '../voice.ts';
import type { TimeAxis } from './time-axis.ts';

/** Of the width, the most that the names may take from the curve. */
const NAME_PART = 0.4;
/** With less than this of a lane's top a column is empty: the processes do not run. */
const NOTHING = 0.002;

/** The names of lanes with their peaks, all of one width. */
export function laneNames(
  lanes: readonly ProcessLane[],
  columns: number,
  palette: Palette,
): string[] {
  const { ellipsis } = palette.glyphs;
  const voice = spoken(ellipsis === '…');
  const sizes = lanes.map(({ peak }) => formatSize(peak));
  const widest = Math.max(0, ...sizes.map((size) => size.length));
  const names = lanes.map((lane) => ownerName(lane, voice));
  const most = Math.max(8, Math.floor(columns * NAME_PART) - widest - 2);
  const width = Math.min(most, Math.max(0, ...names.map(cells)));
  return names.map((name, i) => {
    const shown = padEnd(shortenMiddle(name, width, ellipsis), width);
    return `${shown} ${padStart(sizes[i] ?? '', widest)}`;
  });
}

/** One row a lane, its columns those of the axis above: how much the processes held, on one scale for all. */
export function laneBars(
  lanes: readonly ProcessLane[],
  axis: TimeAxis,
  unicode: boolean,
): string[] {
  const top = Math.max(0, ...lanes.map(({ peak }) => peak));
  const edges = Float64Array.from({ length: axis.columns + 1 }, (_, i) => axis.timeAt(i));
  return lanes.map(({ series }) => {
    const { high } = resample(series, edges);
    return Array.from(high, (value) => (value > NOTHING * top ? barOf(value, top, unicode) : ' '))
      .join('')
      .trimEnd();
  });
}
