import type { Columns } from '../resample.ts';

/** What a style draws: the curve seen through its columns, measured in rows above the lowest tick. */
export interface Plot {
  readonly rows: number;
  readonly columns: number;
  /** The curve in each of `columns × perCell` columns; in rows, fractional, 0 at the middle of the lowest row. */
  readonly curve: Columns;
}

/** One way to draw a curve. Rows count from the top. */
export interface Style {
  readonly help: string;
  /** Only 7-bit characters. */
  readonly ascii: boolean;
  /** Columns of the curve in one terminal cell. */
  readonly perCell: number;
  /** One character for each cell, a blank where there is nothing. */
  draw(plot: Plot): string[][];
  /** A thin horizontal line: the row that holds a position, and the characters to alternate along it. */
  rule(
    position: number,
    rows: number,
  ): { readonly row: number; readonly dashes: readonly string[] };
  /** A single thin point at a position. */
  point(position: number, rows: number): { readonly row: number; readonly character: string };
}

export function blankCells(rows: number, columns: number): string[][] {
  return Array.from({ length: rows }, () => new Array<string>(columns).fill(' '));
}

/** The row from the top that holds a position, kept on the chart. */
export function rowOf(position: number, rows: number): number {
  return Math.min(rows - 1, Math.max(0, rows - 1 - Math.round(position)));
}

/** Where between the bottom (0) and the top (1) of its row a position is. */
export function placeInRow(position: number, rows: number): number {
  const row = rowOf(position, rows);
  return Math.min(0.999, Math.max(0, position - (rows - 1 - row) + 0.5));
}
