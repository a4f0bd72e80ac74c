import type { Report, Series } from '../../analyze/report/types.ts';
import { isInRange, type Limit, limitsOf } from '../chart/limits.ts';
import { chooseScale, type Scale } from '../chart/scale.ts';
import { type TimeAxis, timeAxis } from '../chart/time-axis.ts';

/** Where the curve is drawn, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A report's time and bytes laid out over a box. */
export interface Frame extends Box {
  readonly axis: TimeAxis;
  readonly scale: Scale;
  /** The limits that are near enough to the curve to be drawn. */
  readonly limits: readonly Limit[];
  readonly right: number;
  readonly bottom: number;
  x(time: number): number;
  y(bytes: number): number;
}

/** About so many rows of text: enough for four or five ticks. */
const ROWS = 11;

export function frameOf(report: Report, box: Box): Frame {
  const [low, high] = rangeOf(report.curve);
  const limits = limitsOf(report).filter((limit) => isInRange(limit, high));
  const top = Math.max(high, ...limits.map(({ bytes }) => bytes));
  const scale = chooseScale(low, top, ROWS);
  const axis = timeAxis(report, box.width, 'time');
  const [right, bottom] = [box.left + box.width, box.top + box.height];
  const span = scale.high - scale.low;
  const inside = (value: number, least: number, most: number): number =>
    Math.min(most, Math.max(least, Number.isNaN(value) ? most : value));
  return {
    ...box,
    ...{ axis, scale, limits, right, bottom },
    x: (time) => inside(box.left + axis.columnOf(time), box.left, right),
    y: (bytes) => inside(bottom - (box.height * (bytes - scale.low)) / span, box.top, bottom),
  };
}

function rangeOf({ values }: Series): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [Number.isFinite(low) ? low : 0, high];
}
