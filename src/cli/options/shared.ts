import { METRIC_NAMES } from '../../recording/metrics.ts';
import { parseWidth } from '../../render/terminal-view.ts';
import type { Operand, Option } from './option.ts';

// Rows that several commands have.

export const RUN_OPERAND = {
  name: '[run]',
  help: 'a file, the name of a run, or - for stdin',
  shown: 'the latest',
} as const satisfies Operand;

/** So many metrics stand on one line of the help. */
const FIRST_ROW = 6;

export const METRIC = {
  name: 'metric',
  value: '<m>',
  help: `${METRIC_NAMES.slice(0, FIRST_ROW).join(', ')},\n${METRIC_NAMES.slice(FIRST_ROW).join(', ')} or system`,
  shown: 'pss if shared, else rss',
  choices: [...METRIC_NAMES, 'system'] as const,
} as const satisfies Option;

export const WIDTH = {
  name: 'width',
  value: '<n>',
  help: 'columns',
  shown: 'terminal, 80',
  parse: parseWidth,
} as const satisfies Option;

export const JSON_OUTPUT = { name: 'json', help: 'machine output' } as const satisfies Option;

/** The output formats beside the chart: a flag each, and its name in the registries of renderers. */
export const FORMATS = [
  JSON_OUTPUT,
  { name: 'md', help: 'Markdown', excludes: 'json' },
] as const satisfies readonly Option[];

/** The key in the registries of renderers. */
export function formatOf(options: {
  readonly json?: boolean;
  readonly md?: boolean;
}): 'chart' | 'json' | 'markdown' {
  if (options.json) return 'json';
  return options.md ? 'markdown' : 'chart';
}

export const COLOR = {
  name: 'color',
  negatable: true,
  help: 'colours, whatever stdout is',
} as const satisfies Option;
