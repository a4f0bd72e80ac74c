import type { ProcessLane } from '../../analyze/processes/types.ts';
import type { Report, Series } from '../../analyze/report/types.ts';
import { axisNote } from '../axis.ts';
import type { Palette } from '../palette.ts';
import { phaseLine } from '../phase-owner.ts';
import { type Columns, resample } from '../resample.ts';
import { highest } from '../sparkline.ts';
import type { Style } from '../styles/style.ts';
import { cells, oneLine, padStart } from '../text.ts';
import { Canvas } from './canvas.ts';
import { phaseLane, timeLabels } from './lane.ts';
import { isInRange, type Limit, limitsOf } from './limits.ts';
import { type Pointed, pointerRow } from './pointers.ts';
import { laneBars, laneNames } from './process-lanes.ts';
import { chooseScale, type Scale } from './scale.ts';
import { type AxisMode, type TimeAxis, timeAxis } from './time-axis.ts';

/** Options of a chart. */
export interface ChartOptions {
  readonly columns: number;
  readonly style: Style;
  readonly palette: Palette;
  readonly axis: AxisMode;
  /** Approximate number of rows for the curve. */
  readonly rows?: number;
  /** The number of the first phase shown; 1 unless only part of a run is shown. */
  readonly firstPhase?: number;
  /** Groups of processes to show below the curve, a row each. */
  readonly lanes?: readonly ProcessLane[];
  /** Start of the axis, milliseconds; 0 unless only part of a run is shown. */
  readonly from?: number;
}

/** A chart, with notes on how it was drawn. */
export interface Chart {
  readonly lines: string[];
  readonly notes: string[];
}

const ROWS = 11;
const LEAST_PLOT = 6;
/** The line of a phase with a smaller share of the growth is not pointed at. */
const WORTH_POINTING_AT = 0.05;

/** Draws the curve over its phases; no lines if nothing was measured. */
export function drawChart(report: Report, options: ChartOptions): Chart {
  if (report.curve.times.length === 0) return { lines: [], notes: [] };
  const { palette, style } = options;
  const limits = limitsOf(report).filter((limit) => isInRange(limit, highest(report.curve)));
  const [low, high] = rangeOf(report.curve);
  const scale = chooseScale(
    low,
    Math.max(high, ...limits.map((limit) => limit.bytes)),
    options.rows ?? ROWS,
    limits.map((limit) => limit.bytes),
  );
  const labels = [...scale.labels.values()].map((label) => label.length);
  const lanes = options.lanes ?? [];
  const names = laneNames(lanes, options.columns, palette);
  const indented = options.columns < 60 ? 0 : 2;
  const gutter = Math.max(4, ...labels, ...names.map(cells)) + indented;
  const columns = options.columns - gutter - 2;
  if (columns < LEAST_PLOT) return { lines: [], notes: [] };
  const axis = timeAxis(report, columns, options.axis, options.from);
  const canvas = new Canvas(scale.rows, columns);
  drawCurve(canvas, report, axis, scale, options);
  const machine = drawMachine(canvas, report, axis, scale, options);
  const unlabelled = limits.filter((limit) => !drawLimit(canvas, limit, scale, options));

  const { glyphs, dim } = palette;
  const lines: string[] = [];
  for (let row = 0; row < scale.rows; row += 1) {
    const label = scale.labels.get(scale.rows - 1 - row);
    const edge = label === undefined ? glyphs.wall : glyphs.tick;
    lines.push(`${(label ?? '').padStart(gutter)} ${dim(edge)}${canvas.line(row)}`);
  }
  const indent = ' '.repeat(gutter + 1);
  const lane = phaseLane({ phases: report.phases, first: options.firstPhase ?? 1 }, axis, palette);
  lines.push(`${indent}${dim(glyphs.corner)}${lane.line(0)}`);
  lines.push(`${indent} ${timeLabels(report, axis, palette).line(0)}`);
  for (const row of pointerRows(report, axis, palette)) lines.push(`${indent} ${row}`);
  for (const [i, bars] of laneBars(lanes, axis, !style.ascii).entries()) {
    lines.push(`${padStart(names[i] ?? '', gutter)} ${dim(glyphs.wall)}${bars}`);
  }

  const across = axisNote(report.axis);
  const notes: string[] = across === undefined ? [] : [across];
  if (machine) notes.push('points: memory used on the whole machine');
  for (const limit of unlabelled) notes.push(`thin line: ${limit.label}`);
  return { lines, notes };
}

function pointerRows(report: Report, axis: TimeAxis, palette: Palette): string[] {
  const { glyphs } = palette;
  const marks = report.marks.map(
    (mark): Pointed => ({
      time: mark.time,
      text: oneLine(mark.msg),
      paint: palette.dim,
    }),
  );
  const lines = report.phases.flatMap(({ kind, share }, i): Pointed[] => {
    const line = share < WORTH_POINTING_AT ? undefined : phaseLine(report, i);
    if (line === undefined) return [];
    return [{ time: line.time, text: oneLine(line.text), paint: palette.kind[kind] }];
  });
  const rows: string[] = [];
  if (lines.length > 0) rows.push(pointerRow(lines, glyphs.pointer, axis, palette));
  if (marks.length > 0) rows.push(pointerRow(marks, glyphs.mark, axis, palette));
  return rows;
}

function drawCurve(
  canvas: Canvas,
  report: Report,
  axis: TimeAxis,
  scale: Scale,
  { style, palette }: ChartOptions,
): void {
  const plot = {
    rows: scale.rows,
    columns: axis.columns,
    curve: seen(report.curve, axis, scale, style.perCell),
  };
  const paints = Array.from({ length: axis.columns }, (_, column) => {
    const phase = report.phases[phaseAt(axis.borders, column)];
    return phase === undefined ? palette.plain : palette.kind[phase.kind];
  });
  for (const [row, cells] of style.draw(plot).entries()) {
    for (const [column, character] of cells.entries()) {
      if (character !== ' ') canvas.put(row, column, character, paints[column] ?? palette.plain);
    }
  }
}

/** Draws the machine's used memory as points behind the curve; false if it would leave the scale. */
function drawMachine(
  canvas: Canvas,
  { machineCurve, metric }: Report,
  axis: TimeAxis,
  scale: Scale,
  { style, palette }: ChartOptions,
): boolean {
  if (machineCurve === undefined || metric === 'system') return false;
  const [lowest, highest] = rangeOf(machineCurve);
  if (!(lowest >= scale.low && lowest <= highest && highest <= scale.high)) return false;
  const { high } = seen(machineCurve, axis, scale, 1);
  for (const [column, position] of high.entries()) {
    if (!(position >= 0) || position > scale.rows - 1) continue;
    const { row, character } = style.point(position, scale.rows);
    if (canvas.isBlank(row, column, column + 1)) canvas.put(row, column, character, palette.dim);
  }
  return true;
}

/** Draws a limit's thin line behind the curve, with its name if there is room; false if there was none. */
function drawLimit(
  canvas: Canvas,
  limit: Limit,
  scale: Scale,
  { style, palette }: ChartOptions,
): boolean {
  const position = scale.position(limit.bytes);
  const { row, dashes } = style.rule(position, scale.rows);
  const label = ` ${limit.label} `;
  const last = canvas.columns - label.length - 2;
  // At either end if possible, else where there is room, as far right as possible.
  const places = [2, ...Array.from({ length: Math.max(0, last) }, (_, i) => last - i)];
  const at = places.find(
    (column) => column >= 0 && canvas.isBlank(row, column - 1, column + label.length + 1),
  );
  for (let column = 0; column < canvas.columns; column += 1) {
    if (!canvas.isBlank(row, column, column + 1)) continue;
    canvas.put(row, column, dashes[column % dashes.length] ?? '-', palette.red);
  }
  if (at !== undefined) canvas.text(row, at, label, palette.red);
  return at !== undefined;
}

/** A series resampled to the chart's columns, in rows above the lowest tick. */
function seen(series: Series, axis: TimeAxis, scale: Scale, perCell: number): Columns {
  const edges = Float64Array.from({ length: axis.columns * perCell + 1 }, (_, i) =>
    axis.timeAt(i / perCell),
  );
  const columns = resample(series, edges);
  for (const values of Object.values(columns) as Float64Array[]) {
    for (const [i, value] of values.entries()) values[i] = scale.position(value);
  }
  return columns;
}

function phaseAt(borders: readonly number[], column: number): number {
  let phase = 0;
  while (phase < borders.length - 2 && column >= (borders[phase + 1] ?? 0)) phase += 1;
  return phase;
}

function rangeOf({ values }: Series): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
