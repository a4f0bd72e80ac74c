import uPlot from 'uplot';
import { formatSize } from '../../../text/size.ts';
import { lastUpTo, make, valueAt } from './dom.ts';
import { SIZE_STEPS, TIME_STEPS } from './format.ts';
import { listenToKeys, listenToPointers, listenToWheel, type Zoomed } from './gestures.ts';
import { aligned, type Model, type Shown, stacked } from './model.ts';
import { paintBehind, paintOver } from './paint.ts';
import { colors } from './theme.ts';

const TALL = 400;
const LOW = 280;
const NARROW = 600;
/** Limits above this many times the curve's top would flatten it. */
const WORTH_SHOWING = 1.5;
/** A span in view is at least this part of the run. */
const CLOSEST = 1 / 5000;
export const LANE_COLORS = 8;

/** The curve, what is stacked below it, and the span that is in view. */
export class Chart implements Zoomed {
  readonly #host: HTMLElement;
  readonly #model: Model;
  readonly #shown: Shown;
  readonly #tip = make('div', 'tip');
  #plot: uPlot | undefined;
  #from = 0;
  #to: number;
  /** The cursor is being put somewhere by the log: it is not told back. */
  #led = false;
  /** Told where the pointer is; undefined: nowhere. */
  onPoint: (time: number | undefined) => void = () => undefined;
  /** Told what is in view. */
  onShow: (from: number, to: number) => void = () => undefined;

  constructor(host: HTMLElement, model: Model, shown: Shown) {
    this.#host = host;
    this.#model = model;
    this.#shown = shown;
    this.#to = model.data.duration || 1;
    listenToKeys(host, this);
    new ResizeObserver(() => this.#resize()).observe(host);
    const { zoom } = model.data;
    this.rebuild();
    if (zoom !== undefined) this.show(zoom[0], zoom[1]);
  }

  readonly span = (): readonly [number, number] => [this.#from, this.#to];

  readonly placeOf = (clientX: number): number => {
    const plot = this.#plot;
    if (plot === undefined) return 0;
    return plot.posToVal(clientX - plot.over.getBoundingClientRect().left, 'x');
  };

  readonly all = (): void => this.show(0, this.#model.data.duration || 1);

  readonly show = (from: number, to: number): void => {
    const end = this.#model.data.duration || 1;
    const width = Math.min(end, Math.max(end * CLOSEST, to - from));
    const left = Math.min(Math.max(0, (from + to - width) / 2), end - width);
    this.#from = left;
    this.#to = left + width;
    this.#plot?.setScale('x', { min: this.#from, max: this.#to });
    this.onShow(this.#from, this.#to);
  };

  readonly point = (place: number): void => {
    const plot = this.#plot;
    if (plot === undefined) return;
    plot.setCursor({ left: plot.valToPos(place, 'x'), top: plot.over.clientHeight / 2 });
  };

  /** Puts the cursor at a time without telling of it; brings it into view. */
  lead(time: number): void {
    if (time < this.#from || time > this.#to) {
      const half = (this.#to - this.#from) / 2;
      this.show(time - half, time + half);
    }
    this.#led = true;
    this.point(time);
    this.#led = false;
  }

  /** Takes what is switched on, and the colours, anew. */
  rebuild(): void {
    this.#plot?.destroy();
    const { clientWidth } = this.#host;
    const plot = new uPlot(
      { ...this.#options(), width: Math.max(200, clientWidth), height: heightFor(clientWidth) },
      this.#columns() as uPlot.AlignedData,
      this.#host,
    );
    this.#plot = plot;
    plot.over.append(this.#tip);
    this.#tip.hidden = true;
    const isWhole = (): boolean => this.#isWhole();
    listenToWheel(plot.over, this, isWhole);
    listenToPointers(plot.over, this, isWhole);
    plot.setScale('x', { min: this.#from, max: this.#to });
  }

  #isWhole(): boolean {
    return this.#to - this.#from >= (this.#model.data.duration || 1) * 0.9999;
  }

  #resize(): void {
    const width = Math.max(200, this.#host.clientWidth);
    if (this.#plot === undefined || this.#plot.width === width) return;
    this.#plot.setSize({ width, height: heightFor(width) });
  }

  get #isStacked(): boolean {
    return this.#shown.processes && this.#model.lanes.length > 0;
  }

  /** Time, the stack from its top down, the machine, the curves. */
  #columns(): (number | null)[][] {
    const { lanes, machine, curves } = this.#model;
    const stack = this.#isStacked ? stacked(lanes, this.#shown.lanes).reverse() : [];
    return aligned([...stack, ...(machine === undefined ? [] : [machine]), ...curves]);
  }

  #options(): Omit<uPlot.Options, 'width' | 'height'> {
    const color = colors();
    const { lanes, machine, curves, data, clock } = this.#model;
    const shown = this.#shown;
    const line = { spanGaps: true, points: { show: false } } as const;
    const count = this.#isStacked ? lanes.length : 0;
    const stack = Array.from({ length: count }, (_, i): uPlot.Series => {
      const lane = count - 1 - i;
      const paint = color(`lane-${lane % LANE_COLORS}`);
      return { ...line, stroke: paint, width: 1, show: shown.lanes.has(lane), fill: soft(paint) };
    });
    const names = ['curve', 'other'];
    const filled = curves.length === 1 && count === 0;
    return {
      legend: { show: false },
      padding: [8, 30, 0, 0],
      scales: { x: { time: false }, y: { range: () => this.#range() } },
      series: [
        {},
        ...stack,
        ...(machine === undefined
          ? []
          : [{ ...line, stroke: color('dim'), width: 1.25, dash: [5, 4], show: shown.machine }]),
        ...curves.map((_, i) => {
          const paint = color(names[i] ?? 'curve');
          return {
            ...line,
            stroke: paint,
            width: 2,
            show: shown.curves.has(i),
            ...(filled && { fill: soft(paint, '2e') }),
          };
        }),
      ],
      bands: Array.from({ length: Math.max(0, count - 1) }, (_, i) => ({
        series: [i + 1, nextShown(i + 2, count, shown.lanes)] as [number, number],
      })).filter(({ series }) => series[1] <= count),
      axes: [
        {
          stroke: color('dim'),
          grid: { stroke: color('grid'), width: 1 },
          ticks: { stroke: color('line'), width: 1 },
          font: '12px system-ui, sans-serif',
          size: 34,
          space: 70,
          ...(data.axis === undefined && { incrs: [...TIME_STEPS] }),
          values: (_u, splits) => {
            const step = (splits[1] ?? 1) - (splits[0] ?? 0);
            return splits.map((value) => clock(value, step * 20));
          },
        },
        {
          stroke: color('dim'),
          grid: { stroke: color('grid'), width: 1 },
          ticks: { stroke: color('line'), width: 1 },
          font: '12px system-ui, sans-serif',
          size: 72,
          space: 40,
          incrs: [...SIZE_STEPS],
          values: (_u, splits) => splits.map((value) => formatSize(value)),
        },
      ],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        bind: {
          dblclick: () => () => {
            this.all();
            return null;
          },
        },
      },
      hooks: {
        drawClear: [(u) => paintBehind(u, this.#model, shown)],
        draw: [(u) => paintOver(u, this.#model, shown)],
        setCursor: [(u) => this.#pointed(u)],
        setSelect: [(u) => this.#selected(u)],
      },
    };
  }

  #selected(u: uPlot): void {
    const { left, width } = u.select;
    if (width < 4) return;
    const [from, to] = [u.posToVal(left, 'x'), u.posToVal(left + width, 'x')];
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.show(from, to);
  }

  /** The size axis: from 0 to what is highest in view, limits near it included. */
  #range(): [number, number] {
    const { curves, machine, data } = this.#model;
    const parts = curves.filter((_, i) => this.#shown.curves.has(i));
    if (machine !== undefined && this.#shown.machine) parts.push({ name: '', ...machine });
    if (this.#isStacked) {
      const top = stacked(this.#model.lanes, this.#shown.lanes).at(-1);
      if (top !== undefined) parts.push({ name: '', ...top });
    }
    let top = 0;
    for (const points of parts) {
      const first = Math.max(0, lastUpTo(points.times, this.#from));
      const last = Math.min(points.times.length - 1, lastUpTo(points.times, this.#to) + 1);
      for (let i = first; i <= last; i++) top = Math.max(top, points.values[i] ?? 0);
    }
    if (this.#shown.limits) {
      const near = data.limits.filter(({ bytes }) => bytes <= top * WORTH_SHOWING);
      top = Math.max(top, ...near.map(({ bytes }) => bytes));
    }
    return [0, (top || 1) * 1.12];
  }

  #pointed(u: uPlot): void {
    const { left } = u.cursor;
    const inside = left !== undefined && left !== null && left >= 0;
    const time = inside ? u.posToVal(left, 'x') : undefined;
    this.#tell(u, time, left ?? 0);
    if (!this.#led) this.onPoint(time);
  }

  /** What was held at that time, beside the cursor. */
  #tell(u: uPlot, time: number | undefined, left: number): void {
    const tip = this.#tip;
    tip.hidden = time === undefined;
    if (time === undefined) return;
    const { curves, machine, lanes, data, clock } = this.#model;
    const phase = data.phases.findIndex(({ start, end }) => time >= start && time <= end);
    const named = data.phases[phase];
    const at = clock(time, (this.#to - this.#from) / 20);
    const head = named === undefined ? at : `${at} · ${phase + 1} ${named.kind}`;
    tip.replaceChildren(make('strong', '', head));
    const row = (points: (typeof curves)[number], className: string): void => {
      const value = valueAt(points, time);
      if (value === undefined) return;
      const line = make('div', 'row');
      line.append(make('i', `swatch ${className}`), make('b', '', formatSize(value)));
      line.append(make('span', '', points.name));
      tip.append(line);
    };
    for (const [i, curve] of curves.entries()) {
      if (this.#shown.curves.has(i)) row(curve, i === 0 ? 'curve' : 'other');
    }
    if (machine !== undefined && this.#shown.machine)
      row({ name: 'machine', ...machine }, 'machine');
    if (this.#isStacked) {
      const largest = lanes
        .map((lane, i) => ({ lane, i, value: valueAt(lane, time) ?? 0 }))
        .filter(({ i, value }) => this.#shown.lanes.has(i) && value > 0)
        .sort((a, b) => b.value - a.value)
        .slice(0, 5);
      for (const { lane, i } of largest) row(lane, `lane-${i % LANE_COLORS}`);
    }
    const right = left < u.over.clientWidth / 2;
    tip.classList.toggle('right', right);
    tip.style.left = right ? `${left + 12}px` : 'auto';
    tip.style.right = right ? 'auto' : `${u.over.clientWidth - left + 12}px`;
  }
}

const heightFor = (width: number): number => (width < NARROW ? LOW : TALL);

/** The colour, see-through. */
const soft = (paint: string, alpha = '8c'): string => `${paint}${alpha}`;

/** The series below, counted from 1 at the stack's top, that is shown. */
function nextShown(from: number, count: number, shown: ReadonlySet<number>): number {
  let at = from;
  while (at <= count && !shown.has(count - at)) at += 1;
  return at;
}
