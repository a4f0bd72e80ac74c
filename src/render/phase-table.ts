import type { Follows, Report, ReportPhase } from '../analyze/report/types.ts';
import { formatShare } from '../text/share.ts';
import { formatSize, formatSizeChange } from '../text/size.ts';
import { stretch } from './axis.ts';
import type { Paint, Palette } from './palette.ts';
import { chosenPhases, type PhaseChoice } from './phase-choice.ts';
import { type OwnerWords, phaseOwner } from './phase-owner.ts';
import { isNoticeable } from './process-words.ts';
import { moreTemplates, significantFollows } from './significant-templates.ts';
import { beginning, oneLine, padEnd, padStart, shorten } from './text.ts';
import { spoken } from './voice.ts';
import { wrap } from './wrap.ts';

/** What to show of the phases, and how wide. */
export interface PhaseTableOptions {
  readonly columns: number;
  readonly palette: Palette;
  readonly unicode: boolean;
  /** Log templates for each phase, where its owner is not known. */
  readonly templates: number;
  readonly phases: PhaseChoice;
  /** The number of the first phase shown; 1 unless only part of a run is shown. */
  readonly firstPhase?: number;
  /** Owners below the numbers, in the full width. */
  readonly below?: boolean;
}

/** With at least this many columns for them, owners stand beside the numbers, else below. */
const LEAST_BESIDE = 28;
/** A name that takes more lines than this is cut. */
const MOST_LINES = 2;
const NAME_CELLS = [90, 64, 48, 36, 28, 20];

/** A row per phase that matters: kind, duration, growth, share of the growth, and whose it is. */
export function phaseTable(report: Report, options: PhaseTableOptions): string[] {
  const { phases, focus } = report;
  if (phases.length === 0) return [];
  const { palette, firstPhase = 1 } = options;
  const chosen = chosenPhases(report, options.phases);
  const head = ['', 'phase', 'took', 'growth', 'share'];
  const rows = chosen.map((i) => rowOf(phases[i] as ReportPhase, i + firstPhase, report));
  const widths = head.map((_, i) =>
    Math.max(...[head, ...rows].map((row) => (row[i] ?? '').length)),
  );
  const left = 2 + widths.reduce((sum, width) => sum + width + 2, 0) - 1;
  const room = options.columns - left;
  const beside = room >= LEAST_BESIDE && options.below !== true;
  const width = beside ? room : options.columns - 4;
  // Impossible numbers can be wider than any screen.
  const tooWide = left > options.columns + 1;
  const details = chosen.map((i) => detailLines(report, i, width, options));
  const headed = beside && details.some((lines) => lines.length > 0);
  const heading = layOut(head, widths, palette.plain) + (headed ? '  owner' : '');
  const lines = [tooWide ? shorten(heading, options.columns) : palette.dim(heading)];
  for (const [k, i] of chosen.entries()) {
    const hue = palette.kind[phases[i]?.kind ?? 'plateau'];
    const share = focus?.phase === i + 1 ? palette.bold : palette.plain;
    const row = tooWide
      ? shorten(layOut(rows[k] ?? [], widths, palette.plain), options.columns)
      : layOut(rows[k] ?? [], widths, hue, share);
    const [first, ...rest] = details[k] ?? [];
    if (beside) {
      lines.push(`${row}${first === undefined ? '' : `  ${first}`}`.trimEnd());
      for (const text of rest) lines.push(' '.repeat(left) + text);
    } else {
      lines.push(row.trimEnd());
      for (const text of details[k] ?? []) lines.push(`    ${text}`);
    }
  }
  const hidden = phases.length - chosen.length;
  if (hidden > 0) {
    const words = `${hidden} more phases change little: memwrap report --phases all`;
    lines.push(...wrap(words, options.columns - 2).map((text) => palette.dim(`  ${text}`)));
  }
  return lines;
}

function rowOf(
  { kind, start, end, delta, share }: ReportPhase,
  number: number,
  report: Report,
): string[] {
  return [
    String(number),
    kind,
    stretch(end - start, report.axis),
    formatSizeChange(delta, { fixed: true }),
    share > 0 && isNoticeable(report) ? formatShare(share) : '',
  ];
}

/** Number and kind in the phase's hue, numbers right-aligned. */
function layOut(
  row: readonly string[],
  widths: readonly number[],
  hue: Paint,
  share: Paint = (text) => text,
): string {
  const [number = '', kind = '', took = '', growth = '', part = ''] = row;
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0, w4 = 0] = widths;
  const named = hue(`${padStart(number, w0)} ${padEnd(kind, w1)}`);
  return `  ${named}  ${padEnd(took, w2)}  ${padStart(growth, w3)}  ${share(padStart(part, w4))}`;
}

function detailLines(
  report: Report,
  index: number,
  width: number,
  { palette, templates, unicode }: PhaseTableOptions,
): string[] {
  const phase = report.phases[index];
  if (phase === undefined) return [];
  const dimmed = (text: string): string[] => wrap(text, width).map(palette.dim);
  const lines: string[] = [];
  // What is known of owners takes the place of the templates that merely go along.
  const knowsOwners = report.answer !== undefined;
  if (knowsOwners) {
    const { owner, notes } = fittingOwner(report, index, width, unicode);
    lines.push(...owner.map((text) => coloured(text, palette)), ...notes.flatMap(dimmed));
  }
  if (!knowsOwners || templates > 1) {
    // Without a log everything comes before the first line.
    for (const follows of significantFollows(phase, report.lines > 0 ? templates : 0)) {
      lines.push(templateText(follows.template, width, palette));
      lines.push(...followsWords(follows).flatMap(dimmed));
    }
    const more = report.lines > 0 ? moreTemplates(phase, templates) : 0;
    // Without a wish of its own the table has one template a phase, as it always has.
    if (more > 0 && templates > 1) {
      lines.push(...dimmed(`… and ${more} more: --lines ${templates + more}`));
    }
  }
  if (phase.teeth !== undefined) {
    const { count, height } = phase.teeth;
    lines.push(...dimmed(`in ${count} cycles of ${formatSize(height)}, up and down`));
  }
  if (phase.lazyfree !== undefined) {
    lines.push(...dimmed(`${formatSize(phase.lazyfree)} of it freed already (MADV_FREE)`));
  }
  return lines;
}

/** The owner in at most two lines: its names are cut in the middle until it fits. */
function fittingOwner(
  report: Report,
  index: number,
  width: number,
  unicode: boolean,
): { readonly owner: readonly string[]; readonly notes: readonly string[] } {
  let found: OwnerWords | undefined;
  for (const most of NAME_CELLS) {
    found = phaseOwner(report, index, spoken(unicode, Math.min(most, width), report.axis));
    if (found === undefined) return { owner: [], notes: [] };
    if (wrap(found.owner, width).length <= MOST_LINES) break;
  }
  return { owner: wrap(found?.owner ?? '', width), notes: found?.notes ?? [] };
}

/** A log template, with what varies in its own colour. */
export function templateText(template: string, width: number, palette: Palette): string {
  if (template === '(start)')
    return shorten('(before the first line)', width, palette.glyphs.ellipsis);
  return coloured(shorten(beginning(oneLine(template)), width, palette.glyphs.ellipsis), palette);
}

function coloured(text: string, palette: Palette): string {
  return text.replace(/<[\w*]{1,12}>/g, (slot) => palette.slot(slot));
}

/** '64 lines, 69 MiB each', and the alternatives. */
export function followsWords({
  template,
  lines,
  bytesPerLine,
  bytes,
  together = [],
}: Follows): string[] {
  const words: string[] = [];
  if (template === '(start)') words.push(formatSizeChange(bytes));
  else if (lines === 1) words.push(`1 line, ${formatSizeChange(bytes)}`);
  else if (lines > 1) words.push(`${lines} lines, ${formatSize(bytesPerLine)} each`);
  if (together.length > 0) {
    const more = together.length > 1 ? ` and ${together.length - 1} more` : '';
    words.push(`or ${oneLine(together[0] ?? '')}${more}`);
  }
  return words;
}
