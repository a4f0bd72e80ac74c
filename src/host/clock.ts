/** Time, as the rest of the program may know it; tests hand in their own. All values in milliseconds. */
export interface Clock {
  /** Epoch milliseconds now. */
  wall(): number;
  /** Milliseconds on a clock that never steps, from an arbitrary origin. */
  monotonic(): number;
  /** Calls back once after `ms`; the handle's cancel makes sure that it does not. */
  after(ms: number, act: () => void): { cancel(): void };
}
