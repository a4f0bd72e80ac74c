import type { Follows, Report, ReportPhase } from '../analyze/report/types.ts';
import { formatDuration } from '../text/duration.ts';
import { formatShare } from '../text/share.ts';
import { formatSize, formatSizeChange } from '../text/size.ts';
import type { Paint, Palette } from './palette.ts';
import { significantFollows } from './significant-templates.ts';
import { beginning, oneLine, padEnd, padStart, shorten } from './text.ts';

/** What to show of the phases, and how wide. */
export interface PhaseTableOptions {
  readonly columns: number;
  readonly palette: Palette;
  /** Log templates for each phase. */
  readonly templates: number;
  /** The number of the first phase shown; 1 unless only part of a run is shown. */
  readonly firstPhase?: number;
  /** Templates below the numbers, in the full width. */
  readonly below?: boolean;
}

/** With at least this many columns for them, templates stand beside the numbers, else below. */
const LEAST_BESIDE = 28;
/** With more phases than this only those with this share of the growth get a second line; */
const MANY_PHASES = 8;
const MATTERS = 0.05;
/** with more than this only the MANY_PHASES that change most get a row of their own. */
const TOO_MANY_PHASES = 12;

/**
 * A row per phase: kind, duration, growth, share of the growth, and the log lines that it follows. If there are very
 * many phases, neighbours that change little share a row.
 */
export function phaseTable(
  { phases, focus, lines: logLines }: Report,
  options: PhaseTableOptions,
): string[] {
  if (phases.length === 0) return [];
  const { palette, firstPhase = 1 } = options;
  // Without a log everything comes before the first line.
  const templates = logLines > 0 ? options.templates : 0;
  const head = ['', 'phase', 'took', 'growth', 'share'];
  const groups = grouped(phases);
  const rows = groups.map((group) => cells(group, firstPhase));
  const widths = head.map((_, i) =>
    Math.max(...[head, ...rows].map((row) => (row[i] ?? '').length)),
  );
  const left = 2 + widths.reduce((sum, width) => sum + width + 2, 0) - 1;
  const room = options.columns - left;
  const beside = room >= LEAST_BESIDE && options.below !== true;
  const detail: Detail = {
    width: beside ? room : options.columns - 4,
    palette,
    withDetail: (phase) => phases.length <= MANY_PHASES || Math.abs(phase.share) >= MATTERS,
  };
  // Impossible numbers can be wider than any screen.
  const tooWide = left > options.columns + 1;
  const anyFollows = templates > 0 && phases.some((phase) => phase.follows.length > 0);
  const lines = [
    tooWide
      ? shorten(layOut(head, widths, palette.plain), options.columns)
      : palette.dim(
          layOut(head, widths, palette.plain) +
            (anyFollows && beside ? '  follows the log line' : ''),
        ),
  ];
  for (const [i, { first, members }] of groups.entries()) {
    const [phase] = members;
    const alone = members.length === 1 ? phase : undefined;
    const paint = alone ? palette.kind[alone.kind] : palette.dim;
    const isFocus = alone !== undefined && focus?.phase === first + 1;
    const row = tooWide
      ? shorten(layOut(rows[i] ?? [], widths, palette.plain), options.columns)
      : layOut(rows[i] ?? [], widths, paint, isFocus ? palette.bold : palette.plain);
    const details = alone ? detailLines(alone, templates, detail) : [];
    if (beside) {
      lines.push(`${row}${details.length > 0 ? `  ${details[0]}` : ''}`.trimEnd());
      for (const text of details.slice(1)) lines.push(' '.repeat(left) + text);
    } else {
      lines.push(row.trimEnd());
      for (const text of details) lines.push(`    ${text}`);
    }
  }
  return lines;
}

/** Phases that share a row; `first` is the index of the first one in the run. */
interface Group {
  readonly first: number;
  readonly members: readonly ReportPhase[];
}

function grouped(phases: readonly ReportPhase[]): Group[] {
  if (phases.length <= TOO_MANY_PHASES) {
    return phases.map((phase, first) => ({ first, members: [phase] }));
  }
  const bySize = phases.map(({ delta }) => Math.abs(delta)).sort((a, b) => b - a);
  const least = bySize[MANY_PHASES - 1] ?? 0;
  const groups: { first: number; members: ReportPhase[] }[] = [];
  let joins = false;
  for (const [first, phase] of phases.entries()) {
    const small = Math.abs(phase.delta) < least;
    if (small && joins) groups.at(-1)?.members.push(phase);
    else groups.push({ first, members: [phase] });
    joins = small;
  }
  return groups;
}

function cells({ first, members }: Group, firstPhase: number): string[] {
  const sum = (of: (phase: ReportPhase) => number) =>
    members.reduce((total, phase) => total + of(phase), 0);
  const share = sum((phase) => phase.share);
  const number = first + firstPhase;
  const [phase] = members;
  return [
    members.length > 1 ? `${number}-${number + members.length - 1}` : String(number),
    members.length > 1 ? `${members.length} phases` : (phase?.kind ?? ''),
    formatDuration(sum(({ start, end }) => end - start)),
    formatSizeChange(
      sum(({ delta }) => delta),
      { fixed: true },
    ),
    share > 0 ? formatShare(share) : '',
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

interface Detail {
  readonly width: number;
  readonly palette: Palette;
  readonly withDetail: (phase: ReportPhase) => boolean;
}

function detailLines(phase: ReportPhase, templates: number, detail: Detail): string[] {
  const { width, palette, withDetail } = detail;
  const dimmed = (text: string): string =>
    palette.dim(shorten(text, width, palette.glyphs.ellipsis));
  const lines: string[] = [];
  for (const follows of significantFollows(phase, templates)) {
    lines.push(templateText(follows.template, width, palette));
    if (withDetail(phase)) lines.push(...followsWords(follows).map(dimmed));
  }
  if (phase.teeth !== undefined && withDetail(phase)) {
    const { count, height } = phase.teeth;
    lines.push(dimmed(`in ${count} cycles of ${formatSize(height)}, up and down`));
  }
  return lines;
}

/** A log template, with what varies in its own colour. */
export function templateText(template: string, width: number, palette: Palette): string {
  if (template === '(start)')
    return shorten('(before the first line)', width, palette.glyphs.ellipsis);
  const text = shorten(beginning(oneLine(template)), width, palette.glyphs.ellipsis);
  return text.replace(/<[\w*]{1,12}>/g, (slot) => palette.cyan(slot));
}

/** '64 lines, 69 MiB each, r 0.99', and the alternatives. */
export function followsWords({
  template,
  lines,
  bytesPerLine,
  bytes,
  fit,
  together = [],
}: Follows): string[] {
  const words: string[] = [];
  if (template === '(start)') words.push(formatSizeChange(bytes));
  else if (lines === 1) words.push(`1 line, ${formatSizeChange(bytes)}`);
  else if (lines > 1) {
    words.push(`${lines} lines, ${formatSize(bytesPerLine)} each, r ${formatFit(fit)}`);
  }
  if (together.length > 0) {
    const more = together.length > 1 ? ` and ${together.length - 1} more` : '';
    words.push(`or: ${oneLine(together[0] ?? '')}${more}`);
  }
  return words;
}

function formatFit(fit: number): string {
  return Number.isFinite(fit) ? Math.min(1, Math.max(-1, fit)).toFixed(2) : '?';
}
