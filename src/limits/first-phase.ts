const MIB = 1024 * 1024;
/** The first phase is over when a quarter of the run's time so far, and a second at least, was calm… */
const CALM_SHARE = 4;
const CALM_LEAST = 1000;
/** …which is when it stayed within 5 % of its height, or 1 MiB… */
const CALM_RANGE = 0.05;
const CALM_RANGE_LEAST = MIB;
/** …or when it has lasted for so long that it is no start-up any more, milliseconds. */
const LONGEST = 60_000;

/** Finds, while a run goes on, the level that it settles at after its start-up. Times in milliseconds, sizes in bytes. */
export class FirstPhase {
  readonly #start: number;
  readonly #recent: { readonly at: number; readonly rss: number }[] = [];
  #level: number | undefined;

  constructor(start: number) {
    this.#start = start;
  }

  /** The highest of the calm stretch that ended the first phase; `undefined` while that goes on. */
  get level(): number | undefined {
    return this.#level;
  }

  add(at: number, rss: number): void {
    if (this.#level !== undefined) return;
    const age = at - this.#start;
    const window = Math.max(CALM_LEAST, age / CALM_SHARE);
    const recent = this.#recent;
    recent.push({ at, rss });
    // One older than the window stays, so that the window is known to be covered.
    while ((recent[1]?.at ?? at) <= at - window) recent.shift();
    const sizes = recent.map((one) => one.rss);
    const highest = Math.max(...sizes);
    const range = highest - Math.min(...sizes);
    const covered = (recent[0]?.at ?? at) <= at - window;
    const calm = covered && range <= Math.max(highest * CALM_RANGE, CALM_RANGE_LEAST);
    if (!calm && age < LONGEST) return;
    this.#level = highest;
    recent.length = 0;
  }
}
