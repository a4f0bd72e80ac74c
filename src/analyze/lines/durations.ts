/** A duration that a line tells, and the worth of its last digit; milliseconds. */
export interface Duration {
  readonly length: number;
  readonly resolution: number;
}

/** '812 ms', '1.2s', '0:03', '3 min', '1m20s', '2,5 Sekunden'; not part of a clock or a path. */
const DURATION =
  /(?<![\w.:])(?:(\d+):(\d\d(?:\.\d+)?)(?!\S*:)|(\d+(?:[.,]\d+)?)\s?(ms|milliseconds?|msecs?|µs|us|s|secs?|seconds?|sek(?:unden)?|secondes?|segundos?|mins?|minutes?|minuten|m)(\d+(?:\.\d+)?s)?)(?![\w/])/gi;

/** Fields that hold a duration, by the last part of their name. */
const MILLISECOND_FIELD = /(?:_ms|^ms|millis\w*|responsetime|latency)$/i;
const DURATION_FIELD = /duration|elapsed|took|time_?taken/i;
const NAMED_DURATION = /dur|elapsed|took|time_?taken|latency|ms$/i;

/** All durations in a text. */
export function durationsIn(text: string): Duration[] {
  if (!/\d/.test(text)) return [];
  return Array.from(text.matchAll(DURATION), (match) =>
    match[1] === undefined ? withUnit(match) : asClock(match),
  );
}

/** The durations of a structured line's fields. */
export function durationsOf(fields: ReadonlyMap<string, string | number | boolean>): Duration[] {
  const found: Duration[] = [];
  for (const [key, value] of fields) {
    const name = key.slice(key.lastIndexOf('.') + 1);
    if (typeof value === 'string') {
      if (NAMED_DURATION.test(name)) found.push(...durationsIn(value), ...bareNumber(name, value));
    } else if (typeof value === 'number') found.push(...numberOf(name, value));
  }
  return found;
}

/** An entry of the block below a line: '  duration_ms: 3391.8'. */
const ENTRY = /^\s+([\w.-]+):\s+(\S.*)$/;

/** The durations in an entry of the block below a line. */
export function durationsInEntry(text: string): Duration[] {
  const [, name, value] = ENTRY.exec(text) ?? [];
  return name === undefined || value === undefined ? [] : durationsOf(new Map([[name, value]]));
}

/** logfmt writes numbers without a unit. */
function bareNumber(name: string, value: string): Duration[] {
  return /^\d+(?:\.\d+)?$/.test(value) ? numberOf(name, Number(value)) : [];
}

function numberOf(name: string, value: number): Duration[] {
  if (MILLISECOND_FIELD.test(name)) return [{ length: value, resolution: 1 }];
  // Seconds or milliseconds: the one that fits tells.
  return DURATION_FIELD.test(name)
    ? [
        { length: value, resolution: 1 },
        { length: value * 1000, resolution: 1 },
      ]
    : [];
}

function asClock(match: RegExpMatchArray): Duration {
  const seconds = match[2] ?? '0';
  return {
    length: Number(match[1]) * 60_000 + Number(seconds) * 1000,
    resolution: 1000 / 10 ** decimals(seconds),
  };
}

function withUnit(match: RegExpMatchArray): Duration {
  const number = (match[3] ?? '0').replace(',', '.');
  const unit = milliseconds((match[4] ?? '').toLowerCase());
  const more = match[5] === undefined ? 0 : Number(match[5].slice(0, -1)) * 1000;
  return {
    length: Number(number) * unit + more,
    resolution: unit / 10 ** decimals(number),
  };
}

function milliseconds(unit: string): number {
  if (unit === 'µs' || unit === 'us') return 0.001;
  if (unit.startsWith('mi') && !unit.startsWith('mil')) return 60_000;
  if (unit === 'm') return 60_000;
  return unit.startsWith('m') ? 1 : 1000;
}

function decimals(number: string): number {
  const point = number.indexOf('.');
  return point < 0 ? 0 : number.length - point - 1;
}
