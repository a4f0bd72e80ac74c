import type { Series } from '../../analyze/report/types.ts';
import { resample } from '../resample.ts';
import { coordinate } from './elements.ts';
import type { Frame } from './frame.ts';

/** Pixels that share the lowest and the highest value: a longer recording makes no longer path. */
const STEP = 1.5;

/** The curve as the data of a path, thinned to its lowest and highest value in each step; '' without samples. */
export function curvePath(series: Series, frame: Frame): string {
  const { axis, left, y } = frame;
  const count = Math.ceil(frame.width / STEP);
  const edges = Float64Array.from({ length: count + 1 }, (_, i) =>
    axis.timeAt(Math.min(frame.width, i * STEP)),
  );
  const { low, high, left: first, right: last } = resample(series, edges);
  const path = new Path();
  for (let i = 0; i < count; i++) {
    const [lowest, highest] = [low[i] as number, high[i] as number];
    if (Number.isNaN(lowest) || Number.isNaN(highest)) continue;
    const x = left + i * STEP;
    const [begins, ends] = [first[i] as number, last[i] as number];
    path.to(x, y(begins));
    // Through both extremes, the one that is nearer to where the step begins first.
    const inner = begins - lowest <= highest - begins ? [lowest, highest] : [highest, lowest];
    for (const value of inner)
      if (value !== begins && value !== ends) path.to(x + STEP / 2, y(value));
    if (i === count - 1) path.to(Math.min(frame.right, x + STEP), y(ends));
  }
  return path.data;
}

/** The points of a polyline, without those that lie on a level one. */
class Path {
  #data = '';
  #x = '';
  #y = '';
  /** A level stretch, of which the end is not written yet. */
  #pending = false;

  get data(): string {
    this.#settle();
    return this.#data;
  }

  to(x: number, y: number): void {
    const [nextX, nextY] = [coordinate(x), coordinate(y)];
    if (this.#data === '') this.#data = `M${nextX} ${nextY}`;
    else if (nextY === this.#y) {
      this.#x = nextX;
      this.#pending = true;
      return;
    } else {
      this.#settle();
      this.#data += `L${nextX} ${nextY}`;
    }
    this.#x = nextX;
    this.#y = nextY;
  }

  #settle(): void {
    if (this.#pending) this.#data += `H${this.#x}`;
    this.#pending = false;
  }
}
