import type { Report } from '../../analyze/report/types.ts';
import { phaseOwner } from '../../render/phase-owner.ts';
import { oneLine } from '../../render/text.ts';
import { spoken } from '../../render/voice.ts';
import { isClock, isoTime } from '../../text/calendar.ts';
import type { ExportContext } from '../exporter.ts';
import { milliseconds, row, textCell } from './cell.ts';
import { unitOf } from './times.ts';

/** A row a phase: when, how the level changed (bytes), its share of the growth (0–1), and whose it is. */
export function phaseRows(report: Report, { out }: ExportContext): void {
  const elapsed = unitOf(report.axis);
  out.text(
    row([
      ...['phase', 'kind', 'start_time', `start_${elapsed}`, `end_${elapsed}`],
      ...['start_bytes', 'end_bytes', 'change_bytes', 'lowest_bytes', 'highest_bytes', 'share'],
      'owner',
    ]),
  );
  const voice = spoken(true, undefined, report.axis);
  for (const [i, phase] of report.phases.entries()) {
    const { kind, start, end, startLevel, endLevel, delta, min, max, share } = phase;
    const words = phaseOwner(report, i, voice);
    const owner = words === undefined ? '' : [words.owner, ...words.notes].join('; ');
    const levels = [startLevel, endLevel, delta, min, max].map(Math.round);
    const times = [dateOf(report, start), milliseconds(start), milliseconds(end)];
    const part = Math.round(share * 10_000) / 10_000;
    out.text(row([i + 1, kind, ...times, ...levels, part, textCell(owner)]));
  }
}

/** A row a process: when it was first and last seen, and the most that it held as far as is known. */
export function processRows(report: Report, { out }: ExportContext): void {
  const elapsed = unitOf(report.axis);
  const when = ['seen_time', `seen_${elapsed}`, `gone_${elapsed}`];
  out.text(row(['pid', 'name', ...when, 'peak_bytes']));
  for (const { pid, name = '', seen, gone, peak } of report.spans) {
    out.text(
      row([
        pid,
        textCell(oneLine(name)),
        dateOf(report, seen),
        milliseconds(seen),
        gone === undefined ? undefined : milliseconds(gone),
        peak === undefined ? undefined : Math.round(peak),
      ]),
    );
  }
}

/** Of a moment in milliseconds since the start; undefined where the recording has no clock. */
function dateOf({ start, axis }: Report, elapsed: number): string | undefined {
  return axis === undefined && isClock(start) ? isoTime(start + elapsed) : undefined;
}
