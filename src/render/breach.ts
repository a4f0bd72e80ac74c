import type { Report } from '../analyze/report-types.ts';
import type { BreachRecord } from '../stream/records.ts';
import { formatShare } from '../units/share.ts';
import { formatSize } from '../units/size.ts';
import { formatSlope } from '../units/slope.ts';
import type { Palette } from './palette.ts';
import { templateText } from './phase-table.ts';
import { oneLine, shorten } from './text.ts';

/** What ceilings were passed, by how much, who held it and which phase it was in. */
export function breachLines(report: Report, columns: number, palette: Palette): string[] {
  const { breaches, phases, focus } = report;
  const { red, bold, dim, glyphs } = palette;
  const lines: string[] = [];
  for (const breach of breaches.slice(0, 3)) {
    const owner =
      focus === undefined
        ? ''
        : `, phase ${focus.phase} owns ${formatShare(focus.shareOfGrowth)} of the growth`;
    const text = `x ${breachWords(breach, report)}${owner}`;
    lines.push(red(bold(shorten(`  ${text}`, columns, glyphs.ellipsis))));
    const follows = focus === undefined ? undefined : phases[focus.phase - 1]?.follows[0];
    if (follows !== undefined && follows.template !== '(start)') {
      lines.push(`    ${dim('follows:')} ${templateText(follows.template, columns - 13, palette)}`);
    }
    const largest = breach.processes?.[0];
    if (largest !== undefined) {
      const name = oneLine(largest.name ?? '') || `process ${largest.pid}`;
      const size = formatSize(largest.rss);
      lines.push(
        `    ${dim('largest:')} ${shorten(name, columns - 15 - size.length, glyphs.ellipsis)}  ${size}`,
      );
    }
  }
  if (breaches.length > 3) lines.push(dim(`    and ${breaches.length - 3} more`));
  return lines;
}

/** Which limit it was and by how much it was passed in the end, which is more than when it was noticed. */
function breachWords({ limit, allowed, measured, since }: BreachRecord, { peaks }: Report): string {
  const name = /^[a-z][a-z-]{0,30}$/.test(limit) ? limit : 'limit';
  const size = (bytes: number): string => formatSize(bytes, { fixed: true });
  const passed = (by: number): string => `passed by ${formatSize(Math.abs(by))}`;
  switch (name) {
    case 'max-rss':
      return `ceiling ${size(allowed)} rss ${passed(Math.max(measured, peaks.rss ?? 0) - allowed)}`;
    case 'max-pss':
      return `ceiling ${size(allowed)} pss ${passed(Math.max(measured, peaks.pss ?? 0) - allowed)}`;
    case 'max-growth': {
      const grew = since === undefined ? 0 : (peaks.rss ?? 0) - since;
      return `growth limit ${size(allowed)} ${passed(Math.max(measured, grew) - allowed)}`;
    }
    case 'max-slope':
      return `leak: it climbs by ${formatSlope(measured, allowed)}, ${formatSlope(allowed)} allowed`;
    case 'min-free':
      return `floor ${size(allowed)} of free memory undercut by ${formatSize(allowed - measured)}`;
    case 'baseline':
      return `worse than the baseline: ${size(measured)}, ${size(allowed)} allowed`;
    default:
      return `ceiling --${name} ${size(allowed)} ${passed(measured - allowed)}`;
  }
}
