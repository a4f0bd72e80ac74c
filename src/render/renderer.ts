import type { Report } from '../analyze/report/types.ts';
import type { AxisMode } from './chart/time-axis.ts';
import type { StyleName } from './styles/registry.ts';
import type { View } from './view.ts';

/** What can be chosen about a report beside the view. */
export interface ReportOptions {
  readonly axis?: AxisMode;
  /** Absent: braille where it can be shown, else ascii. */
  readonly style?: StyleName;
  /** Log templates for each phase; 1 unless said. */
  readonly templates?: number;
  /** The number of a phase to show alone, from 1. */
  readonly phase?: number;
}

/** From a report to text that ends in a newline. */
export type Renderer = (report: Report, view: View, options?: ReportOptions) => string;
