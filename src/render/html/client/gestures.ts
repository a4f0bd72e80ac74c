/** What a chart does when it is asked to. */
export interface Zoomed {
  /** The span in view, and the place of a pixel of the plot in it. */
  readonly span: () => readonly [number, number];
  readonly placeOf: (clientX: number) => number;
  readonly show: (from: number, to: number) => void;
  readonly all: () => void;
  /** Moves the cursor there. */
  readonly point: (place: number) => void;
}

const STEP = 1.6;
const WHEEL = 1.0015;

/** Zooms by `factor` (above 1: in) around a place; the middle if none is given. */
export function zoom(chart: Zoomed, factor: number, around?: number): void {
  const [from, to] = chart.span();
  const middle = around ?? (from + to) / 2;
  chart.show(middle - (middle - from) / factor, middle + (to - middle) / factor);
}

/** Moves by a part of the span in view. */
export function move(chart: Zoomed, part: number): void {
  const [from, to] = chart.span();
  const by = (to - from) * part;
  chart.show(from + by, to + by);
}

/** What the keys, and the buttons that are named so, do. */
export const ACTIONS: Readonly<Record<string, (chart: Zoomed) => void>> = {
  in: (chart) => zoom(chart, STEP),
  out: (chart) => zoom(chart, 1 / STEP),
  left: (chart) => move(chart, -0.25),
  right: (chart) => move(chart, 0.25),
  all: (chart) => chart.all(),
};

const KEYS: Readonly<Record<string, string>> = {
  '+': 'in',
  '=': 'in',
  '-': 'out',
  '−': 'out',
  _: 'out',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  '0': 'all',
};

export function listenToKeys(host: HTMLElement, chart: Zoomed): void {
  host.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== host) return;
    const action = ACTIONS[KEYS[event.key] ?? ''];
    if (action === undefined) return;
    action(chart);
    event.preventDefault();
  });
}

/** The wheel zooms around the pointer, sideways or with Shift it moves; at the whole run, zooming out scrolls the page. */
export function listenToWheel(plot: HTMLElement, chart: Zoomed, isWhole: () => boolean): void {
  plot.addEventListener(
    'wheel',
    (event) => {
      const unit = event.deltaMode === 0 ? 1 : 30;
      const [dx, dy] = event.shiftKey
        ? [event.deltaY + event.deltaX, 0]
        : [event.deltaX, event.deltaY];
      if (isWhole() && (Math.abs(dx) > Math.abs(dy) || dy > 0)) return;
      event.preventDefault();
      if (Math.abs(dx) > Math.abs(dy)) move(chart, (dx * unit) / plot.clientWidth);
      else zoom(chart, WHEEL ** (-dy * unit), chart.placeOf(event.clientX));
    },
    { passive: false },
  );
}

/** One finger moves what is zoomed in, and points else; two zoom. The mouse with Shift moves. */
export function listenToPointers(plot: HTMLElement, chart: Zoomed, isWhole: () => boolean): void {
  const fingers = new Map<number, number>();
  const spread = (): { readonly middle: number; readonly width: number } | undefined => {
    const [a, b] = [...fingers.values()];
    if (a === undefined || b === undefined) return undefined;
    return { middle: (a + b) / 2, width: Math.abs(a - b) };
  };
  const panBy = (pixels: number): void => move(chart, -pixels / plot.clientWidth);
  plot.addEventListener(
    'mousedown',
    (event) => {
      // Not the plot's own drag over a span.
      if (event.shiftKey) event.stopImmediatePropagation();
    },
    true,
  );
  plot.addEventListener('pointerdown', (event) => {
    const drags = event.pointerType === 'touch' || (event.shiftKey && event.button === 0);
    if (!drags) return;
    fingers.set(event.pointerId, event.clientX);
    plot.setPointerCapture(event.pointerId);
    chart.point(chart.placeOf(event.clientX));
  });
  plot.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const old = spread();
    fingers.set(event.pointerId, event.clientX);
    const now = spread();
    if (old !== undefined && now !== undefined) {
      const place = chart.placeOf(old.middle);
      if (old.width > 8 && now.width > 8) zoom(chart, now.width / old.width, place);
      panBy(now.middle - old.middle);
    } else if (isWhole()) chart.point(chart.placeOf(event.clientX));
    else panBy(event.clientX - before);
  });
  const end = (event: PointerEvent): void => void fingers.delete(event.pointerId);
  plot.addEventListener('pointerup', end);
  plot.addEventListener('pointercancel', end);
}
