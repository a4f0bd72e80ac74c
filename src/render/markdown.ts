import type { Report } from '../analyze/report/types.ts';
import { formatShare } from '../text/share.ts';
import { formatSize, formatSizeChange } from '../text/size.ts';
import { reportWords } from './answer-block.ts';
import { stretch } from './axis.ts';
import { breachLines } from './breach.ts';
import { drawChart } from './chart/chart.ts';
import { endWords } from './end-words.ts';
import { commandText, durationWords, measureWords, processCount } from './header.ts';
import { isGrave, killedSentences } from './killed-words.ts';
import { code, fenced } from './markdown-code.ts';
import { notesOf } from './notes.ts';
import { paletteOf } from './palette.ts';
import { chosenPhases, type PhaseChoice } from './phase-choice.ts';
import { phaseOwner } from './phase-owner.ts';
import { isNoticeable } from './process-words.ts';
import type { Renderer } from './renderer.ts';
import { moreTemplates, significantFollows } from './significant-templates.ts';
import { STYLES } from './styles/registry.ts';
import { oneLine } from './text.ts';
import { type Voice, WRITTEN } from './voice.ts';

/**
 * The report for a pull request or a CI job summary: the answer, the chart as a text block in lines that every font has,
 * the phases as a table.
 */
export const markdownReport: Renderer = (report, view, options = {}) => {
  const palette = paletteOf({ color: false, unicode: true });
  const { lines, notes } = drawChart(report, {
    columns: view.columns,
    style: STYLES[options.style ?? 'line'],
    palette,
    axis: options.axis ?? 'time',
  });
  const voice: Voice = { ...WRITTEN, axis: report.axis };
  const facts = [`took ${durationWords(report)}`, endWords(report)];
  if (report.peak !== undefined) {
    facts.push(
      `peak **${formatSize(report.peak.bytes)}** ${report.measure === undefined ? report.peak.metric : code(measureWords(report))}`,
    );
  }
  const count = processCount(report);
  if (count !== undefined) facts.push(count);
  const { start, more } = reportWords(report, voice);
  const killed = killedSentences(report, voice);
  const grave = isGrave(report);
  const blocks = [
    `### ${code(commandText(report))}`,
    grave ? killed.map((text) => `**${text}**`).join(' ') : '',
    `**${start}**`,
    more.join(' '),
    `${facts.join(', ')}.`,
    lines.length === 0 ? '' : fenced([...lines, ...notes.map((note) => `(${note})`)]),
    phaseRows(report, options.templates ?? 1, options.phases ?? 'main').join('\n'),
    report.breaches.length === 0 ? '' : fenced(breachLines(report, view.columns, palette, true)),
    [
      ...(grave ? [] : killed),
      ...notesOf(report),
      ...report.warnings.map((text) => `warning: ${code(oneLine(text))}`),
    ]
      .map((note) => `- ${note}`)
      .join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
};

function phaseRows(report: Report, templates: number, choice: PhaseChoice): string[] {
  const { phases } = report;
  if (phases.length === 0) return [];
  const chosen = chosenPhases(report, choice);
  const rows = chosen.flatMap((i) => {
    const phase = phases[i];
    if (phase === undefined) return [];
    const share = phase.share > 0 && isNoticeable(report) ? formatShare(phase.share) : '';
    const took = stretch(phase.end - phase.start, report.axis);
    const growth = formatSizeChange(phase.delta, { fixed: true });
    const owner = ownerCell(report, i, templates);
    return [`| ${i + 1} | ${phase.kind} | ${took} | ${growth} | ${share} | ${owner} |`];
  });
  const hidden = phases.length - chosen.length;
  return [
    '| | phase | took | growth | share | owner |',
    '| -: | :- | :- | -: | -: | :- |',
    ...rows,
    ...(hidden > 0 ? ['', `${hidden} more phases change little.`] : []),
  ];
}

function ownerCell(report: Report, index: number, templates: number): string {
  const phase = report.phases[index];
  const cell: string[] = [];
  if (report.answer !== undefined) {
    const words = phaseOwner(report, index, { ...WRITTEN, axis: report.axis });
    if (words !== undefined) {
      cell.push(`${words.owner}${words.notes.length > 0 ? ` (${words.notes.join(', ')})` : ''}`);
    }
    if (templates < 2) return cell.join('');
  }
  if (phase === undefined || report.lines === 0) return cell.join('');
  for (const { template, lines, bytesPerLine } of significantFollows(phase, templates)) {
    const each = lines > 1 ? ` (${lines} lines, ${formatSize(bytesPerLine)} each)` : '';
    cell.push(
      `${template === '(start)' ? 'before the first line' : code(oneLine(template))}${each}`,
    );
  }
  const more = moreTemplates(phase, templates);
  if (more > 0 && templates > 1) cell.push(`… and ${more} more: \`--lines ${templates + more}\``);
  return cell.join('<br>');
}
