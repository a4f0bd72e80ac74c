import type { Report } from '../analyze/report/types.ts';
import { formatSize } from '../text/size.ts';
import { stretchWords } from './axis.ts';
import { endWords, failed } from './end-words.ts';
import type { Palette } from './palette.ts';
import { cells, oneLine, shorten } from './text.ts';

const GAP = '   ';

/** What ran, how long, how it ended, its peak: on one line, or with the command above if it is long. */
export function headerLines(report: Report, columns: number, palette: Palette): string[] {
  const { bold, red, glyphs } = palette;
  const { peak, lines } = report;
  const end = endWords(report);
  const facts = [durationWords(report), end];
  if (peak !== undefined) {
    facts.push(`peak ${formatSize(peak.bytes)} ${measureWords(report)}`);
  }
  const count = processCount(report);
  if (count !== undefined) facts.push(count);
  if (lines > 0) facts.push(lines === 1 ? '1 line' : `${lines} lines`);
  const command = commandText(report);
  const width = (): number => facts.join(GAP).length;
  const fits = (): boolean => cells(command) + GAP.length + width() <= columns;
  // The last facts matter least: they are dropped if that makes the rest fit on one line, or if they would be cut.
  const least = facts.slice(3);
  while (facts.length > 3 && !fits()) facts.pop();
  const oneRow = fits();
  if (!oneRow) {
    facts.push(...least);
    while (facts.length > 3 && width() > columns) facts.pop();
  }
  const joined = facts.join(GAP);
  const text = shorten(joined, columns, glyphs.ellipsis);
  const shown = failed(report) && text === joined ? text.replace(end, () => red(end)) : text;
  if (oneRow) return [`${bold(command)}${GAP}${shown}`];
  return [bold(shorten(command, columns, glyphs.ellipsis)), shown];
}

/** How long it was: '4.2s', '48 samples', '5.4 M instructions'. */
export function durationWords({ axis, duration, samples }: Report): string {
  return stretchWords(axis === 'samples' ? samples : duration, axis);
}

/** What the leading metric is: 'rss', 'heap'. */
export function measureWords({ metric, measure }: Pick<Report, 'metric' | 'measure'>): string {
  return measure === undefined || metric !== 'rss' ? metric : oneLine(measure);
}

/** 'at least 205 processes'; undefined for one alone. */
export function processCount({ processes, processesAtLeast }: Report): string | undefined {
  if (processesAtLeast) return `at least ${processes} ${processes === 1 ? 'process' : 'processes'}`;
  return processes > 1 ? `${processes} processes` : undefined;
}

/** The command line, made safe to show; the run's name if the arguments were not recorded. */
export function commandText({ command, name, source }: Report): string {
  const text = command !== undefined && command.length > 0 ? command.map(quoted).join(' ') : name;
  const shown = oneLine(text) || 'a run';
  return source === undefined ? shown : `${shown} (${oneLine(source)})`;
}

/** As typed in a shell. */
function quoted(argument: string): string {
  if (/^[\w@%+=:,./~^-]+$/.test(argument)) return argument;
  return `'${argument.slice(0, 4000).replaceAll("'", `'\\''`)}'`;
}
