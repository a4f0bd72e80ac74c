/** The vertical axis: round values an equal, whole number of rows apart. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly rowsPerStep: number;
  /** One more than the rows of the steps: the lowest and the highest tick have a row each. */
  readonly rows: number;
  /** Tick labels by row, counted from the bottom. */
  readonly labels: ReadonlyMap<number, string>;
  /** Rows above the lowest tick, fractional: a tick's value is exactly in the middle of its row. */
  position(value: number): number;
}

const UNITS = [
  ['TiB', 1024 ** 4],
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
  ['B', 1],
] as const;

/** A curve that would use less than this fraction of an axis from zero gets an axis of its own range. */
const WORTH_ZERO = 0.4;
/** A curve that moves by less than this fraction of its height is flat, and should look flat. */
const FLAT = 0.01;

/** Nothing is larger than an exbibyte; anything that claims to be is drawn at the top. */
const MAX_TOP_BYTES = 2 ** 60;

/** The cost of a ruled value that is half a row off its row's middle. */
const ASKEW = 2;

/**
 * Chooses ticks of 1, 2 or 5 binary units for values from `low` to `high` on about `target` rows, such that `ruled`
 * values, which get a line, are near the middle of a row.
 */
export function chooseScale(
  low: number,
  high: number,
  target: number,
  ruled: readonly number[] = [],
): Scale {
  const top = high > 0 ? Math.min(high, MAX_TOP_BYTES) : 1;
  const zoomed = low > 0 && top - low < WORTH_ZERO * top && top - low > FLAT * top;
  const bottom = zoomed ? low : 0;
  const [unit, factor] = UNITS.find(([, bytes]) => top >= bytes) ?? UNITS[4];
  let best: { cost: number; scale: Scale } | undefined;
  for (const step of steps(top - bottom, factor)) {
    // At least one step, even for a flat curve.
    const from = Math.floor(bottom / step + 1e-9);
    const to = Math.max(from + 1, Math.ceil(top / step - 1e-9));
    for (let rowsPerStep = 1; rowsPerStep <= 6; rowsPerStep += 1) {
      const rows = (to - from) * rowsPerStep + 1;
      const off = ruled.map((value) => {
        const position = (value / step) * rowsPerStep;
        return Math.abs(position - Math.round(position));
      });
      const cost =
        costOf(rows, target, to - from, (top - bottom) / ((to - from) * step)) +
        2 * ASKEW * Math.max(0, ...off);
      if (rows > target + 3 || (best !== undefined && cost >= best.cost)) continue;
      best = { cost, scale: scaleOf(from, to, step, rowsPerStep, unit, factor) };
    }
  }
  return best?.scale ?? scaleOf(0, 1, top, target - 1, unit, factor);
}

/** 1, 2 and 5 times the powers of ten around a span, in units; bytes stay whole. */
function* steps(span: number, factor: number): Generator<number> {
  const magnitude = Math.floor(Math.log10(Math.max(span, 1) / factor));
  for (let exponent = magnitude - 1; exponent <= magnitude + 1; exponent += 1) {
    for (const digit of [1, 2, 5]) {
      const step = digit * 10 ** exponent * factor;
      if (step >= 1) yield step;
    }
  }
}

/** Prefers about as many rows as asked for, three to six ticks, and little empty room above the curve. */
function costOf(rows: number, target: number, count: number, used: number): number {
  const crowd = count > 5 ? count - 5 : count < 3 ? 2 * (3 - count) : 0;
  return Math.abs(rows - target) * 0.5 + crowd + (1 - used) * 10;
}

function scaleOf(
  from: number,
  to: number,
  step: number,
  rowsPerStep: number,
  unit: string,
  factor: number,
): Scale {
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / factor) - 1e-9));
  const labels = new Map<number, string>();
  for (let i = from; i <= to; i += 1) {
    const text = i === 0 ? '0' : `${((i * step) / factor).toFixed(Math.min(decimals, 9))} ${unit}`;
    labels.set((i - from) * rowsPerStep, text);
  }
  return {
    low: from * step,
    high: to * step,
    step,
    rowsPerStep,
    rows: (to - from) * rowsPerStep + 1,
    labels,
    position: (value) => (value / step - from) * rowsPerStep,
  };
}
