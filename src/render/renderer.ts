import type { Report } from '../analyze/report/types.ts';
import type { AxisMode } from './chart/time-axis.ts';
import type { PhaseChoice } from './phase-choice.ts';
import type { StyleName } from './styles/registry.ts';
import type { View } from './view.ts';

/** Options of a report besides the view. */
export interface ReportOptions {
  readonly axis?: AxisMode;
  /** Default: braille if it can be shown, else ascii. */
  readonly style?: StyleName;
  /** A row for each group of processes below the curve. */
  readonly processes?: boolean;
  /** Log templates per phase; default 1. */
  readonly templates?: number;
  /** Which phases the table shows; default: those that matter. */
  readonly phases?: PhaseChoice;
  /** 1-based number of a single phase to show. */
  readonly phase?: number;
}

/** Turns a report into text that ends in a newline. */
export type Renderer = (report: Report, view: View, options?: ReportOptions) => string;
