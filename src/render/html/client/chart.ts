import uPlot from 'uplot';
import { formatSize } from '../../../text/size.ts';
import { extent, type Points } from './dom.ts';
import { SIZE_STEPS, TIME_STEPS } from './format.ts';
import { listenToKeys, listenToPointers, listenToWheel, type Zoomed } from './gestures.ts';
import { aligned, LANE_COLORS, type Model, type Shown, stacked } from './model.ts';
import { paintBehind, paintOver } from './paint.ts';
import { colors } from './theme.ts';
import { Tip } from './tip.ts';

const TALL = 400;
const LOW = 280;
const NARROW = 600;
/** A curve of more points than this is drawn thinner: it would be a broad band. */
const DENSE = 1500;
/** Limits above this many times the curve's top would flatten it. */
export const WORTH_SHOWING = 1.5;
/** A curve that moves by less than this part of its height would be flat on an axis from 0. */
const LITTLE = 0.2;
/** By less than this it is flat, and should look flat. */
const FLAT = 0.01;
/** A span in view is at least this part of the run. */
const CLOSEST = 1 / 5000;

/** The curve, what is stacked below it, and the span that is in view. */
export class Chart implements Zoomed {
  readonly #host: HTMLElement;
  readonly #model: Model;
  readonly #shown: Shown;
  readonly #tip: Tip;
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
    this.#tip = new Tip(model, shown);
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
    plot.over.append(this.#tip.element);
    this.#tip.element.hidden = true;
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
        ...curves.map(({ times }, i) => {
          const paint = color(names[i] ?? 'curve');
          return {
            ...line,
            stroke: paint,
            width: times.length > DENSE ? 1.25 : 2,
            show: shown.curves.has(i),
            // From 0 only: else the area would tell a lie.
            ...(filled && {
              fill: (u: uPlot) =>
                (u.scales['y']?.min ?? 0) > 0 ? 'transparent' : soft(paint, '2e'),
            }),
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

  /**
   * The size axis: from 0 to what is highest in view, limits near it included. A curve that would use little of it, with
   * nothing stacked below, gets an axis of its own range.
   */
  #range(): [number, number] {
    const { curves, machine, data } = this.#model;
    const parts: Points[] = curves.filter((_, i) => this.#shown.curves.has(i));
    if (machine !== undefined && this.#shown.machine) parts.push(machine);
    if (this.#isStacked) {
      const top = stacked(this.#model.lanes, this.#shown.lanes).at(-1);
      if (top !== undefined) parts.push(top);
    }
    const [low, high] = extent(parts, this.#from, this.#to);
    const moves = high - low;
    if (!this.#isStacked && moves < LITTLE * high && moves > FLAT * high) {
      const margin = moves * 0.15;
      return [Math.max(0, low - margin), high + margin];
    }
    const near = data.limits.filter(({ bytes }) => bytes <= high * WORTH_SHOWING);
    const limits = this.#shown.limits ? near.map(({ bytes }) => bytes) : [];
    return [0, (Math.max(high, ...limits) || 1) * 1.12];
  }

  #pointed(u: uPlot): void {
    const { left } = u.cursor;
    const inside = left !== undefined && left !== null && left >= 0;
    const time = inside ? u.posToVal(left, 'x') : undefined;
    this.#tip.tell(time, left ?? 0, u.over.clientWidth, this.#to - this.#from);
    if (!this.#led) this.onPoint(time);
  }
}

const heightFor = (width: number): number => (width < NARROW ? LOW : TALL);

const soft = (paint: string, alpha = '8c'): string => `${paint}${alpha}`;

/** The series below, counted from 1 at the stack's top, that is shown. */
function nextShown(from: number, count: number, shown: ReadonlySet<number>): number {
  let at = from;
  while (at <= count && !shown.has(count - at)) at += 1;
  return at;
}
