import { type CommandTable, longFlags, type Option } from './option.ts';

/** Where a default in brackets ends. */
const COLUMNS = 78;

/** What `--help` prints of a command line, at most 80 columns wide. */
export function helpText({
  name,
  summary,
  operands,
  options,
  before,
  after,
}: CommandTable): string {
  const usage = ['memwrap', name, ...(name === '' ? [] : operands.map((one) => one.name))];
  const aligned = options.some(({ short }) => short !== undefined);
  const explained = operands.flatMap(({ name: operand, help, shown }) =>
    help === undefined ? [] : [{ left: `  ${operand.replace(/[[\]<>]/g, '')}`, help, shown }],
  );
  const rows = options.map((option) => ({ ...option, left: leftOf(option, aligned) }));
  const column = Math.max(0, ...[...explained, ...rows].map(({ left }) => left.length)) + 2;
  const lines = [`${usage.filter(Boolean).join(' ')} - ${summary}`, ''];
  if (before !== undefined) lines.push(...before.trimEnd().split('\n'), '');
  for (const operand of explained) lines.push(...entryLines(operand, column));
  for (const row of rows) {
    if (row.group !== undefined && lines.at(-1) !== '') lines.push('');
    if (row.group !== undefined) lines.push(row.group);
    lines.push(...entryLines(row, column));
  }
  if (after !== undefined) {
    if (lines.at(-1) !== '') lines.push('');
    lines.push(...after.trimEnd().split('\n'));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** '  -m, --max-rss <size>'; `aligned`: room for a short flag is kept where there is none. */
function leftOf(option: Option, aligned: boolean): string {
  const { short, value } = option;
  const flags = [...(short === undefined ? [] : [`-${short}`]), ...longFlags(option)].join(', ');
  const indent = aligned && short === undefined ? '      ' : '  ';
  return `${indent}${flags}${value === undefined ? '' : ` ${value}`}`;
}

interface Entry {
  readonly left: string;
  readonly help: string;
  readonly shown?: string | undefined;
}

function entryLines({ left, help, shown }: Entry, column: number): string[] {
  const lines = help.split('\n').map((text, i) => (i === 0 ? left : '').padEnd(column) + text);
  const last = lines.at(-1) ?? '';
  if (shown === undefined) return lines;
  const text = `[${shown}]`;
  if (last.length + 1 + text.length > COLUMNS) return [...lines, text.padStart(COLUMNS)];
  return [...lines.slice(0, -1), last + text.padStart(COLUMNS - last.length)];
}
