import { chartReport } from './chart-report.ts';
import { jsonReport } from './json.ts';
import { markdownReport } from './markdown.ts';
import type { Renderer } from './renderer.ts';

/** The report formats, by name. */
export const RENDERERS: Readonly<Record<'chart' | 'json' | 'markdown', Renderer>> = {
  chart: chartReport,
  json: jsonReport,
  markdown: markdownReport,
};
