import type { OwnedBytes } from '../analyze/processes/types.ts';
import type { ProcessSpan, Report, ReportPhase } from '../analyze/report/types.ts';
import { formatSize, formatSizeChange } from '../text/size.ts';
import { place } from './axis.ts';
import type { Palette } from './palette.ts';
import { ownerName } from './peak-words.ts';
import { cells, padEnd, padStart, shorten, shortenMiddle } from './text.ts';
import { spoken, type Voice } from './voice.ts';

const MOST_PROCESSES = 10;

/** The processes of a report's one phase, by what they gained in it: gained, most ever held, lived, called. */
export function phaseProcesses(report: Report, columns: number, palette: Palette): string[] {
  const [phase] = report.phases;
  const voice = spoken(palette.glyphs.ellipsis === '…', undefined, report.axis);
  const rows = phase?.owners?.length
    ? ownerRows(phase, report.spans, voice)
    : spanRows(report.spans, voice);
  if (rows.length === 0) return [];
  const head: Row = ['gained', 'peak', 'lived', 'process'];
  const shown = rows.slice(0, MOST_PROCESSES);
  const known = [0, 1, 2].filter((i) => shown.some((row) => row[i] !== ''));
  const widths = known.map((i) => Math.max(...[head, ...shown].map((row) => cells(row[i] ?? ''))));
  const left = widths.reduce((sum, width) => sum + width + 2, 2);
  const { dim, glyphs } = palette;
  const line = (row: Row): string => {
    const parts = known.map((i, k) =>
      i === 2 ? padEnd(row[i] ?? '', widths[k] ?? 0) : padStart(row[i] ?? '', widths[k] ?? 0),
    );
    const name = shortenMiddle(row[3], columns - left, glyphs.ellipsis);
    return shorten(`  ${[...parts, name].join('  ')}`, columns, glyphs.ellipsis);
  };
  const more = rows.length - shown.length;
  return [
    dim(line(head)),
    ...shown.map(line),
    ...(more > 0 ? [dim(`  and ${more} that changed less`)] : []),
  ];
}

/** What it gained, its peak, when it lived, its name. */
type Row = readonly [string, string, string, string];

function ownerRows(
  { owners = [], others = 0 }: ReportPhase,
  spans: readonly ProcessSpan[],
  voice: Voice,
): Row[] {
  const byPid = new Map(spans.map((span) => [span.pid, span]));
  const rows = owners
    .toSorted((a, b) => b.bytes - a.bytes)
    .map((owner): Row => {
      const members = owner.pids.flatMap((pid) => byPid.get(pid) ?? []);
      const peak = Math.max(0, ...members.map((member) => member.peak ?? 0));
      return [
        formatSizeChange(owner.bytes, { fixed: true }),
        peak > 0 ? formatSize(peak, { fixed: true }) : '',
        livedWords(members, voice),
        processName(owner, voice),
      ];
    });
  if (Math.abs(others) >= 2 ** 20) {
    rows.push([formatSizeChange(others, { fixed: true }), '', '', 'others']);
  }
  return rows;
}

/** 'cc1plus grammar.cpp (12012)', '6 × tesseract'. */
function processName(owner: OwnedBytes, voice: Voice): string {
  const [pid] = owner.pids;
  const name = ownerName(owner, voice);
  return owner.count > 1 || pid === undefined ? name : `${name} (${pid})`;
}

/** Where the samples do not tell processes apart: who lived then, the largest first. */
function spanRows(spans: readonly ProcessSpan[], voice: Voice): Row[] {
  return spans
    .toSorted((a, b) => (b.peak ?? 0) - (a.peak ?? 0))
    .map(
      (span): Row => [
        '',
        span.peak === undefined ? '' : formatSize(span.peak),
        livedWords([span], voice),
        `${voice.name(span.name ?? '') || 'process'} (${span.pid})`,
      ],
    );
}

/** From the first one's start to the last one's end. */
function livedWords(spans: readonly ProcessSpan[], { axis }: Voice): string {
  if (spans.length === 0) return '';
  const seen = Math.min(...spans.map((span) => span.seen));
  const gone = spans.map((span) => span.gone ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...gone);
  return `${place(seen, axis)} to ${Number.isFinite(last) ? place(last, axis) : 'the end'}`;
}
