const MIB = 1024 * 1024;
/** The first phase is over when the last quarter of the run so far, and a second at least, was calm… */
const CALM_FRACTION = 4;
const MIN_CALM_MS = 1000;
/** …which means that it stayed within 5 % of its height, or 1 MiB… */
const CALM_RANGE = 0.05;
const MIN_CALM_RANGE_BYTES = MIB;
/** …or when it has lasted too long to be a start-up. */
const MAX_FIRST_PHASE_MS = 60_000;

/**
 * A run that ended before this was starting up, whatever its memory did: its first phase is all of it, and nothing can have grown
 * or leaked since.
 */
export const START_UP_MS = 2000;

/** Finds the level at which a run settles after its start-up, while it goes on. Times in milliseconds, sizes in bytes. */
export class FirstPhase {
  readonly #start: number;
  readonly #recent: { readonly at: number; readonly rss: number }[] = [];
  #level: number | undefined;

  constructor(start: number) {
    this.#start = start;
  }

  /** The highest value of the calm span that ended the first phase; `undefined` until then. */
  get level(): number | undefined {
    return this.#level;
  }

  add(at: number, rss: number): void {
    if (this.#level !== undefined) return;
    const age = at - this.#start;
    const window = Math.max(MIN_CALM_MS, age / CALM_FRACTION);
    const recent = this.#recent;
    recent.push({ at, rss });
    // Keep one sample older than the window: it shows that the window is covered.
    while ((recent[1]?.at ?? at) <= at - window) recent.shift();
    const sizes = recent.map((one) => one.rss);
    const highest = Math.max(...sizes);
    const range = highest - Math.min(...sizes);
    const covered = (recent[0]?.at ?? at) <= at - window;
    const calm = covered && range <= Math.max(highest * CALM_RANGE, MIN_CALM_RANGE_BYTES);
    if (!calm && age < MAX_FIRST_PHASE_MS) return;
    this.#level = highest;
    recent.length = 0;
  }
}
