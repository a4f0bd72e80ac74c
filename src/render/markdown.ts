import type { ReportPhase } from '../analyze/report/types.ts';
import { formatDuration } from '../text/duration.ts';
import { formatShare } from '../text/share.ts';
import { formatSize, formatSizeChange } from '../text/size.ts';
import { breachLines } from './breach.ts';
import { drawChart } from './chart/chart.ts';
import { endWords } from './end-words.ts';
import { commandText } from './header.ts';
import { code, fenced } from './markdown-code.ts';
import { notesOf, verdict } from './notes.ts';
import { paletteOf } from './palette.ts';
import type { Renderer } from './renderer.ts';
import { significantFollows } from './significant-templates.ts';
import { STYLES } from './styles/registry.ts';
import { oneLine } from './text.ts';

/**
 * The report for a pull request or a CI job summary: the chart as a text block in lines that every font has, the
 * phases as a table.
 */
export const markdownReport: Renderer = (report, view, options = {}) => {
  const palette = paletteOf({ color: false, unicode: true });
  const { lines, notes } = drawChart(report, {
    columns: view.columns,
    style: STYLES[options.style ?? 'line'],
    palette,
    axis: options.axis ?? 'auto',
  });
  const facts = [`took ${formatDuration(report.duration)}`, endWords(report)];
  if (report.peak !== undefined) {
    facts.push(`peak **${formatSize(report.peak.bytes)}** ${report.peak.metric}`);
  }
  if (report.processes > 1) facts.push(`${report.processes} processes`);
  const blocks = [
    `### ${code(commandText(report))}`,
    `${facts.join(', ')}. ${verdict(report)}`,
    lines.length === 0 ? '' : fenced([...lines, ...notes.map((note) => `(${note})`)]),
    phaseRows(report.phases, report.lines > 0 ? (options.templates ?? 1) : 0).join('\n'),
    report.breaches.length === 0 ? '' : fenced(breachLines(report, view.columns, palette)),
    [...notesOf(report), ...report.warnings.map((text) => `warning: ${code(oneLine(text))}`)]
      .map((note) => `- ${note}`)
      .join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
};

function phaseRows(phases: readonly ReportPhase[], templates: number): string[] {
  if (phases.length === 0) return [];
  return [
    '| | phase | took | growth | share | follows the log line |',
    '| -: | :- | :- | -: | -: | :- |',
    ...phases.map((phase, i) => {
      const follows = significantFollows(phase, templates).map((found) => {
        const each =
          found.lines > 1 ? ` (${found.lines} lines, ${formatSize(found.bytesPerLine)} each)` : '';
        const template =
          found.template === '(start)' ? 'before the first line' : code(oneLine(found.template));
        return `${template}${each}`;
      });
      const share = phase.share > 0 ? formatShare(phase.share) : '';
      const took = formatDuration(phase.end - phase.start);
      const growth = formatSizeChange(phase.delta, { fixed: true });
      return `| ${i + 1} | ${phase.kind} | ${took} | ${growth} | ${share} | ${follows.join('<br>')} |`;
    }),
  ];
}
