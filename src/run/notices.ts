import type { Clock } from '../host/clock.ts';
import { writeAll } from '../host/descriptor-writer.ts';

const STDERR = 2;

/** What memwrap says while the command runs. */
export interface Notices {
  /** One line on stderr, without waiting: a terminal that is stopped must not stop the run. */
  say(text: string): void;
  /** Settles when everything that was said is written, in its order. */
  told(): Promise<void>;
}

export function createNotices(clock: Clock): Notices {
  let before: Promise<void> = Promise.resolve();
  return {
    say(text) {
      const line = Buffer.from(`memwrap: ${text}\n`);
      const write = () =>
        new Promise<void>((done) => writeAll(STDERR, line, clock.after, () => done()));
      before = before.then(write);
    },
    told: () => before,
  };
}
