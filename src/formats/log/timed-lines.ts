import type { Fit } from './fit.ts';
import { StampSequence } from './sequence.ts';

export interface TimedLine {
  /** The memory's time, milliseconds; never less than that of the line before. */
  readonly time: number;
  /** The line without the stamp at its head. */
  readonly msg: string;
}

/** More lines of one second than these are not spread over it. */
const SPREAD = 10_000;
const SECOND_MS = 1000;

/**
 * The lines of a log in order, each with its time: that of its stamp, else that of the line before. Where stamps have whole
 * seconds only, the lines of one are spread evenly over it: that is the likeliest, and no line comes later than it can have.
 */
export function* timedLines(lines: Iterable<string>, fit: Fit): Generator<TimedLine> {
  const { reading, year } = fit;
  const stamps = new StampSequence(reading.pattern, year);
  // Lines before the first stamp belong to it.
  let now = fit.at({ time: reading.first, ...(reading.zoned && { zoned: true }) });
  let group: Group = { lines: [], stamped: 0 };
  for (const line of lines) {
    const stamp = stamps.next(line);
    const time = stamp === undefined ? now : Math.max(now, fit.at(stamp));
    if (time > now) {
      yield* spread(group, now, Math.min(SECOND_MS, time - now));
      group = { lines: [], stamped: 0 };
      now = time;
    }
    const msg = stamp === undefined ? line : stamps.rest;
    if (!reading.whole || group.lines.length >= SPREAD) {
      yield* spread(group, now, 0);
      group = { lines: [], stamped: 0 };
      yield { time: now, msg };
      continue;
    }
    if (stamp !== undefined) group.stamped += 1;
    group.lines.push({ msg, at: Math.max(0, group.stamped - 1) });
  }
  yield* spread(group, now, SECOND_MS);
}

/** Lines of one second; `at`: how many stamped ones stand before. */
interface Group {
  readonly lines: { readonly msg: string; readonly at: number }[];
  stamped: number;
}

function* spread({ lines, stamped }: Group, from: number, width: number): Generator<TimedLine> {
  for (const { msg, at } of lines) {
    yield { time: from + (stamped > 1 ? (at * width) / stamped : 0), msg };
  }
}
