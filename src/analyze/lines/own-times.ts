import { ownTime } from '../templates/own-time.ts';
import type { CollectedLine } from './events.ts';

/** Lines that arrive within this many milliseconds come from one write. */
const ONE_WRITE = 4;
/** A write of this many lines holds what was said before. */
const FEWEST_LINES = 3;
/** Own times that lie further apart than this, milliseconds, were not written at once. */
const APART = 50;
/** Time zones differ by multiples of a quarter of an hour, milliseconds. */
const ZONE = 900_000;
/** How far a line's own clock may be ahead of ours, milliseconds. */
const AHEAD = 1000;
/** Lines in a block that is spread over the time since the one before. */
const BLOCK_LINES = 8;

/** When a line was written, as well as is known. */
export interface Placed {
  readonly event: CollectedLine;
  readonly begun: number;
  readonly ended: number;
  readonly estimated: boolean;
}

/**
 * Places the lines of one write by the times that they carry (`start`: of the recording, epoch milliseconds), or else by
 * their bytes over the time since the write before, where that is known.
 */
export function placeLines(events: readonly CollectedLine[], start: number): Placed[] {
  const placed: Placed[] = [];
  for (const write of writes(events)) {
    const own = write.length >= FEWEST_LINES ? ownTimes(write, start) : undefined;
    const since = write[0]?.since;
    if (own) {
      for (const [i, event] of write.entries()) {
        const at = own[i] as number;
        placed.push({ event, begun: at, ended: at, estimated: false });
      }
    } else if (since !== undefined && write.length >= BLOCK_LINES)
      placed.push(...spread(write, since));
    else for (const event of write) placed.push(asRead(event));
  }
  return placed.sort((a, b) => a.begun - b.begun || a.ended - b.ended);
}

function asRead(event: CollectedLine): Placed {
  return { event, begun: event.begun, ended: event.ended, estimated: false };
}

/** Lines of one stream that arrived together. */
function writes(events: readonly CollectedLine[]): CollectedLine[][] {
  const all: CollectedLine[][] = [];
  for (const fd of [1, 2]) {
    let write: CollectedLine[] = [];
    for (const event of events) {
      if (event.fd !== fd) continue;
      const last = write[write.length - 1];
      const goesOn =
        last && !last.redrawn && !event.redrawn && event.begun - last.ended <= ONE_WRITE;
      if (!goesOn) {
        write = [];
        all.push(write);
      }
      write.push(event);
    }
  }
  return all;
}

/** The lines' own times, where each has one, in order, and they were not written at once. */
function ownTimes(write: readonly CollectedLine[], start: number): number[] | undefined {
  const times: number[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  for (const { text, ended } of write) {
    const own = ownTime(text);
    const stamp = Number.isNaN(own) ? stampIn(text) : own;
    if (Number.isNaN(stamp)) return undefined;
    const early = (((start + ended - stamp) % ZONE) + ZONE) % ZONE;
    const at = early > ZONE - AHEAD ? ended : ended - early;
    if (at < 0 || at < latest) return undefined;
    latest = at;
    times.push(at);
  }
  return latest - (times[0] as number) > APART ? times : undefined;
}

/** A structured line's time: the first one in it. */
function stampIn(text: string): number {
  const found = /"?(?:@t|ts|time|timestamp|@timestamp|T)"?[:=]\s*"?([^",}]+)/.exec(text);
  return found ? ownTime(found[1] as string) : Number.NaN;
}

function spread(write: readonly CollectedLine[], since: number): Placed[] {
  const sizes = write.map(({ text }) => text.length + 1);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let before = 0;
  return write.map((event, i) => {
    const at = since + ((event.ended - since) * before) / total;
    before += sizes[i] as number;
    return { event, begun: at, ended: at, estimated: true };
  });
}
