import type { Report } from '../analyze/report-types.ts';
import { formatDuration } from '../units/duration.ts';
import { formatSize } from '../units/size.ts';
import { endWords, failed } from './end-words.ts';
import type { Palette } from './palette.ts';
import { cells, oneLine, shorten } from './text.ts';

/** What ran, how long, how it ended, its peak: on one line, or the command above the facts where it is long. */
export function headerLines(report: Report, columns: number, palette: Palette): string[] {
  const { bold, red, glyphs } = palette;
  const { peak, processes, lines } = report;
  const end = endWords(report);
  const facts = [formatDuration(report.duration), end];
  if (peak !== undefined) facts.push(`peak ${formatSize(peak.bytes)} ${peak.metric}`);
  if (processes > 1) facts.push(`${processes} processes`);
  if (lines > 0) facts.push(lines === 1 ? '1 line' : `${lines} lines`);
  while (facts.length > 3 && facts.join('   ').length > columns) facts.pop();
  const joined = facts.join('   ');
  const text = shorten(joined, columns, glyphs.ellipsis);
  const shown = failed(report) && text === joined ? text.replace(end, () => red(end)) : text;
  const command = commandText(report);
  if (cells(command) + 3 + text.length <= columns) return [`${bold(command)}   ${shown}`];
  return [bold(shorten(command, columns, glyphs.ellipsis)), shown];
}

/** The command line as it may be shown; the run's name where the arguments were left out. */
export function commandText({ command, name, source }: Report): string {
  const text = command !== undefined && command.length > 0 ? command.map(quoted).join(' ') : name;
  const shown = oneLine(text) || 'a run';
  return source === undefined ? shown : `${shown} (${oneLine(source)})`;
}

/** As one would type it in a shell. */
function quoted(argument: string): string {
  if (/^[\w@%+=:,./~^-]+$/.test(argument)) return argument;
  return `'${argument.slice(0, 4000).replaceAll("'", `'\\''`)}'`;
}
