import type { Clock } from '../../src/host/clock.ts';

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #epoch: number;
  #timers: { at: number; act: () => void }[] = [];

  constructor(epoch = 1_700_000_000_000) {
    this.#epoch = epoch;
  }

  wall = (): number => this.#epoch + this.#now;
  monotonic = (): number => this.#now;

  after = (ms: number, act: () => void): { cancel(): void } => {
    const timer = { at: this.#now + ms, act };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      },
    };
  };

  get waiting(): number {
    return this.#timers.length;
  }

  /** Goes on by `ms`, calling what is due in its order, and lets promises settle in between. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
    }
    this.#now = end;
  }
}
