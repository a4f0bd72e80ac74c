/** Measurements beyond the usual number that may be taken at once, at the start and after a quiet stretch. */
const MOST = 20;
/** Each measurement earns so much of another one. */
const EARNED = 0.04;
/** So far the number may run ahead of that; then the waits are longer, by at most as much. */
const MOST_DEBT = 0.5;

/**
 * Keeps the number of measurements what it is without those that come early: one that comes after a share of its wait is paid
 * for with the rest of it.
 */
export class EarlyCredit {
  #credit = MOST;

  /** A measurement was taken after this share of its wait. */
  measured(share: number): void {
    this.#credit = Math.min(MOST, this.#credit + EARNED - (1 - share));
    this.#credit = Math.max(-MOST_DEBT, this.#credit);
  }

  /** Whether one may be taken now, after this share of its wait. */
  allows(share: number): boolean {
    return this.#credit - (1 - share) >= -MOST_DEBT;
  }

  /** By which share the next wait is longer. */
  get debt(): number {
    return Math.max(0, -this.#credit);
  }
}
