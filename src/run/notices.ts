import type { Clock } from '../host/clock.ts';
import { writeAll } from '../host/descriptor-writer.ts';

const STDERR = 2;

/** memwrap's own messages while the command runs. */
export interface Notices {
  /** Writes one line to stderr without waiting: a stopped terminal must not stop the run. */
  say(text: string): void;
  /** Resolves once every message so far is written, in order. Never rejects: a stderr that fails is ignored. */
  flushed(): Promise<void>;
}

export function createNotices(clock: Clock): Notices {
  let last: Promise<void> = Promise.resolve();
  return {
    say(text) {
      const line = Buffer.from(`memwrap: ${text}\n`);
      const write = () =>
        new Promise<void>((done) => writeAll(STDERR, line, clock.after, () => done()));
      last = last.then(write);
    },
    flushed: () => last,
  };
}
