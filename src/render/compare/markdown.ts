import type { ComparedOwner, ComparedSize } from '../../analyze/compare/compare.ts';
import { formatShareChange } from '../../text/share.ts';
import { formatSize, formatSizeChange } from '../../text/size.ts';
import { stretch } from '../axis.ts';
import { measureWords } from '../header.ts';
import { code } from '../markdown-code.ts';
import { oneLine } from '../text.ts';
import { type ComparisonRenderer, changeWords } from './chart.ts';
import { verdictWords } from './verdict-words.ts';

/** The comparison for a pull request: two tables and the verdict. */
export const markdownComparison: ComparisonRenderer = (comparison, names) => {
  const { axis, peak, end, duration, phases, warnings } = comparison;
  const heads = [code(oneLine(names.base)) || 'base', code(oneLine(names.next)) || 'new'];
  const change = duration.change > 0 ? '+' : '';
  const rows = [
    `| | ${heads.join(' | ')} | change | | |`,
    '| :- | -: | -: | -: | -: | :- |',
    ...sizeRow(
      `peak ${comparison.measure === undefined ? comparison.metric : code(measureWords(comparison))}`,
      peak,
    ),
    ...sizeRow('end of run', end),
    ...(axis === 'mixed'
      ? []
      : [
          `| ${axis === undefined ? 'duration' : code(oneLine(axis))} | ${stretch(duration.base, axis)} | ${stretch(duration.next, axis)} | ${change}${stretch(duration.change, axis)} | | |`,
        ]),
  ];
  const phaseRows = phases.map((phase) => {
    const [found] = phase.templates;
    const follows =
      found === undefined || phase.verdict === 'same' || phase.verdict === 'open'
        ? ''
        : `${code(oneLine(found.template))} ${changeWords(found)}`;
    const number = phase.nextNumber ?? '-';
    return `| ${number} ${phase.kind} | ${sides(phase)} | ${mark(phase)} | ${follows} |`;
  });
  const table =
    phaseRows.length === 0
      ? []
      : [
          '| phase | growth | growth | change | | follows |',
          '| :- | -: | -: | -: | :- | :- |',
          ...phaseRows,
        ];
  const blocks = [
    `**${verdictWords(comparison)}**`,
    rows.join('\n'),
    table.join('\n'),
    ownerTable('process', comparison.processes).join('\n'),
    ownerTable('log line', comparison.lines).join('\n'),
    warnings.map((text) => `- warning: ${code(oneLine(text))}`).join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
};

function ownerTable(heading: string, owners: readonly ComparedOwner[]): string[] {
  if (owners.length === 0) return [];
  const size = (bytes: number | undefined): string =>
    bytes === undefined ? '-' : formatSize(bytes);
  return [
    `| ${heading} | base | new | change |`,
    '| :- | -: | -: | -: |',
    ...owners.map(
      ({ name, base, next, change }) =>
        `| ${code(oneLine(name))} | ${size(base)} | ${size(next)} | ${formatSizeChange(change)} |`,
    ),
  ];
}

function sizeRow(name: string, size: ComparedSize | undefined): string[] {
  if (size === undefined) return [];
  const percent = size.base > 0 ? formatShareChange(size.change / size.base) : '';
  return [`| ${name} | ${sides(size)} | ${percent} | ${mark(size)} |`];
}

function sides({ base, next, change }: ComparedSize): string {
  return `${formatSize(base)} | ${formatSize(next)} | ${formatSizeChange(change)}`;
}

function mark({ verdict }: ComparedSize): string {
  if (verdict === 'open') return '(not judged)';
  return verdict === 'worse' ? '**worse**' : verdict;
}
