import type { TreeSample } from '../sample/sampler.ts';
import { FirstPhase } from './first-phase.ts';
import { CONFIDENCE, LeakWatch } from './leak-watch.ts';

/** What a run must not exceed: bytes, and for the slope bytes a millisecond. */
export interface Limits {
  readonly maxRss?: number;
  readonly maxPss?: number;
  /** Above the level at the end of the first phase. */
  readonly maxGrowth?: number;
  readonly maxSlope?: number;
  /** Of the machine's memory at least so much is to stay available. */
  readonly minFree?: number;
}

export type LimitName = 'max-rss' | 'max-pss' | 'max-growth' | 'max-slope' | 'min-free';

/** A limit that was broken; each is told once. */
export interface Breach {
  readonly limit: LimitName;
  readonly allowed: number;
  readonly measured: number;
  /** 'hwm': a high-water mark rose above it between two samples. */
  readonly by: 'sample' | 'hwm' | 'slope';
  /** Of the slope: with what confidence it is at least what was measured. */
  readonly confidence?: number;
  /** Of growth: the level at the end of the first phase, from which it counts. */
  readonly since?: number;
}

/** Growth is what stays: the lowest of this long, milliseconds. */
const LASTING = 1000;
/** Closer looks than this tell neither growth nor slope anything new. */
const CLOSEST = 10;

/** Compares what is measured with what is allowed. Times in milliseconds on one timeline. */
export class Ceilings {
  readonly #limits: Limits;
  readonly #firstPhase: FirstPhase;
  /** From the start until the first phase is over, then anew. */
  #leak: LeakWatch | undefined;
  readonly #told = new Set<LimitName>();
  #recent: { readonly at: number; readonly rss: number }[] = [];
  /** RSS less PSS when both were last read: what is known to be shared. */
  #shared = 0;
  #addedAt = Number.NEGATIVE_INFINITY;
  #highest = 0;

  constructor(limits: Limits, start: number) {
    this.#limits = limits;
    this.#firstPhase = new FirstPhase(start);
    this.#leak = limits.maxSlope === undefined ? undefined : new LeakWatch(limits.maxSlope);
  }

  /** The limits that this sample breaks for the first time. */
  check(sample: TreeSample, at: number): readonly Breach[] {
    const { maxRss, maxPss, minFree } = this.#limits;
    const breaches: Breach[] = [];
    const { rss, peak = rss, pss, machineAvailable } = sample;
    this.#highest = Math.max(this.#highest, rss);
    if (maxRss !== undefined && peak > maxRss) {
      const by = rss > maxRss ? 'sample' : 'hwm';
      const measured = by === 'sample' ? rss : peak;
      this.#tell(breaches, { limit: 'max-rss', allowed: maxRss, measured, by });
    }
    if (pss !== undefined) this.#shared = Math.max(0, rss - pss);
    if (maxPss !== undefined && pss !== undefined && pss > maxPss) {
      this.#tell(breaches, { limit: 'max-pss', allowed: maxPss, measured: pss, by: 'sample' });
    }
    if (minFree !== undefined && machineAvailable !== undefined && machineAvailable < minFree) {
      const measured = machineAvailable;
      this.#tell(breaches, { limit: 'min-free', allowed: minFree, measured, by: 'sample' });
    }
    this.#checkGrowth(breaches, rss, at);
    return breaches;
  }

  /** What can be told at the end only: a climb that lasted from the start, and one too short to be judged on the way. */
  finish(at: number): readonly Breach[] {
    const breaches: Breach[] = [];
    this.#checkSlope(breaches, at, true);
    return breaches;
  }

  /** Whether growth could not be judged although there was enough to: memory never came to rest, so that the first phase has not ended. */
  get growthUnjudged(): boolean {
    const { maxGrowth } = this.#limits;
    return (
      maxGrowth !== undefined && this.#firstPhase.level === undefined && this.#highest > maxGrowth
    );
  }

  /**
   * How many bytes the tree may grow before the nearest ceiling; `undefined` without one. What is known to be shared does
   * not bring it nearer to `max-pss`.
   */
  headroom(sample: TreeSample): number | undefined {
    const { maxRss, maxPss, maxGrowth, minFree } = this.#limits;
    const { level } = this.#firstPhase;
    const rooms: number[] = [];
    if (maxRss !== undefined && !this.#told.has('max-rss')) rooms.push(maxRss - sample.rss);
    if (maxPss !== undefined && !this.#told.has('max-pss')) {
      rooms.push(maxPss - (sample.pss ?? sample.rss - this.#shared));
    }
    if (maxGrowth !== undefined && level !== undefined && !this.#told.has('max-growth')) {
      rooms.push(level + maxGrowth - sample.rss);
    }
    if (
      minFree !== undefined &&
      sample.machineAvailable !== undefined &&
      !this.#told.has('min-free')
    ) {
      rooms.push(sample.machineAvailable - minFree);
    }
    return rooms.length === 0 ? undefined : Math.max(0, Math.min(...rooms));
  }

  /** Whether PSS has to be read to know: the cheap sum is over `max-pss`, which forks that share their pages may be too. */
  wantsPss(sample: TreeSample): boolean {
    const { maxPss } = this.#limits;
    return maxPss !== undefined && sample.rss > maxPss && !this.#told.has('max-pss');
  }

  #checkGrowth(breaches: Breach[], rss: number, at: number): void {
    const { maxGrowth, maxSlope } = this.#limits;
    if (maxGrowth === undefined && maxSlope === undefined) return;
    if (at - this.#addedAt < CLOSEST) return;
    this.#addedAt = at;
    this.#leak?.add(at, rss);
    if (this.#firstPhase.level === undefined) {
      this.#firstPhase.add(at, rss);
      if (this.#firstPhase.level === undefined) return;
      if (maxSlope !== undefined) this.#leak = new LeakWatch(maxSlope);
    }
    const { level } = this.#firstPhase;
    this.#checkSlope(breaches, at, false);
    if (maxGrowth === undefined) return;
    this.#recent.push({ at, rss });
    while ((this.#recent[1]?.at ?? at) <= at - LASTING) this.#recent.shift();
    const covered = (this.#recent[0]?.at ?? at) <= at - LASTING;
    const lasting = Math.min(...this.#recent.map((one) => one.rss)) - level;
    if (covered && lasting > maxGrowth) {
      this.#tell(breaches, {
        limit: 'max-growth',
        allowed: maxGrowth,
        measured: lasting,
        by: 'sample',
        since: level,
      });
    }
  }

  #checkSlope(breaches: Breach[], at: number, end: boolean): void {
    const { maxSlope } = this.#limits;
    if (maxSlope === undefined || this.#told.has('max-slope')) return;
    const slope = this.#leak?.judge(at, end);
    if (slope === undefined) return;
    const { median: measured } = slope;
    this.#tell(breaches, {
      limit: 'max-slope',
      allowed: maxSlope,
      measured,
      by: 'slope',
      confidence: CONFIDENCE,
    });
  }

  #tell(breaches: Breach[], breach: Breach): void {
    if (this.#told.has(breach.limit)) return;
    this.#told.add(breach.limit);
    breaches.push(breach);
  }
}
