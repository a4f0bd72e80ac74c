import { csv } from './csv/csv.ts';
import { html, md, svg } from './documents.ts';
import type { Exporter } from './exporter.ts';
import { jsonl } from './jsonl.ts';
import { junit } from './junit.ts';
import { mprof } from './mprof.ts';
import { openmetrics } from './openmetrics.ts';
import { trace } from './trace/trace.ts';

/** The formats that a run can be taken in, by name (`--to`). */
export const EXPORTERS = {
  csv,
  openmetrics,
  junit,
  trace,
  mprof,
  jsonl,
  md,
  html,
  svg,
} as const satisfies Record<string, Exporter>;

export type ExportFormat = keyof typeof EXPORTERS;

export const EXPORT_FORMATS = Object.keys(EXPORTERS) as readonly ExportFormat[];

/** The format of a file by how its name ends: the one with the longest ending that fits. */
export function formatOfFile(file: string): ExportFormat | undefined {
  return EXPORT_FORMATS.filter((name) => file.endsWith(EXPORTERS[name].suffix)).toSorted(
    (a, b) => EXPORTERS[b].suffix.length - EXPORTERS[a].suffix.length,
  )[0];
}
