import type { Clock } from './clock.ts';

/** The system's clock and timers. */
export const nodeClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};
