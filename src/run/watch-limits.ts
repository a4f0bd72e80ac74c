import { breachLine } from '../limits/breach-line.ts';
import { LimitChecker } from '../limits/limit-checker.ts';
import type { OnBreach } from '../limits/options.ts';
import type { Limits } from '../limits/table.ts';
import { unjudgedLine } from '../limits/unjudged-words.ts';
import type { StreamRecord, UnjudgedLimit } from '../recording/records.ts';
import type { WatchSample } from '../sample/watch-source.ts';

export interface WatchLimitsPlan {
  readonly limits: Limits;
  readonly onBreach: Exclude<OnBreach, 'kill'>;
  /** When the watch began, epoch milliseconds. */
  readonly start: number;
  /** Why something is not measured, by its name. */
  readonly missing: Readonly<Record<string, string>>;
  readonly emit: (record: StreamRecord) => void;
  readonly say: (text: string) => void;
}

/** Holds a watch to its limits: each that is broken is said and recorded once, and the watch goes on. */
export class WatchLimits {
  readonly #plan: WatchLimitsPlan;
  readonly #checker: LimitChecker;
  #broken = 0;

  constructor(plan: WatchLimitsPlan) {
    this.#plan = plan;
    this.#checker = new LimitChecker(plan.limits, plan.start, plan.missing);
  }

  /** How many limits were broken. */
  get broken(): number {
    return this.#broken;
  }

  /** Returns how far the nearest limit is, bytes; undefined without one. `at`: epoch milliseconds. */
  check({ figures }: WatchSample, at: number): number | undefined {
    const { start, emit, say, onBreach } = this.#plan;
    // Where only the machine is watched no limit asks for the first of these.
    const { rss = 0, procs = 0, anon, machineAvailable } = figures;
    const sample = {
      ...{ rss, procs, seen: [], gone: [], top: [] },
      ...(anon !== undefined && { anon }),
      ...(machineAvailable !== undefined && { machineAvailable }),
    };
    for (const breach of this.#checker.check(sample, at)) {
      this.#broken++;
      say(breachLine(breach, at - start, 'the watch', onBreach));
      emit({ type: 'breach', time: at, ...breach });
    }
    return this.#checker.headroom(sample);
  }

  /** Says which limits could not be judged, and whether the watch fails for any limit. */
  finish(): { readonly unjudged: readonly UnjudgedLimit[]; readonly fails: boolean } {
    const { unjudged } = this.#checker;
    const isFailing = this.#plan.onBreach === 'fail';
    for (const one of unjudged) this.#plan.say(unjudgedLine(one, isFailing));
    return { unjudged, fails: isFailing && (this.#broken > 0 || unjudged.length > 0) };
  }
}
