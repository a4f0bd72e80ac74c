import uPlot from 'uplot';
import type { PageData } from '../page-data.ts';
import type { Model, Shown } from './model.ts';
import { colors } from './theme.ts';

const LABEL = 11;

/** Draws behind the curves: phases as bands. */
export function paintBehind(u: uPlot, { data }: Model, shown: Shown): void {
  const color = colors();
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  clipped(u, () => {
    if (!shown.phases) return;
    for (const [i, { kind, start, end }] of data.phases.entries()) {
      const from = u.valToPos(start, 'x', true);
      const to = u.valToPos(end, 'x', true);
      if (to < bbox.left || from > bbox.left + bbox.width) continue;
      ctx.fillStyle = color(`phase-${kind}`);
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
      ctx.fillStyle = color('line');
      if (i > 0) ctx.fillRect(from, bbox.top, Math.max(1, ratio / 2), bbox.height);
    }
  });
}

/** Draws over the curves: the names of phases, limits, marks, breaches and the peak. */
export function paintOver(u: uPlot, { data }: Model, shown: Shown): void {
  const color = colors();
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  clipped(u, () => {
    if (shown.phases) namePhases(u, data);
    const top = u.scales['y']?.max ?? 0;
    if (shown.limits) {
      for (const { bytes, label } of data.limits) {
        if (bytes > top) continue;
        const y = u.valToPos(bytes, 'y', true);
        dashed(u, color('bad'), [bbox.left, y, bbox.left + bbox.width, y], [8, 4]);
        const left = bbox.left + bbox.width - width(u, label) - 6 * ratio;
        const above = y - 16 * ratio;
        write(u, label, left, above < bbox.top ? y + 3 * ratio : above, color('bad'));
      }
      let free = Number.NEGATIVE_INFINITY;
      for (const { time, text } of data.breaches) {
        const x = u.valToPos(time, 'x', true);
        dashed(u, color('bad'), [x, bbox.top, x, bbox.top + bbox.height], []);
        free = label(u, text, x, bbox.top + 22 * ratio, free, color('bad'));
      }
    }
    if (shown.marks) {
      let free = Number.NEGATIVE_INFINITY;
      for (const { time, text } of data.marks) {
        const x = u.valToPos(time, 'x', true);
        dashed(u, color('mark'), [x, bbox.top + 20 * ratio, x, bbox.top + bbox.height], [2, 4]);
        free = label(u, text, x, bbox.top + bbox.height - 18 * ratio, free, color('mark'));
      }
    }
    const { peak } = data;
    if (peak === undefined || data.curves.length > 1) return;
    const [x, y] = [u.valToPos(peak.time, 'x', true), u.valToPos(peak.bytes, 'y', true)];
    ctx.beginPath();
    ctx.arc(x, y, 4 * ratio, 0, 2 * Math.PI);
    ctx.fillStyle = color('curve');
    ctx.fill();
    ctx.lineWidth = 1.5 * ratio;
    ctx.strokeStyle = color('panel');
    ctx.stroke();
  });
}

/** The name of each phase at the top of its band, or its number, where there is room. */
function namePhases(u: uPlot, { phases }: PageData): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  ctx.fillStyle = colors()('dim');
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  for (const [i, { kind, start, end }] of phases.entries()) {
    const left = Math.max(u.valToPos(start, 'x', true), bbox.left);
    const right = Math.min(u.valToPos(end, 'x', true), bbox.left + bbox.width);
    const room = right - left - 8 * ratio;
    const text = [`${i + 1} ${kind}`, `${i + 1}`].find((one) => width(u, one) <= room);
    if (text !== undefined) ctx.fillText(text, left + 4 * ratio, bbox.top + 4 * ratio);
  }
}

/** A text right of x, left of it at the right edge, and none where the one before is; returns where it ends. */
function label(u: uPlot, text: string, x: number, y: number, free: number, paint: string): number {
  const { bbox } = u;
  const ratio = uPlot.pxRatio;
  const short = text.length > 32 ? `${text.slice(0, 31)}…` : text;
  const needs = width(u, short) + 4 * ratio;
  const turned = x + needs > bbox.left + bbox.width;
  const from = turned ? x - needs : x + 4 * ratio;
  if (from < free || x < bbox.left || x > bbox.left + bbox.width) return free;
  write(u, short, from, y, paint);
  return from + needs + 6 * ratio;
}

/** Writes a text on a ground of its own, so that it can be read over a curve. */
function write(u: uPlot, text: string, x: number, y: number, paint: string): void {
  const { ctx } = u;
  const ratio = uPlot.pxRatio;
  ctx.globalAlpha = 0.85;
  ctx.fillStyle = colors()('panel');
  ctx.fillRect(x - 2 * ratio, y - ratio, width(u, text) + 4 * ratio, (LABEL + 3) * ratio);
  ctx.globalAlpha = 1;
  ctx.fillStyle = paint;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText(text, x, y);
}

function dashed(
  { ctx }: uPlot,
  paint: string,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  dash: readonly number[],
): void {
  ctx.beginPath();
  ctx.setLineDash(dash.map((part) => part * uPlot.pxRatio));
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.lineWidth = 1.25 * uPlot.pxRatio;
  ctx.strokeStyle = paint;
  ctx.stroke();
  ctx.setLineDash([]);
}

function clipped({ ctx, bbox }: uPlot, draw: () => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${LABEL * uPlot.pxRatio}px system-ui, sans-serif`;
  draw();
  ctx.restore();
}

const width = ({ ctx }: uPlot, text: string): number => ctx.measureText(text).width;
