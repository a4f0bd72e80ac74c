import type { SampleRecord, StreamRecord } from './records.ts';
import { SAMPLE_FIELDS } from './sample-fields.ts';
import { stamp } from './stamp.ts';

/** pino's levels: debug for samples, error for breaches and kills, info for the rest. */
const LEVELS = {
  start: 30,
  sample: 20,
  line: 30,
  process: 30,
  unseen: 20,
  unread: 30,
  mark: 30,
  breach: 50,
  hook: 30,
  killed: 50,
  cgroup: 30,
  end: 30,
} as const satisfies Record<StreamRecord['type'], number>;

const TIMES: ReadonlySet<string> = new Set([
  'time',
  'since',
  'begun',
  'started',
  'exited',
  'cpu',
  'took',
]);

/**
 * The record as one line of the recording, newline included: valid JSON in valid UTF-8 whatever its strings hold
 * (control characters escaped, lone surrogates as U+FFFD), times with at most three decimals, no number that is not finite.
 */
export function encodeRecord(record: StreamRecord): string {
  if (record.type === 'sample') return encodeSample(record);
  const { time, type, ...rest } = record;
  const head = `{"level":${LEVELS[type]},"time":${stamp(time)},"type":"${type}"`;
  // All that is not a sample has at least one field of its own.
  return `${head},${toJson(rest).slice(1)}\n`;
}

/** Samples are most of a recording: no object and no JSON.stringify on the way. */
function encodeSample(record: SampleRecord): string {
  let text = `{"level":20,"time":${stamp(record.time)},"type":"sample"`;
  for (const field of SAMPLE_FIELDS) {
    const value = record[field];
    if (value !== undefined && Number.isFinite(value)) text += `,"${field}":${stamp(value)}`;
  }
  if (record.top && record.top.length > 0) {
    let separator = ',"top":[';
    for (const [pid, rss] of record.top) {
      text += `${separator}[${stamp(pid)},${stamp(rss)}]`;
      separator = ',';
    }
    text += ']';
  }
  return `${text}}\n`;
}

function toJson(value: object): string {
  // JSON.stringify escapes what JSON asks for; DEL and C1 are control characters of terminals all the same.
  return JSON.stringify(value, plain).replace(
    /[\x7f-\x9f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

function plain(key: string, value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/[\ud800-\udfff]/gu, '\ufffd');
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) return undefined;
  return TIMES.has(key) ? Number(stamp(value)) : value;
}
