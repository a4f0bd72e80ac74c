import type { Metric } from '../recording/metrics.ts';
import type { Peak } from '../recording/records.ts';
import type { ShortLife, TreeSample } from '../sample/sampler.ts';
import { exactly, type Unjudged } from './bounds.ts';
import type { Breach } from './breach.ts';
import { NO_REST } from './breach-line.ts';
import { CeilingDoubt } from './ceiling-doubt.ts';
import { FirstPhase, START_UP_MS } from './first-phase.ts';
import { CONFIDENCE, LeakWatch } from './leak-watch.ts';
import { type Check, LIMIT_ROWS, type LimitName, type Limits, residentOf } from './table.ts';
import { type UnseenMoment, unseenBounds } from './unseen-bounds.ts';

/** Growth is what stays: the lowest RSS of this span counts. */
const GROWTH_SPAN_MS = 1000;
/** Samples closer together add nothing to growth or slope. */
const MIN_STEP_MS = 10;

const NEVER = 'it was never measured';

/** A limit that was set and has not been reported as broken. */
interface Pending {
  readonly limit: LimitName;
  readonly allowed: number;
  readonly check: Check;
  readonly metric: Metric;
  readonly doubt: CeilingDoubt;
}

/** Holds samples to limits and reports each limit once, when it is broken. Times in milliseconds on one timeline. */
export class LimitChecker {
  #pending: readonly Pending[];
  readonly #missing: Readonly<Record<string, string>>;
  readonly #start: number;
  readonly #firstPhase: FirstPhase;
  /** Watches from the start until the first phase is over, then anew. */
  #leak: LeakWatch | undefined;
  readonly #allowedSlope: number | undefined;
  #recent: { readonly at: number; readonly rss: number }[] = [];
  /** RSS - PSS when both were last read: what is known to be shared. */
  #shared = 0;
  #addedAt = Number.NEGATIVE_INFINITY;
  /** The largest RSS of the samples, and with what high-water marks prove between them. */
  #highest = 0;
  #proven = 0;

  /** `missing`: why a metric cannot be measured here, by its name. */
  constructor(limits: Limits, start: number, missing: Readonly<Record<string, string>> = {}) {
    this.#missing = missing;
    this.#start = start;
    this.#pending = LIMIT_ROWS.flatMap(({ name, check, metric }) => {
      const allowed = limits[name];
      if (allowed === undefined) return [];
      return [{ limit: name, allowed, check, metric, doubt: new CeilingDoubt(allowed) }];
    });
    this.#firstPhase = new FirstPhase(start);
    this.#allowedSlope = this.#pending.find(({ check }) => check.kind === 'slope')?.allowed;
    this.#leak = this.#newLeakWatch();
  }

  /** The limits that this sample breaks for the first time. */
  check(sample: TreeSample, at: number): readonly Breach[] {
    const { rss, pss, peak = rss, hugetlb = 0 } = sample;
    this.#highest = Math.max(this.#highest, residentOf(sample));
    this.#proven = Math.max(this.#proven, peak + hugetlb);
    if (pss !== undefined) this.#shared = Math.max(0, rss - pss);
    for (const pending of this.#pending) noteDoubt(pending, sample);
    const breaches = this.#pending.flatMap((pending) => checkNow(pending, sample) ?? []);
    breaches.push(...this.#checkClimb(residentOf(sample), at));
    return this.#reported(breaches);
  }

  /** The same of a sample of the machine alone: nothing is known of a tree, so that only floors are judged. */
  checkMachine(sample: Pick<TreeSample, 'machineAvailable'>): readonly Breach[] {
    const breaches: Breach[] = [];
    for (const { limit, allowed, check, doubt } of this.#pending) {
      const measured = check.kind === 'floor' ? check.measure(sample) : undefined;
      if (measured === undefined) continue;
      doubt.add(exactly(0), 0, undefined);
      if (measured < allowed) breaches.push({ limit, allowed, measured, by: 'sample' });
    }
    return this.#reported(breaches);
  }

  /** What lived unseen leaves open whether the tree was above a ceiling for a moment. */
  checkUnseen(moment: UnseenMoment): void {
    for (const { check, doubt } of this.#pending) {
      if (check.kind !== 'ceiling') continue;
      const bounds = unseenBounds(moment);
      // What the others held is known in RSS.
      doubt.add(check.isPss ? { ...bounds, atLeast: 0 } : bounds, 0, undefined);
    }
  }

  /** What only the end can show: a climb that lasted from the start, or one too short to be judged on the way. */
  finish(at: number): readonly Breach[] {
    return this.#reported(this.#checkSlope(at, true));
  }

  /** Takes, in place of samples, what is known of a command that ended before the first. */
  checkShortLife({ atMost, machineAvailable }: ShortLife): void {
    this.#highest = atMost;
    this.#addedAt = this.#start;
    const why = 'it ended before it could be measured';
    for (const { check, allowed, doubt } of this.#pending) {
      if (check.kind === 'ceiling') doubt.add({ atLeast: 0, atMost, why }, 0, undefined);
      const isKept = machineAvailable !== undefined && machineAvailable >= allowed;
      if (check.kind === 'floor' && isKept) doubt.add(exactly(0), 0, undefined);
    }
  }

  /** The same for the end record of a recording, whose peak may be above every sample: a mark rose between two of them. */
  finishRecorded(peak: Peak): readonly Breach[] {
    const { seen = 0, bound } = peak;
    if (this.#proven === 0 && seen === 0 && bound !== undefined) {
      this.checkShortLife({ atMost: bound });
    }
    // Recordings did not always say in which sample a mark had risen.
    if (seen > this.#proven) {
      for (const { check, doubt } of this.#pending) {
        if (check.kind !== 'ceiling' || check.reading === undefined) continue;
        doubt.add({ atLeast: 0, atMost: seen }, this.#proven, undefined);
      }
    }
    const breaches = this.#pending.flatMap(({ limit, allowed, check }) => {
      const measured = check.kind === 'ceiling' ? check.recordedPeak?.(peak) : undefined;
      if (measured === undefined || measured <= allowed) return [];
      return [{ limit, allowed, measured, by: 'hwm' }];
    });
    return this.#reported(breaches);
  }

  /** Limits that no sample has broken. */
  get unbroken(): readonly LimitName[] {
    return this.#pending.map(({ limit }) => limit);
  }

  /** Limits of which it cannot be told whether they were kept; asked at the end. */
  get unjudged(): readonly Unjudged[] {
    return this.#pending.flatMap((pending) => this.#unjudged(pending) ?? []);
  }

  #unjudged({ limit, allowed, check, metric, doubt }: Pending): Unjudged | undefined {
    const missing = this.#missing[metric];
    switch (check.kind) {
      case 'ceiling':
      case 'floor': {
        const machine = check.kind === 'floor' ? this.#missing['machineUsed'] : undefined;
        if (!doubt.known) return { limit, why: missing ?? machine ?? NEVER };
        const { open } = doubt;
        if (open === undefined) return undefined;
        const { atLeast, atMost, why = missing ?? 'it was not read at that moment' } = open;
        return { limit, why, atLeast, ...(Number.isFinite(atMost) && { atMost }) };
      }
      case 'growth':
        if (missing !== undefined || this.#addedAt < 0) return { limit, why: missing ?? NEVER };
        if (this.#firstPhase.level !== undefined || this.#highest <= allowed) return undefined;
        if (this.#addedAt - this.#start < START_UP_MS) return undefined;
        return { limit, why: NO_REST };
      case 'slope': {
        const why = missing ?? this.#leak?.unjudged(this.#firstPhase.level !== undefined);
        return why === undefined ? undefined : { limit, why };
      }
    }
  }

  /** How many bytes the tree may grow before the nearest limit; `undefined` without one. Memory known to be shared does not bring it nearer. */
  headroom(sample: TreeSample): number | undefined {
    const rooms = this.#pending
      .map((pending) => this.#roomBelow(pending, sample))
      .filter((room) => room !== undefined);
    return rooms.length === 0 ? undefined : Math.max(0, Math.min(...rooms));
  }

  /** Whether PSS has to be read: RSS, which is cheap, is over a ceiling for PSS, and so may be forks that share their pages. */
  wantsPss(sample: TreeSample): boolean {
    const rss = residentOf(sample);
    return this.#pending.some(
      ({ check, allowed }) => check.kind === 'ceiling' && check.isPss === true && rss > allowed,
    );
  }

  #roomBelow({ check, allowed }: Pending, sample: TreeSample): number | undefined {
    switch (check.kind) {
      case 'ceiling': {
        const size = check.measure(sample) ?? check.estimate?.(sample, this.#shared);
        return size === undefined ? undefined : allowed - size;
      }
      case 'floor': {
        const size = check.measure(sample);
        return size === undefined ? undefined : size - allowed;
      }
      case 'growth': {
        const { level } = this.#firstPhase;
        return level === undefined ? undefined : level + allowed - residentOf(sample);
      }
      case 'slope':
        return undefined;
    }
  }

  #checkClimb(rss: number, at: number): readonly Breach[] {
    const growth = this.#pending.find(({ check }) => check.kind === 'growth');
    if (growth === undefined && this.#allowedSlope === undefined) return [];
    if (at - this.#addedAt < MIN_STEP_MS) return [];
    this.#addedAt = at;
    this.#leak?.add(at, rss);
    if (this.#firstPhase.level === undefined) {
      this.#firstPhase.add(at, rss);
      if (this.#firstPhase.level === undefined) return [];
      this.#leak = this.#newLeakWatch();
    }
    const { level } = this.#firstPhase;
    const breaches = this.#checkSlope(at, false);
    if (growth === undefined) return breaches;
    const { limit, allowed } = growth;
    this.#recent.push({ at, rss });
    while ((this.#recent[1]?.at ?? at) <= at - GROWTH_SPAN_MS) this.#recent.shift();
    const covered = (this.#recent[0]?.at ?? at) <= at - GROWTH_SPAN_MS;
    const measured = Math.min(...this.#recent.map((one) => one.rss)) - level;
    if (!covered || measured <= allowed) return breaches;
    return [...breaches, { limit, allowed, measured, by: 'sample', since: level }];
  }

  #checkSlope(at: number, end: boolean): readonly Breach[] {
    const pending = this.#pending.find(({ check }) => check.kind === 'slope');
    const slope = pending && this.#leak?.judge(at, end);
    if (pending === undefined || slope === undefined) return [];
    const { limit, allowed } = pending;
    const { median: measured, lasted: over } = slope;
    return [{ limit, allowed, measured, by: 'slope', confidence: CONFIDENCE, over }];
  }

  #newLeakWatch(): LeakWatch | undefined {
    return this.#allowedSlope === undefined ? undefined : new LeakWatch(this.#allowedSlope);
  }

  #reported(breaches: readonly Breach[]): readonly Breach[] {
    if (breaches.length > 0) {
      const names = new Set(breaches.map(({ limit }) => limit));
      this.#pending = this.#pending.filter(({ limit }) => !names.has(limit));
    }
    return breaches;
  }
}

function noteDoubt({ check, doubt }: Pending, sample: TreeSample): void {
  if (check.kind !== 'ceiling' && check.kind !== 'floor') return;
  const size = check.measure(sample);
  const measured = size === undefined ? undefined : exactly(size);
  if (check.kind === 'floor') {
    if (measured !== undefined) doubt.add(exactly(0), sample.rss, undefined);
    return;
  }
  const since = check.bounds === undefined ? measured : check.bounds(sample);
  if (since !== undefined) doubt.add(since, sample.rss, check.reading?.(sample));
}

/** What one sample shows without those before it. */
function checkNow({ limit, allowed, check }: Pending, sample: TreeSample): Breach | undefined {
  if (check.kind !== 'ceiling' && check.kind !== 'floor') return undefined;
  const size = check.measure(sample);
  if (check.kind === 'ceiling' && size === undefined) {
    const { atLeast = 0 } = check.bounds?.(sample) ?? {};
    return atLeast > allowed ? { limit, allowed, measured: atLeast, by: 'bound' } : undefined;
  }
  if (size === undefined) return undefined;
  if (check.kind === 'floor') {
    return size < allowed ? { limit, allowed, measured: size, by: 'sample' } : undefined;
  }
  if (size > allowed) return { limit, allowed, measured: size, by: 'sample' };
  const mark = check.highWater?.(sample) ?? size;
  return mark > allowed ? { limit, allowed, measured: mark, by: 'hwm' } : undefined;
}
