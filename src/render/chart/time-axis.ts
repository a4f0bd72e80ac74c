import type { Report } from '../../analyze/report/types.ts';
import { columnsOf } from './apportion.ts';

/** time: linear; phase: every phase equally wide. */
export type AxisMode = 'time' | 'phase';

/** The horizontal axis: a run's time laid out over columns. */
export interface TimeAxis {
  readonly columns: number;
  /** The first column of each phase, and the column after the last one. */
  readonly borders: readonly number[];
  /** Milliseconds at a column's left edge; a fraction is a position within a column. */
  timeAt(column: number): number;
  /** The column, fractional, of a time in milliseconds. */
  columnOf(time: number): number;
}

type AxisReport = Pick<Report, 'phases' | 'curve' | 'duration'>;

/** A gap before the first phase below this fraction of the run gets no column. */
const NO_GAP = 0.02;

/** Lays a report's time, starting at `from`, out over `columns`. */
export function timeAxis(report: AxisReport, columns: number, mode: AxisMode, from = 0): TimeAxis {
  const { phases } = report;
  const to = Math.max(
    report.duration,
    lastOf(report.curve.times),
    phases.at(-1)?.end ?? 0,
    from + 1,
  );
  const linear = piecewise([from, to], [0, columns]);
  const first = phases[0]?.start ?? from;
  const times = [...phases.map((phase) => phase.start), phases.at(-1)?.end ?? to];
  if (first > from && first - from < NO_GAP * (to - from)) times[0] = from;
  const plain: TimeAxis = {
    columns,
    borders: times.map((time) => Math.min(columns, Math.round(linear.columnOf(time)))),
    ...linear,
  };
  if (mode === 'time' || phases.length < 2 || phases.length * 2 > columns) return plain;
  const widths = columnsOf(
    phases.map(() => ({ weight: 1, least: 1, most: Number.POSITIVE_INFINITY })),
    columns,
  );
  const borders = [0];
  for (const width of widths) borders.push((borders.at(-1) ?? 0) + width);
  // Time before the first and after the last phase has no columns of its own.
  return { columns, borders, ...piecewise(times, borders) };
}

function piecewise(
  times: readonly number[],
  columns: readonly number[],
): Pick<TimeAxis, 'timeAt' | 'columnOf'> {
  return {
    timeAt: (column) => interpolate(columns, times, column),
    columnOf: (time) => interpolate(times, columns, time),
  };
}

/** The value of a piecewise linear function at x, held constant outside its points. */
function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  let i = 0;
  while (i < xs.length - 2 && x >= (xs[i + 1] ?? 0)) i += 1;
  const [x0 = 0, x1 = 0] = [xs[i], xs[i + 1]];
  const [y0 = 0, y1 = 0] = [ys[i], ys[i + 1]];
  const weight = x1 > x0 ? Math.min(1, Math.max(0, (x - x0) / (x1 - x0))) : 0;
  return y0 + (y1 - y0) * weight;
}

function lastOf(times: Float64Array): number {
  return times[times.length - 1] ?? 0;
}
