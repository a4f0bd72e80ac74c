import type { ComparedOwner, ComparedSize, Comparison } from '../../analyze/compare/compare.ts';
import { formatShareChange } from '../../text/share.ts';
import { formatSize, formatSizeChange } from '../../text/size.ts';
import { stretch, stretchWords } from '../axis.ts';
import { changeWords } from '../compare/chart.ts';
import { verdictWords } from '../compare/verdict-words.ts';
import { measureWords } from '../header.ts';
import { oneLine, shortenMiddle } from '../text.ts';
import { decimate } from './decimate.ts';
import { documentOf } from './document.ts';
import { type Html, html } from './escape.ts';
import { pack } from './packed.ts';
import type { PageData } from './page-data.ts';
import { type Column, chartSection, sentences, table } from './parts.ts';

/** Points of each curve. */
const POINTS = 4000;
const MOST_ROWS = 60;
const LONGEST_NAME = 160;

/** Two runs side by side as one page of HTML that needs no other file: the verdict, both curves, what differs. */
export function htmlComparison(
  comparison: Comparison,
  names: { readonly base: string; readonly next: string },
): string {
  const { axis, peak, end, duration, phases, processes, lines, warnings } = comparison;
  const base = nameOf(names.base) || 'base';
  const next = nameOf(names.next) || 'new';
  const verdict = verdictWords(comparison);
  const both: Column[] = [
    { head: base, number: true },
    { head: next, number: true },
    { head: 'Change', number: true },
  ];
  const sizes = table({
    caption: `${base} and ${next}: peak, end and duration`,
    quiet: true,
    columns: [{ head: 'What' }, ...both, { head: '%', number: true }, { head: 'Verdict' }],
    rows: [
      ...sizeRow(`peak ${measureWords(comparison)}`, peak),
      ...sizeRow('end of run', end),
      ...(axis === 'mixed'
        ? []
        : [
            [
              axis === undefined ? 'duration' : oneLine(axis),
              stretch(duration.base, axis),
              stretch(duration.next, axis),
              `${duration.change > 0 ? '+' : ''}${stretch(duration.change, axis)}`,
              duration.base > 0 ? formatShareChange(duration.change / duration.base) : '',
              '(not judged)',
            ],
          ]),
    ],
  });
  const owners = (heading: string, id: string, rows: readonly ComparedOwner[]): Html[] =>
    rows.length === 0
      ? []
      : [
          section(
            heading,
            id,
            table({
              caption: `${heading}: what each held in both`,
              quiet: true,
              columns: [{ head: heading }, ...both],
              rows: rows.slice(0, MOST_ROWS).map(ownerRow),
            }),
          ),
        ];
  return documentOf({
    title: `${base} and ${next} – memory compared`,
    header: html`<h1>${base} → ${next}</h1>
<ul class="facts"><li>peak ${sidesWords(peak)}</li>${axis === 'mixed' ? '' : html`<li>${stretchWords(duration.base, axis)} → ${stretchWords(duration.next, axis)}</li>`}</ul>`,
    main: [
      html`<section id="answer" class="answer" aria-label="The verdict" tabindex="-1"><p class="start ${comparison.verdict}">${verdict}</p></section>`,
      ...(comparison.baseCurve.times.length + comparison.nextCurve.times.length > 0
        ? [chartSection(`Memory of both runs over time. ${verdict}`, false)]
        : []),
      section('What differs', 'sizes-title', sizes),
      ...(phases.length === 0 ? [] : [phasesOf(comparison, both)]),
      ...owners('Processes', 'processes-title', processes),
      ...owners('Log lines', 'lines-title', lines),
      ...[
        sentences(
          'Notes',
          'notes',
          warnings.map((text) => `Warning: ${oneLine(text)}`),
        ),
      ].filter((part) => part !== undefined),
    ],
    data: dataOf(comparison, base, next),
  });
}

function dataOf({ baseCurve, nextCurve }: Comparison, base: string, next: string): PageData {
  const ends = [baseCurve, nextCurve].map(({ times }) => times.at(-1) ?? 0);
  return {
    duration: Math.max(...ends),
    curves: [
      { name: base, series: pack(decimate(baseCurve, POINTS)) },
      { name: next, series: pack(decimate(nextCurve, POINTS)) },
    ],
    lanes: [],
    phases: [],
    marks: [],
    breaches: [],
    limits: [],
  };
}

function phasesOf({ phases }: Comparison, both: readonly Column[]): Html {
  const rows = phases.slice(0, MOST_ROWS).map((phase) => {
    const [found] = phase.templates;
    const same = phase.verdict === 'same' || phase.verdict === 'open';
    const fixed = { fixed: true };
    return [
      `${phase.nextNumber ?? '-'} ${phase.kind}`,
      phase.baseNumber === undefined ? '-' : formatSize(phase.base, fixed),
      phase.nextNumber === undefined ? '-' : formatSize(phase.next, fixed),
      formatSizeChange(phase.change, fixed),
      judgement(phase),
      found === undefined || same
        ? ''
        : html`${nameOf(found.template)} <span class="dim">${changeWords(found)}</span>`,
    ];
  });
  return section(
    'Phases',
    'phases-title',
    table({
      caption: 'Phases: what each grew by in both',
      quiet: true,
      columns: [{ head: 'Phase' }, ...both, { head: 'Verdict' }, { head: 'Log line' }],
      rows,
    }),
  );
}

function section(heading: string, id: string, content: Html): Html {
  return html`<section class="panel" aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${content}
</section>`;
}

function sizeRow(name: string, size: ComparedSize | undefined): (string | Html)[][] {
  if (size === undefined) return [];
  const { base, next, change } = size;
  const fixed = { fixed: true };
  return [
    [
      name,
      formatSize(base, fixed),
      formatSize(next, fixed),
      formatSizeChange(change, fixed),
      base > 0 ? formatShareChange(change / base) : '',
      judgement(size),
    ],
  ];
}

function ownerRow({ name, base, next, change }: ComparedOwner): string[] {
  const size = (bytes: number | undefined): string =>
    bytes === undefined ? '-' : formatSize(bytes, { fixed: true });
  return [nameOf(name), size(base), size(next), formatSizeChange(change, { fixed: true })];
}

function judgement({ verdict }: ComparedSize): string | Html {
  if (verdict === 'open') return '(not judged)';
  return html`<span class="${verdict}">${verdict}</span>`;
}

const sidesWords = (size: ComparedSize | undefined): string =>
  size === undefined ? 'not known' : `${formatSize(size.base)} → ${formatSize(size.next)}`;

const nameOf = (text: string): string => shortenMiddle(oneLine(text), LONGEST_NAME);
