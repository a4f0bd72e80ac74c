import { noiseOf, tremblingOf } from './noise.ts';
import { Fitter, type Segment, segmentStarts } from './segments.ts';
import { withoutSpikes } from './spikes.ts';
import { type Stair, stairsOf, withoutStairs } from './stairs.ts';
import { onFeet, type Teeth } from './teeth.ts';

/** A curve without teeth, spikes and dips, and how well each of its points is known. */
export interface CleanCurve {
  /** As fractions of the range. */
  readonly values: Float64Array;
  /** Highest minus lowest, bytes. */
  readonly range: number;
  readonly teeth: readonly Teeth[];
  /** Noise at each point, as a fraction of the range. */
  readonly sigma: Float64Array;
  /** How many points apart noise becomes independent there. */
  readonly reach: Float64Array;
  /** The weight of each point in a fit. */
  readonly weights: Float64Array;
  readonly fitter: Fitter;
  /** Straight pieces that fit it, more than a person would distinguish. */
  readonly segments: readonly Segment[];
}

/** Smaller differences are invisible on a chart: half a hundredth of its height. */
const EYE = 0.005;
/** Correlation between neighbouring points counts over at most this many points. */
const MOST_REACH = 4;
/** Weight of a point under a spike, dip or tooth, which is a guess. */
const GUESS = 0.1;
/** Where more than this fraction of a window of a tenth of the run is a guess, the trend is less certain, */
const HIDDEN = 0.5;
const WINDOW = 0.1;
const HIDES = 0.01;
/** with this fraction of the height of what hides it as its noise. */
const HIDDEN_SIGMA = 0.2;
const HIDDEN_REACH = 0.015;
/** A slope in place of steps has this fraction of their height as its noise. */
const STEP_SIGMA = 0.25;
/** What a cut must save to be worth making, in squared distances as the weights count them. */
const PENALTY = 75;
/** Weights are normalised to a curve of this many points, so that a penalty means the same for every curve. */
const POINTS = 1000;

/** Removes teeth, spikes and dips from a curve on an even grid. `base`: the curve without the short-lived processes. */
export function cleaned(grid: Float64Array, range: number, base = grid): CleanCurve {
  const like = onFeet(base, range);
  const flat = withoutSpikes(like.values, range);
  const rest = onFeet(flat, range);
  const teeth = [...like.teeth, ...rest.teeth];
  const values = rest.values.map((value) => value / range);
  const noise = noiseOf(values, tremblingOf(grid) / range);
  const sigma = new Float64Array(values.length).fill(noise.sigma);
  const reach = new Float64Array(values.length).fill(Math.min(noise.reach, MOST_REACH));
  for (const run of teeth) if (!run.regular) scatterOfFeet(run, range, sigma, reach);
  doubtHidden(grid, rest.values, range, teeth, sigma, reach);
  const weights = sigma.map((noiseHere, i) => {
    const seen = rest.values[i] === grid[i] ? 1 : GUESS;
    const independent = noiseHere > EYE ? (reach[i] as number) : 1;
    return ((POINTS / values.length) * seen) / (Math.max(noiseHere, EYE) ** 2 * independent);
  });
  const curve = { range, teeth, sigma, reach, weights };
  const stepped = pieces(values, weights);
  const stairs = stairsOf(stepped.segments);
  if (stairs.length === 0) return { ...curve, values, ...stepped };
  for (const stair of stairs) scatterOfSteps(stair, sigma, reach);
  const sloped = withoutStairs(values, stairs);
  return { ...curve, values: sloped, ...pieces(sloped, weights) };
}

function pieces(
  values: Float64Array,
  weights: Float64Array,
): Pick<CleanCurve, 'fitter' | 'segments'> {
  const fitter = new Fitter(values, weights);
  const starts = segmentStarts(fitter, PENALTY);
  const segments = starts.map((from, i) => fitter.line(from, starts[i + 1] ?? values.length));
  return { fitter, segments };
}

/** A slope in place of steps is as certain as their height allows. */
function scatterOfSteps(stair: Stair, sigma: Float64Array, reach: Float64Array): void {
  const { corners, height, distance } = stair;
  const from = Math.ceil((corners[0] as { at: number }).at);
  const to = (corners[corners.length - 1] as { at: number }).at;
  for (let i = from; i <= to; i++) {
    sigma[i] = Math.max(sigma[i] as number, STEP_SIGMA * height);
    reach[i] = Math.max(reach[i] as number, distance);
  }
}

function scatterOfFeet(run: Teeth, range: number, sigma: Float64Array, reach: Float64Array): void {
  for (let i = run.from; i <= run.to; i++) {
    if (run.scatter / range < (sigma[i] as number)) continue;
    sigma[i] = run.scatter / range;
    reach[i] = run.period;
  }
}

/** Under the short processes of a build, for example, the trend is no more certain than their height allows. */
function doubtHidden(
  grid: Float64Array,
  clean: Float64Array,
  range: number,
  teeth: readonly Teeth[],
  sigma: Float64Array,
  reach: Float64Array,
): void {
  const count = grid.length;
  const half = Math.round((WINDOW / 2) * count);
  for (let i = 0; i < count; i++) {
    if (teeth.some((run) => run.regular && run.from <= i && run.to >= i)) continue;
    const from = Math.max(0, i - half);
    const to = Math.min(count, i + half + 1);
    let hidden = 0;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let j = from; j < to; j++) {
      const over = ((grid[j] as number) - (clean[j] as number)) / range;
      if (Math.abs(over) > HIDES) hidden++;
      low = Math.min(low, over);
      high = Math.max(high, over);
    }
    if (hidden < HIDDEN * (to - from)) continue;
    sigma[i] = Math.max(sigma[i] as number, HIDDEN_SIGMA * (high - low));
    reach[i] = Math.max(reach[i] as number, HIDDEN_REACH * count);
  }
}
