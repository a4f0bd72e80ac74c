import type { Growth } from './growth.ts';
import type { Line } from './line.ts';

/** Fewer gaps make no rhythm. */
const FEWEST_GAPS = 8;
/** Where most of the growth lies in fewer gaps, it has no place of its own in them. */
const FEWEST_HOLDING = 5;
/** A gap is looked at in so many parts. */
const PHASES = 12;
/** Gaps shorter than so many samples show nothing of where in them growth lies, and where they are most, the long ones are no sample of them. */
const SAMPLES = 2;
const RESOLVED = 0.6;
/** Growth that knows nothing of n gaps leans by more than this part of it over √n in one of about a hundred logs. */
const BY_CHANCE = 0.8;

/** Where in the gaps between the lines of one kind growth lies. */
export interface Rhythm {
  /** The most by which growth is ahead of time in a gap (above 0: it comes behind the lines) or short of it, a part of the growth. */
  readonly lead: number;
  /** What chance alone may bring. */
  readonly chance: number;
}

/**
 * The growth of all gaps between lines of one kind laid over one another: flat where memory grows by time or with other lines.
 * Undefined with too few gaps that the samples resolve.
 */
export function rhythmOf(lines: readonly Line[], growth: Growth): Rhythm | undefined {
  const profile = new Float64Array(PHASES);
  let gaps = 0;
  let grown = 0;
  let squares = 0;
  for (let i = 1; i < lines.length; i++) {
    const from = (lines[i - 1] as Line).ended;
    const length = (lines[i] as Line).begun - from;
    if (length < SAMPLES * growth.step) continue;
    gaps++;
    let before = growth.at(from);
    const first = before;
    for (let phase = 0; phase < PHASES; phase++) {
      const then = growth.at(from + (length * (phase + 1)) / PHASES);
      profile[phase] = (profile[phase] as number) + then - before;
      before = then;
    }
    grown += before - first;
    squares += (before - first) ** 2;
  }
  if (gaps < FEWEST_GAPS || gaps < RESOLVED * (lines.length - 1) || grown <= 0) return undefined;
  // A few gaps that hold most of the growth count as few.
  const holding = grown ** 2 / squares;
  if (holding < FEWEST_HOLDING) return undefined;
  let ahead = 0;
  let lead = 0;
  for (const bytes of profile) {
    ahead += bytes / grown - 1 / PHASES;
    if (Math.abs(ahead) > Math.abs(lead)) lead = ahead;
  }
  return { lead, chance: BY_CHANCE / Math.sqrt(holding) };
}

/** Whether growth keeps its place between these lines, by more than chance brings. */
export function keepsPace(rhythm: Rhythm | undefined, times = 1): boolean {
  return rhythm !== undefined && Math.abs(rhythm.lead) > times * rhythm.chance;
}
