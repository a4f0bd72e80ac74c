import type { Report } from '../analyze/report-types.ts';
import { formatShare } from '../units/share.ts';
import { formatSize } from '../units/size.ts';
import type { Palette } from './palette.ts';
import { templateText } from './phase-table.ts';
import { oneLine, shorten } from './text.ts';

/** What ceilings were passed, by how much, who held it and which phase it was in. */
export function breachLines(report: Report, columns: number, palette: Palette): string[] {
  const { breaches, phases, focus } = report;
  const { red, bold, dim, glyphs } = palette;
  const lines: string[] = [];
  for (const breach of breaches.slice(0, 3)) {
    const over = Math.abs(breach.measured - breach.allowed);
    const owner =
      focus === undefined
        ? ''
        : `, phase ${focus.phase} owns ${formatShare(focus.shareOfGrowth)} of the growth`;
    const text = `x ${breachWords(breach)} ${formatSize(breach.allowed, { fixed: true })} passed by ${formatSize(over)}${owner}`;
    lines.push(red(bold(shorten(`  ${text}`, columns, glyphs.ellipsis))));
    const follows = focus === undefined ? undefined : phases[focus.phase - 1]?.follows[0];
    if (follows !== undefined) {
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

function breachWords({ limit }: { readonly limit: string }): string {
  const name = /^[a-z][a-z-]{0,30}$/.test(limit) ? limit : 'limit';
  return name === 'min-free' ? 'floor --min-free' : `ceiling --${name}`;
}
