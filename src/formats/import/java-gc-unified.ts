import { epochOf } from '../../text/calendar.ts';
import { bytesOf, decimal } from './collections.ts';

/** When a line was written; a log has one, both, or none. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly epoch?: number;
  /** Milliseconds since the virtual machine began. */
  readonly uptime?: number;
  /** Whether it is the end of a collection. */
  readonly atEnd: boolean;
}

/** A collection, or the heap at one moment where `before` is absent; bytes and milliseconds. */
export interface Found {
  readonly clock: Clock;
  readonly took: number;
  readonly before?: number;
  readonly after: number;
}

/** The message behind the decorations. ZGC and Shenandoah give shares as well: '78M(26%)->230M(77%)'. No name with a colon is the whole heap's. */
const SIZES =
  /^GC\(\d+\) [A-Z][^:]*? (\d+)([BKMGT])(?:\(\d+%\))?->(\d+)([BKMGT])(?:\(\d+(?:%|[BKMGT])\))?(?: (\d+(?:[.,]\d+)?)(ms|s))?/;

/** Whether a line is of -Xlog. */
export function isUnified(line: string): boolean {
  return line.includes('GC(');
}

/** Reads lines of -Xlog:gc, whatever decorations they have. */
export class UnifiedLog {
  add(line: string): Found | undefined {
    const at = line.indexOf('GC(');
    const sizes = SIZES.exec(line.slice(at));
    if (sizes === null) return undefined;
    const [, before = '', beforeUnit = '', after = '', afterUnit = '', took, unit] = sizes;
    return {
      clock: { ...decorations(line.slice(0, at)), atEnd: true },
      took: took === undefined ? 0 : decimal(took) * (unit === 's' ? 1000 : 1),
      before: bytesOf(before, beforeUnit),
      after: bytesOf(after, afterUnit),
    };
  }
}

/** From here on a number of milliseconds or nanoseconds is a date, not an uptime: 1973. */
const EPOCH_MS = 1e11;

/** Times among '[2020-09-22T22:53:20.503+0200][0,192s][info][gc]'. */
function decorations(text: string): Omit<Clock, 'atEnd'> {
  const epoch = dateOf(text);
  const seconds = /\[\s*(\d+[.,]\d+)s\]/.exec(text)?.[1];
  const whole = /\[\s*(\d+)(ms|ns)\]/.exec(text);
  const ms =
    seconds !== undefined
      ? decimal(seconds) * 1000
      : whole === null
        ? undefined
        : Number(whole[1]) / (whole[2] === 'ns' ? 1e6 : 1);
  if (ms !== undefined && ms > EPOCH_MS) return { epoch: epoch ?? ms };
  return { ...(epoch !== undefined && { epoch }), ...(ms !== undefined && { uptime: ms }) };
}

const DATE =
  /(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:Z|([+-])(\d\d):?(\d\d))?/;

/** Epoch milliseconds of the first ISO date in a text; one without a zone is local time. */
export function dateOf(text: string): number | undefined {
  const found = DATE.exec(text);
  if (found === null) return undefined;
  const [all, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes] = found;
  const offset = Number(hours) * 60 + Number(minutes);
  const zone = all.endsWith('Z')
    ? 0
    : sign === undefined
      ? 'local'
      : sign === '-'
        ? -offset
        : offset;
  const epoch = epochOf(
    {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(`${second}.${fraction}`),
    },
    zone,
  );
  return Number.isFinite(epoch) ? epoch : undefined;
}
