import type { LogExcerpt } from '../../analyze/excerpt/log-excerpt.ts';
import type { Report } from '../../analyze/report/types.ts';
import { breachWords } from '../../limits/breach-words.ts';
import { explainBreach, explanationWords } from '../../limits/explain-breach.ts';
import { formatDuration } from '../../text/duration.ts';
import { formatShare } from '../../text/share.ts';
import { formatSize, formatSizeChange } from '../../text/size.ts';
import { reportWords } from '../answer-block.ts';
import { place, placeWords, stretch, stretchWords } from '../axis.ts';
import { placeWords as breachPlace } from '../breach.ts';
import { endWords, failed } from '../end-words.ts';
import { commandText, processCount } from '../header.ts';
import { isGrave, killedSentences } from '../killed-words.ts';
import { notesOf } from '../notes.ts';
import { ownerName } from '../peak-words.ts';
import { chosenPhases } from '../phase-choice.ts';
import { phaseOwner } from '../phase-owner.ts';
import { followsWords } from '../phase-table.ts';
import { isNoticeable } from '../process-words.ts';
import { significantFollows } from '../significant-templates.ts';
import { oneLine } from '../text.ts';
import { spoken } from '../voice.ts';
import { counted } from './counted.ts';
import { documentOf } from './document.ts';
import { type Html, html } from './escape.ts';
import { momentsTable } from './moments-table.ts';
import { chartSection, sentences, table } from './parts.ts';
import { FULL, type Measure, reportData } from './report-data.ts';

export interface HtmlOptions {
  /** 1-based number of the phase to show first. */
  readonly phase?: number;
}

/** A page is no larger than this, bytes. */
const MOST_BYTES = 400_000;
/** How much of the full measure is tried, until the page is small enough. */
const MEASURES = [1, 0.7, 0.45, 0.25, 0.1, 0];
/** Phases that get a row. */
const MOST_PHASES = 100;
const MOST_OWNERS = 12;
/** Names are cut in the middle. */
const VOICE = spoken(true, 90);

/**
 * A report as one page of HTML that needs no other file and no network: at most 400 kB, however long the run was. `log`: the
 * lines to show beside the curve.
 */
export function htmlReport(whole: Report, log?: LogExcerpt, options: HtmlOptions = {}): string {
  const { axis, measure } = whole;
  const report = {
    ...whole,
    ...(axis !== undefined && { axis: oneLine(axis) }),
    ...(measure !== undefined && { measure: oneLine(measure) }),
  };
  let page = '';
  for (const part of MEASURES) {
    page = drawn(report, log, options, scaled(part));
    if (Buffer.byteLength(page) <= MOST_BYTES) break;
  }
  return page;
}

function scaled(part: number): Measure {
  return {
    curve: Math.max(400, Math.round(FULL.curve * part)),
    moments: Math.max(60, Math.round(FULL.moments * part)),
    logBytes: Math.round(FULL.logBytes * part),
    marks: Math.round(FULL.marks * part),
  };
}

function drawn(
  report: Report,
  log: LogExcerpt | undefined,
  { phase }: HtmlOptions,
  measure: Measure,
): string {
  const { start, more } = reportWords(report, { ...VOICE, axis: report.axis });
  const grave = isGrave(report);
  const killed = killedSentences(report, VOICE);
  const notes = [
    ...(grave ? [] : killed),
    ...notesOf(report),
    ...report.warnings.map((text) => `Warning: ${oneLine(text)}`),
  ];
  const data = reportData(report, log, measure, phase);
  return documentOf({
    title: `${commandText(report).slice(0, 120)} – memory`,
    header: headerOf(report),
    main: [
      html`<section id="answer" class="answer" aria-label="The answer" tabindex="-1">
${grave && killed.map((text) => html`<p class="grave">${text}</p>\n`)}<p class="start">${start}</p>
${more.map((text) => html`<p>${text}</p>\n`)}${breachesOf(report)}</section>`,
      ...(report.curve.times.length > 0
        ? [
            chartSection(
              `Memory over ${report.axis ?? 'time'}. ${start}`,
              data.log !== undefined,
              report.axis,
            ),
          ]
        : []),
      pair(report),
      ...[sentences('Notes', 'notes', notes)].filter((part) => part !== undefined),
      ...(report.curve.times.length > 0 ? [momentsTable(report)] : []),
    ],
    data,
  });
}

/** Phases, and beside them what held the peak. */
function pair(report: Report): Html {
  const parts = [...(report.phases.length > 0 ? [phasesOf(report)] : []), ...peakOf(report)];
  return html`<div class="pair${parts.length > 1 && ' two'}">
${parts}
</div>`;
}

function headerOf(report: Report): Html {
  const { peak, lines, samples, duration, axis, start } = report;
  const facts: (string | Html)[] = [stretchWords(duration, axis)];
  const end = endWords(report);
  facts.push(failed(report) ? html`<strong class="bad">${end}</strong>` : end);
  if (peak !== undefined) {
    const what = report.measure ?? peak.metric;
    facts.push(html`peak <strong>${formatSize(peak.bytes)}</strong> ${what}`);
  }
  const count = processCount(report);
  if (count !== undefined) facts.push(count);
  if (lines > 0) facts.push(lines === 1 ? '1 line' : `${counted(lines)} lines`);
  facts.push(samples === 1 ? '1 sample' : `${counted(samples)} samples`);
  return html`<h1>${commandText(report)}</h1>
<ul class="facts">${facts.map((fact) => html`<li>${fact}</li>`)}<li id="began" data-time="${start}"></li></ul>`;
}

function breachesOf(report: Report): Html[] {
  return report.breaches.slice(0, 5).map((breach) => {
    const words = breachWords(breach.limit).summary(breach, report);
    const why = explanationWords(explainBreach(breach, report)).map(oneLine);
    return html`<p class="breach"><strong>${oneLine(words)}${oneLine(breachPlace(breach, report))}</strong>${why.length > 0 && `: ${why.join('; ')}`}</p>\n`;
  });
}

function phasesOf(report: Report): Html {
  const main = chosenPhases(report, 'main');
  const all = chosenPhases(report, 'all').slice(0, MOST_PHASES);
  const { length } = report.phases;
  const more =
    all.length < length ? `The first ${all.length} of ${length} phases` : `All ${length} phases`;
  return html`<section class="panel" aria-labelledby="phases-title">
<h2 id="phases-title">Phases</h2>
${phaseTable(report, main, 'Phases: what each grew by, and whose it is')}
${
  main.length < length &&
  html`<details><summary>${more}</summary>
${phaseTable(report, all, more)}</details>`
}
</section>`;
}

function phaseTable(report: Report, chosen: readonly number[], caption: string): Html {
  const { phases, axis, focus } = report;
  const rows = chosen.flatMap((i) => {
    const phase = phases[i];
    if (phase === undefined) return [];
    const share = phase.share > 0 && isNoticeable(report) ? formatShare(phase.share) : '';
    return [
      [
        html`<button type="button" class="phase ${phase.kind}" data-phase="${i}" title="Zoom to this phase">${i + 1} ${phase.kind}</button>`,
        place(phase.start, axis),
        stretch(phase.end - phase.start, axis),
        formatSizeChange(phase.delta, { fixed: true }),
        focus?.phase === i + 1 ? html`<strong>${share}</strong>` : share,
        ownerCell(report, i),
      ],
    ];
  });
  return table({
    caption,
    quiet: true,
    columns: [
      { head: 'Phase' },
      { head: 'From', number: true },
      { head: 'Took', number: true },
      { head: 'Growth', number: true },
      { head: 'Share', number: true },
      { head: 'Owner' },
    ],
    rows,
  });
}

function ownerCell(report: Report, index: number): Html {
  const phase = report.phases[index];
  const owner =
    report.answer === undefined
      ? undefined
      : phaseOwner(report, index, { ...VOICE, axis: report.axis });
  if (owner !== undefined) {
    const notes = owner.notes.filter((note) => note !== '').join(', ');
    return html`${owner.owner}${notes !== '' && html` <span class="dim">${notes}</span>`}`;
  }
  if (phase === undefined || report.answer !== undefined || report.lines === 0) return html``;
  const [follows] = significantFollows(phase, 1);
  if (follows === undefined) return html``;
  const text = follows.template === '(start)' ? 'before the first line' : oneLine(follows.template);
  return html`${text} <span class="dim">${followsWords(follows).join(', ')}</span>`;
}

/** What held the peak, exactly. */
function peakOf({ peak, axis, processes }: Report): Html[] {
  const parts = peak?.processes;
  if (peak === undefined || parts === undefined || parts.owners.length === 0) return [];
  if (parts.owners.length === 1 && processes < 2) return [];
  const shown = parts.owners.slice(0, MOST_OWNERS);
  const rest = parts.owners
    .slice(MOST_OWNERS)
    .reduce((sum, { bytes }) => sum + bytes, parts.others);
  const row = (name: string, bytes: number): (string | Html)[] => {
    const part = peak.bytes > 0 ? bytes / peak.bytes : 0;
    const bar = Math.round(Math.min(1, Math.max(0, part)) * 100);
    return [
      name,
      formatSize(bytes, { fixed: true }),
      formatShare(part),
      html`<svg class="bar" width="100" height="10" aria-hidden="true" focusable="false"><rect width="${bar}" height="10"/></svg>`,
    ];
  };
  const rows = shown.map((owner) => row(ownerName(owner, VOICE), owner.bytes));
  if (Math.abs(rest) >= 0.005 * peak.bytes) rows.push(row('the rest', rest));
  return [
    html`<section class="panel" aria-labelledby="peak-title">
<h2 id="peak-title">At the peak</h2>
${table({
  caption: `What held the peak of ${formatSize(peak.bytes)} at ${placeWords(peak.time, axis) ?? formatDuration(peak.time)}`,
  columns: [
    { head: 'Process' },
    { head: peak.metric, number: true },
    { head: 'Part', number: true },
    { head: '' },
  ],
  rows,
})}
</section>`,
  ];
}
