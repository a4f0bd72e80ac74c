/** The time, as the rest of the program sees it; tests pass in their own. All values are milliseconds. */
export interface Clock {
  /** Epoch milliseconds now. */
  wall(): number;
  /** Milliseconds on a clock that is never set, from an arbitrary origin. */
  monotonic(): number;
  /** Calls back once after `ms`, unless the handle is cancelled before. */
  after(ms: number, act: () => void): { cancel(): void };
}
