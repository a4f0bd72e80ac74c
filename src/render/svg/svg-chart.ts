import type { Report } from '../../analyze/report/types.ts';
import { formatShare } from '../../text/share.ts';
import { formatSize, formatSizeChange } from '../../text/size.ts';
import { xml } from '../../text/xml.ts';
import { reportWords } from '../answer-block.ts';
import { axisNote, place } from '../axis.ts';
import { endWords } from '../end-words.ts';
import { commandText, durationWords, measureWords, processCount } from '../header.ts';
import { isGrave, killedSentences } from '../killed-words.ts';
import { phaseOwner } from '../phase-owner.ts';
import { isNoticeable } from '../process-words.ts';
import type { Renderer } from '../renderer.ts';
import { shorten } from '../text.ts';
import { spoken } from '../voice.ts';
import { wrap } from '../wrap.ts';
import { cellsIn, element, label } from './elements.ts';
import { frameOf } from './frame.ts';
import { curveLayer, gridLayer, limitLayer, markLayer, phaseLayer, timeLayer } from './layers.ts';
import { KIND_CLASS, styleSheet } from './style.ts';

const WIDTH = 960;
const PADDING = 24;
const INNER = WIDTH - 2 * PADDING;
const GUTTER = 66;
const PLOT_HEIGHT = 250;
const TITLE_SIZE = 18;
const TITLE_LINE = 24;
const TITLE_LINES = 3;
const SMALL_SIZE = 13;
const SMALL_LINE = 19;
const NAME_CELLS = [90, 64, 48, 36, 28, 20];
const MOST_OWNERS = 4;

/**
 * The chart as a picture for a pull request or a page: the answer as its title, the curve over its phases, ceilings and marks, whose
 * the phases are. Light or dark as the reader prefers, text as text; no script, and nothing from elsewhere.
 */
export const svgChart: Renderer = (report) => {
  const title = titleLines(report);
  const facts = shorten(factsOf(report), cellsIn(INNER, SMALL_SIZE));
  const parts: string[] = [];
  let y = PADDING + TITLE_SIZE - 4;
  for (const line of title) {
    parts.push(label(line, PADDING, y, 'title ink'));
    y += TITLE_LINE;
  }
  parts.push(label(facts, PADDING, y - 2, 'small muted'));
  const top = y + 54;
  const frame = frameOf(report, {
    left: PADDING + GUTTER,
    top,
    width: INNER - GUTTER,
    height: PLOT_HEIGHT,
  });
  if (report.curve.times.length > 0) {
    parts.push(
      phaseLayer(report, frame),
      gridLayer(frame),
      curveLayer(report, frame),
      limitLayer(frame),
      markLayer(report, frame),
      timeLayer(report, frame),
    );
    y = frame.bottom + 44;
  }
  for (const { hue, text } of ownerLines(report)) {
    parts.push(element('circle', { cx: PADDING + 5, cy: y - 4, r: 5, class: hue }));
    parts.push(label(text, PADDING + 18, y, 'small ink'));
    y += SMALL_LINE;
  }
  const height = y + PADDING - SMALL_LINE + 6;
  const name = title.join(' ').replaceAll('\u00a0', ' ');
  const ground = element('rect', {
    ...{ x: 0.5, y: 0.5, width: WIDTH - 1, height: height - 1, rx: 8 },
    class: 'ground',
  });
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: WIDTH,
      height,
      viewBox: `0 0 ${WIDTH} ${Math.round(height)}`,
      role: 'img',
      'aria-label': `${name} ${facts}`,
    },
    `<title>${xml(name)}</title><desc>${xml(descriptionOf(report, facts))}</desc>` +
      `<style>${styleSheet()}</style>${ground}${parts.join('\n')}`,
  );
  return `${svg}\n`;
};

/** What killed it, and the first sentence of the answer; names are cut until it fits. */
function titleLines(report: Report): string[] {
  const columns = cellsIn(INNER, TITLE_SIZE, true);
  let texts: string[] = [];
  for (const most of NAME_CELLS) {
    const voice = spoken(true, most, report.axis);
    const killed = isGrave(report) ? killedSentences(report, voice).slice(0, 1) : [];
    texts = [...killed, reportWords(report, voice).start];
    const lines = texts.reduce((sum, text) => sum + wrap(text, columns).length, 0);
    if (lines <= TITLE_LINES) break;
  }
  return texts.flatMap((text) => balanced(text, columns));
}

/** Lines are made no shorter than this part of the width to be as long as each other. */
const NARROWEST = 0.75;

/** A text in as many lines as it needs, about as long as each other; a number and its unit stay together. */
function balanced(text: string, columns: number): string[] {
  const joined = text.replace(/(\d) (?=(?:m?s|[KMGT]?i?B)\b)/g, '$1\u00a0');
  const lines = wrap(joined, columns);
  let narrow = columns;
  while (narrow > columns * NARROWEST && wrap(joined, narrow - 1).length === lines.length) {
    narrow -= 1;
  }
  return wrap(joined, narrow);
}

/** 'npm test · 53s · exit 0 · peak 528 MiB rss · 19 processes'. */
function factsOf(report: Report): string {
  const { peak } = report;
  const size = peak && `peak ${formatSize(peak.bytes)} ${measureWords(report)}`;
  const facts = [
    ...[commandText(report), durationWords(report), endWords(report), size],
    ...[processCount(report), axisNote(report.axis)],
  ];
  return facts.filter((fact) => fact !== undefined).join(' · ');
}

/** The phases that grew most, in order, and whose each is. */
function ownerLines(report: Report): { readonly hue: string; readonly text: string }[] {
  if (!isNoticeable(report)) return [];
  const voice = spoken(true, 64, report.axis);
  return report.phases
    .flatMap((phase, i) => {
      const words = phaseOwner(report, i, voice);
      if (words === undefined || !(phase.share > 0)) return [];
      const { kind, delta, share } = phase;
      const head = `${i + 1} ${kind} ${formatSizeChange(delta)}, ${formatShare(share)} of the growth`;
      const owner = [words.owner, ...words.notes].join(', ');
      const text = shorten(`${head}: ${owner}`, cellsIn(INNER - 18, SMALL_SIZE));
      return [{ i, share, hue: KIND_CLASS[kind], text }];
    })
    .sort((a, b) => b.share - a.share)
    .slice(0, MOST_OWNERS)
    .sort((a, b) => a.i - b.i);
}

/** For whoever cannot see it. */
function descriptionOf({ phases, axis }: Report, facts: string): string {
  const told = phases
    .slice(0, 20)
    .map(
      ({ kind, start, end, delta }, i) =>
        `phase ${i + 1}, ${kind}, from ${place(start, axis)} to ${place(end, axis)}: ${formatSizeChange(delta)}`,
    );
  const more =
    phases.length > told.length ? [`and ${phases.length - told.length} more phases`] : [];
  return `${facts}. ${[...told, ...more].join('; ')}`;
}
