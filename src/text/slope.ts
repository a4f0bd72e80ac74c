import { parseDuration } from './duration.ts';
import { formatSize, parseSize } from './size.ts';
import { UserError } from './user-error.ts';

/** Units of time as people write them behind a slash, as durations are written. */
const UNITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    s: ['sec', 'secs', 'second', 'seconds'],
    m: ['min', 'mins', 'minute', 'minutes'],
    h: ['hr', 'hrs', 'hour', 'hours'],
    d: ['day', 'days'],
  }).flatMap(([short, names]) => names.map((name): [string, string] => [name, short])),
);

/**
 * Bytes per millisecond from '10MiB/h', '10MiB/hour', '1MiB/s' or '64MiB/30min'; throws a UserError if it is not a slope. `option` is
 * the option it was given to.
 */
export function parseSlope(text: string, option: string): number {
  const [size = '', time, ...more] = text.split('/');
  const fail = (reason: string, hint: string): never => {
    throw new UserError(`${option}: ${JSON.stringify(text.slice(0, 40))} ${reason}`, hint);
  };
  if (time === undefined || more.length > 0) {
    return fail('is not a size per time', 'write it like 10MiB/h or 1MiB/s');
  }
  const unit = time.trim();
  const [, count, name = ''] = /^(\d*(?:\.\d+)? ?)([a-z]+)$/.exec(unit) ?? [];
  const short = UNITS.get(name) ?? name;
  const bytes = parseSize(size, option);
  const per = parseDuration(count === undefined ? unit : `${count || 1}${short}`, option);
  if (bytes === 0 || per === 0) {
    return fail('is not a slope above zero', 'write it like 10MiB/h or 1MiB/s');
  }
  return bytes / per;
}

const PER = [
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
] as const;

/**
 * '3.50 MiB/s', '60.0 MiB/h', from bytes per millisecond: in the shortest unit of time in which `beside` (default:
 * the slope itself) reaches a MiB, so that two slopes side by side share a unit.
 */
export function formatSlope(slope: number, beside: number = slope): string {
  const [unit, per] = PER.find(([, milliseconds]) => beside * milliseconds >= 2 ** 20) ?? [
    'd',
    86_400_000,
  ];
  return `${formatSize(slope * per, { fixed: true })}/${unit}`;
}
