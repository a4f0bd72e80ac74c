import { type Duration, durationsIn, durationsOf } from './durations.ts';
import { isBare } from './mask.ts';
import { type Fields, jsonFields, logfmtFields } from './structured.ts';

/** What a line says, wherever in it that stands. */
export interface Message {
  readonly text: string;
  /** A structured line's fields. */
  readonly fields: Fields | undefined;
  /** The name of the field that holds the text. */
  readonly key: string | undefined;
  readonly durations: readonly Duration[];
  /** A served request: method, route and status. */
  readonly isAccess: boolean;
  /** The line began with a time of its own. */
  readonly isStamped: boolean;
}

/** Names of the message, the likeliest first; '@…' whole, others by their last part. */
const MESSAGE_NAMES = '@mt @m msg message mt m event short_message text body log textpayload'.split(
  ' ',
);
const ROUTE_NAMES = ['route', 'url', 'path', 'uri'];
const STATUS_NAMES = new Set(['status', 'statuscode', 'status_code', 'ms', 'responsetime']);
const LEVEL_KEY = /(?:^|[.@])(?:level|severity|lvl|l|levelname|priority|stream|v)$/i;
const TIME_KEY = /(?:^|[.@])(?:time|timestamp|ts|t|date|datetime|asctime)$/i;

const STAMP =
  /\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[.,\d]*(?:Z|[+-]\d\d:?\d\d)?|\[\d\d\/\w{3}\/\d{4}:?\s?\d\d:\d\d:\d\d(?: [+-]\d+)?\]|\b[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\b|\b\d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d(?:[.,]\d+)?|\b\d\d:\d\d:\d\d(?:[.,]\d+)?(?![\w:])/g;
/** Host and program of a syslog line, once its time is gone. */
const SYSLOG = /^(?:<\d+>)?\s*[\w.-]+\s+([\w./-]+)\[\d+\]:\s/;
const REQUEST = /\b(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\s+(\/[^\s"?]*|https?:\/\/[^\s"]+)/;
const STATUS = /\b[1-5]\d\d\b/;
const IDENTIFYING = /^(?:[0-9a-f-]{8,}|\d+|(?=.*\d)[\w-]{6,})$/i;

export function isLevelKey(key: string): boolean {
  return LEVEL_KEY.test(key);
}

export function isTimeKey(key: string): boolean {
  return TIME_KEY.test(key);
}

/** Reads a line. */
export function messageOf(line: string): Message {
  const text = line.trim();
  const json = jsonFields(text);
  if (json) return fromFields(withHead(json.head, json.fields));
  const pairs = logfmtFields(text);
  return pairs ? fromFields(pairs) : plain(text);
}

/** What stands before the object is the message, where it has words or the object has none. */
function withHead(head: string, fields: Fields): Fields {
  const words = withoutStamps(head)
    .split(/\s+/)
    .filter((word) => word !== '' && !isBare(word));
  const said = words.filter((word) => /\p{L}{2}/u.test(word));
  if (said.length < 2 && (said.length === 0 || messageKey(fields) !== undefined)) return fields;
  return new Map([...fields, ['message', said.join(' ')]]);
}

function fromFields(fields: Fields): Message {
  const key = messageKey(fields);
  const held = key === undefined ? '' : String(fields.get(key)).trim();
  if (key === 'log') {
    const inner = messageOf(held);
    return inner;
  }
  const method = valueNamed(fields, ['method']);
  const url = valueNamed(fields, ROUTE_NAMES);
  const request = method !== undefined && url !== undefined;
  const isAccess = request && [...fields.keys()].some((name) => STATUS_NAMES.has(lastPart(name)));
  const told = request ? `${method} ${routeOf(url)}` : held;
  return {
    text: told === '' ? allFields(fields) : told,
    fields,
    key,
    durations: [...durationsOf(fields), ...durationsIn(held)],
    isAccess,
    isStamped: true,
  };
}

function plain(text: string): Message {
  const request = REQUEST.exec(text);
  if (request && STATUS.test(text.slice(request.index + request[0].length))) {
    return {
      text: `${request[1]} ${routeOf(request[2] as string)}`,
      fields: undefined,
      key: undefined,
      durations: durationsIn(withoutStamps(text)),
      isAccess: true,
      isStamped: true,
    };
  }
  const said = withoutStamps(text);
  const isStamped = said !== text;
  const body = isStamped ? said.replace(SYSLOG, '$1: ') : said;
  return {
    text: body.trim(),
    fields: undefined,
    key: undefined,
    durations: durationsIn(body),
    isAccess: false,
    isStamped,
  };
}

function withoutStamps(text: string): string {
  return text.includes(':') ? text.replace(STAMP, '') : text;
}

function messageKey(fields: Fields): string | undefined {
  const keys = [...fields.keys()].filter((key) => typeof fields.get(key) === 'string');
  for (const name of MESSAGE_NAMES) {
    const found = keys.filter(
      (key) => (key.startsWith('@') ? key.toLowerCase() : lastPart(key)) === name,
    );
    if (found.length > 0) return found.reduce((a, b) => (b.length < a.length ? b : a));
  }
  return undefined;
}

function valueNamed(fields: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const [key, value] of fields) {
      if (lastPart(key) === name && typeof value === 'string') return value;
    }
  }
  return undefined;
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1).toLowerCase();
}

/** Host, query and fragment go; segments that identify one thing become <id>. */
function routeOf(url: string): string {
  const path = url.replace(/^https?:\/\/[^/]+/, '').replace(/[?#].*$/, '');
  const parts = path.split('/').map((part) => (IDENTIFYING.test(part) ? '<id>' : part));
  return parts.join('/') || '/';
}

function allFields(fields: Fields): string {
  return [...fields]
    .filter(([key]) => !isLevelKey(key) && !isTimeKey(key) && lastPart(key) !== 'pid')
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}
