import type { Report } from '../../analyze/report/types.ts';
import { columnsOf } from './apportion.ts';

/** auto: stretched per phase if that shows more; time: linear; phase: every phase equally wide. */
export type AxisMode = 'auto' | 'time' | 'phase';

/** The horizontal axis: a run's time laid out over columns. */
export interface TimeAxis {
  readonly columns: number;
  /** Time is not linear across the phases. */
  readonly stretched: boolean;
  /** The first column of each phase, and the column after the last one. */
  readonly borders: readonly number[];
  /** Milliseconds at a column's left edge; a fraction is a position within a column. */
  timeAt(column: number): number;
  /** The column, fractional, of a time in milliseconds. */
  columnOf(time: number): number;
}

/** A phase with this share of the growth justifies a stretched axis if it would not be visible otherwise. */
const WORTH_STRETCHING = 0.2;
/** Below this fraction of the width a phase is too narrow to read. */
const TOO_NARROW = 0.1;
/** The fraction of the width given by growth and release instead of time. */
const BY_CHANGE = 0.4;
/** Maximum columns per sample: more would draw a jump as a slope. */
const COLUMNS_PER_SAMPLE = 2;
const LEAST_CAP = 4;

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
    stretched: false,
    borders: times.map((time) => Math.min(columns, Math.round(linear.columnOf(time)))),
    ...linear,
  };
  if (phases.length < 2 || phases.length * 2 > columns) return plain;
  if (mode === 'time' || (mode === 'auto' && !isWorthStretching(report, plain))) return plain;
  const widths = columnsOf(
    mode === 'phase' ? equally(report) : byChange(report, to - from),
    columns,
  );
  const borders = [0];
  for (const width of widths) borders.push((borders.at(-1) ?? 0) + width);
  // Time before the first and after the last phase has no columns of its own.
  return { columns, stretched: true, borders, ...piecewise(times, borders) };
}

function isWorthStretching(report: AxisReport, axis: TimeAxis): boolean {
  return report.phases.some(
    ({ share, start, end }) =>
      share >= WORTH_STRETCHING &&
      axis.columnOf(end) - axis.columnOf(start) < axis.columns * TOO_NARROW,
  );
}

/** What each phase claims: its share of the time and of all change; no jump wider than its samples can carry. */
function byChange({ phases, curve }: AxisReport, span: number) {
  const change = phases.reduce((sum, phase) => sum + Math.abs(phase.delta), 0);
  return phases.map(({ kind, delta, start, end }, i) => ({
    weight:
      (1 - BY_CHANGE) * ((end - start) / span) +
      (change > 0 ? (BY_CHANGE * Math.abs(delta)) / change : 0),
    least: String(i + 1).length + 1,
    most:
      kind === 'rise' || kind === 'drop'
        ? Math.max(LEAST_CAP, COLUMNS_PER_SAMPLE * samplesBetween(curve.times, start, end))
        : Number.POSITIVE_INFINITY,
  }));
}

function equally({ phases }: AxisReport) {
  return phases.map(() => ({ weight: 1, least: 1, most: Number.POSITIVE_INFINITY }));
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

function samplesBetween(times: Float64Array, from: number, to: number): number {
  let count = 0;
  for (const time of times) if (time > from && time <= to) count += 1;
  return count;
}

function lastOf(times: Float64Array): number {
  return times[times.length - 1] ?? 0;
}
