import { formatSize } from '../../../text/size.ts';
import { make, valueAt } from './dom.ts';
import { LANE_COLORS, type Model, type Named, type Shown } from './model.ts';

/** Pixels between the cursor and the box. */
const GAP = 12;
const MOST_LANES = 5;
/** The time is told as in a view of this part of the span. */
const FINER = 20;

/** The box beside the cursor: what was held at that moment. */
export class Tip {
  readonly element = make('div', 'tip');
  readonly #model: Model;
  readonly #shown: Shown;

  constructor(model: Model, shown: Shown) {
    this.#model = model;
    this.#shown = shown;
    this.element.hidden = true;
  }

  /** `left`: the cursor's place in the plot of `width` pixels that shows `span` milliseconds; without a time it is hidden. */
  tell(time: number | undefined, left: number, width: number, span: number): void {
    const { element } = this;
    element.hidden = time === undefined;
    if (time === undefined) return;
    const { phases } = this.#model.data;
    const phase = phases.findIndex(({ start, end }) => time >= start && time <= end);
    const named = phases[phase];
    const at = this.#model.clock(time, span / FINER);
    const head = named === undefined ? at : `${at} · ${phase + 1} ${named.kind}`;
    element.replaceChildren(make('strong', '', head), ...this.#rows(time));
    const right = left < width / 2;
    element.style.left = right ? `${left + GAP}px` : 'auto';
    element.style.right = right ? 'auto' : `${width - left + GAP}px`;
  }

  /** The curves, the machine, and the largest of the processes. */
  #rows(time: number): HTMLElement[] {
    const { curves, machine, lanes } = this.#model;
    const shown = this.#shown;
    const rows: HTMLElement[] = [];
    const add = (points: Named, swatch: string): void => {
      const value = valueAt(points, time);
      if (value === undefined) return;
      const line = make('div', 'row');
      line.append(make('i', `swatch ${swatch}`), make('b', '', formatSize(value)));
      line.append(make('span', '', points.name));
      rows.push(line);
    };
    for (const [i, curve] of curves.entries()) {
      if (shown.curves.has(i)) add(curve, i === 0 ? 'curve' : 'other');
    }
    if (machine !== undefined && shown.machine) add({ name: 'machine', ...machine }, 'machine');
    if (!shown.processes) return rows;
    const largest = lanes
      .map((lane, i) => ({ lane, i, value: valueAt(lane, time) ?? 0 }))
      .filter(({ i, value }) => shown.lanes.has(i) && value > 0)
      .sort((a, b) => b.value - a.value)
      .slice(0, MOST_LANES);
    for (const { lane, i } of largest) add(lane, `lane-${i % LANE_COLORS}`);
    return rows;
  }
}
