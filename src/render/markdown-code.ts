import { shorten } from './text.ts';

const MAX_CODE_COLUMNS = 100;

/** Safe text as a code span, without markup; a bar would end a table cell even there. */
export function code(text: string): string {
  const shown = shorten(text, MAX_CODE_COLUMNS).replaceAll('|', '\\|');
  if (shown === '') return '';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  if (longest === 0) return `\`${shown}\``;
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${shown} ${fence}`;
}

/** Lines as a code block whose fence none of them can close. */
export function fenced(lines: readonly string[]): string {
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...lines, fence].join('\n');
}
