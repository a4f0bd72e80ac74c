import type { Report } from '../../analyze/report/types.ts';
import { formatSize, formatSizeChange } from '../../text/size.ts';
import { xml } from '../../text/xml.ts';
import { place, stretchWords } from '../axis.ts';
import { oneLine, shorten } from '../text.ts';
import { curvePath } from './curve.ts';
import { cellsIn, coordinate, element, label, widthOf } from './elements.ts';
import type { Frame } from './frame.ts';
import { KIND_CLASS } from './style.ts';

const SIZE = 12;
/** More than anybody can tell apart. */
const MOST_BANDS = 60;
/** Above the highest tick, for the size of a peak that reaches it. */
const HEADROOM = 20;
const MOST_MARKS = 24;
const MARK_CELLS = 28;

/** The horizontal ticks with their sizes. */
export function gridLayer({ scale, left, right, y }: Frame): string {
  return [...scale.labels]
    .map(([row, text]) => {
      const height = y(scale.low + (row * scale.step) / scale.rowsPerStep);
      const rule = element('path', {
        class: row === 0 ? 'rule axis' : 'rule grid',
        d: `M${left} ${coordinate(height)}H${right}`,
      });
      return rule + label(text, left - 8, height + 4, 'muted', 'end');
    })
    .join('');
}

/** A tinted band a phase, its number and kind above it, as far as there is room. */
export function phaseLayer(report: Report, frame: Frame): string {
  const phases = report.phases.slice(0, MOST_BANDS);
  const top = frame.top - HEADROOM;
  return phases
    .map(({ kind, start, end, delta }, i) => {
      const [from, to] = [frame.x(start), frame.x(end)];
      const width = to - from;
      const hue = KIND_CLASS[kind];
      const number = String(i + 1);
      const text = [`${number} ${kind}`, number].find((one) => widthOf(one, SIZE) + 6 <= width);
      const about = `${number} ${kind}: ${stretchWords(end - start, report.axis)}, ${formatSizeChange(delta)}`;
      const band = element(
        'rect',
        {
          ...{ x: from, y: top, width: Math.max(width, 0.5), height: frame.bottom - top },
          class: `${report.focus?.phase === i + 1 ? 'focus' : 'band'} ${hue}`,
        },
        `<title>${xml(about)}</title>`,
      );
      const border =
        i === 0
          ? ''
          : element('path', {
              class: 'rule grid',
              d: `M${coordinate(from)} ${top}V${frame.bottom}`,
            });
      const named =
        text === undefined ? '' : label(text, from + width / 2, top - 7, `name ${hue}`, 'middle');
      return band + border + named;
    })
    .join('');
}

/** The times below the axis: both ends, and the borders of phases, that of the larger change where two collide. */
export function timeLayer(report: Report, frame: Frame): string {
  const taken: [number, number][] = [];
  const texts: string[] = [];
  const put = (time: number, anchor: 'start' | 'middle' | 'end'): void => {
    const text = place(time, report.axis);
    const width = widthOf(text, SIZE);
    const x = frame.x(time);
    const from = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
    if (taken.some(([a, b]) => from < b + 10 && from + width > a - 10)) return;
    if (from < frame.left - 1 || from + width > frame.right + 1) return;
    taken.push([from, from + width]);
    texts.push(label(text, x, frame.bottom + 18, 'muted', anchor === 'start' ? undefined : anchor));
  };
  const end = frame.axis.timeAt(frame.width);
  put(0, 'start');
  put(end, 'end');
  const borders = report.phases.slice(1).map((phase, i) => ({
    time: phase.start,
    change: Math.max(Math.abs(phase.delta), Math.abs(report.phases[i]?.delta ?? 0)),
  }));
  for (const { time } of borders.sort((a, b) => b.change - a.change)) put(time, 'middle');
  return texts.join('');
}

/** The curve, the area below it, and its peak. */
export function curveLayer(report: Report, frame: Frame): string {
  const path = curvePath(report.curve, frame);
  if (path === '') return '';
  const line = element('path', { class: 'line', d: path });
  const { peak } = report;
  if (peak === undefined) return line;
  const [x, y] = [frame.x(peak.time), frame.y(peak.bytes)];
  const text = formatSize(peak.bytes);
  const width = widthOf(text, SIZE);
  const middle = Math.min(frame.right - width / 2 - 4, Math.max(frame.left + width / 2 + 4, x));
  const dot = element('circle', { cx: x, cy: y, r: 3.5, class: 'ink halo' });
  return line + dot + label(text, middle, y - 8, 'ink name halo', 'middle');
}

/** Each ceiling as a dashed line with its name. */
export function limitLayer({ limits, left, right, top, y }: Frame): string {
  return limits
    .map(({ bytes, label: name }) => {
      const height = y(bytes);
      const rule = element('path', {
        class: 'rule limit dash',
        d: `M${left} ${coordinate(height)}H${right}`,
      });
      const below = height - 6 < top + 8;
      return rule + label(oneLine(name), left + 8, height + (below ? 15 : -6), 'over halo');
    })
    .join('');
}

/** Marks as diamonds on the axis, their names beside them as far as there is room. */
export function markLayer({ marks, axis }: Report, frame: Frame): string {
  const shown = marks.slice(0, MOST_MARKS);
  return shown
    .map(({ time, msg }, i) => {
      const x = frame.x(time);
      const next = shown[i + 1];
      const room = (next === undefined ? frame.right : frame.x(next.time)) - x - 16;
      const cells = Math.min(MARK_CELLS, cellsIn(room, SIZE));
      const name = oneLine(msg);
      const y = frame.bottom;
      const diamond = element(
        'path',
        { class: 'ink halo', d: `M${coordinate(x)} ${y - 5}l5 5l-5 5l-5 -5z` },
        `<title>${xml(`${name} (${place(time, axis)})`)}</title>`,
      );
      if (cells < 4) return diamond;
      return diamond + label(shorten(name, cells), x + 9, y - 7, 'ink halo');
    })
    .join('');
}
