import { classOf, SPACE } from './characters.ts';

/** Longer lines are not parsed as JSON. */
const MAX_LENGTH = 16_384;
const QUOTE = 34;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const BACKSLASH = 92;
const COLON = 58;
const COMMA = 44;

/**
 * The content of a structured log line: its level and message, or only its keys if it has no message; `time` as
 * written.
 */
export interface JsonLine {
  readonly level: string | undefined;
  readonly message: string | undefined;
  readonly time: string | undefined;
  readonly keys: readonly string[];
}

const LEVELS = ['level', 'severity', 'lvl', 'loglevel'];
const MESSAGES = ['msg', 'message', 'event', 'text'];
const TIMES = ['time', 'ts', 'timestamp', '@timestamp'];

/**
 * Reads the top level of a line that is one JSON object, without building the object: one pass, whatever the nesting.
 * undefined if it is not one; the insides of values are not checked.
 */
export function jsonLine(line: string): JsonLine | undefined {
  if (line.charCodeAt(0) !== OPEN_BRACE || line.length > MAX_LENGTH) return undefined;
  const end = skipSpaceBack(line, line.length) - 1;
  if (line.charCodeAt(end) !== CLOSE_BRACE) return undefined;
  const places: number[] = [];
  let level: string | undefined;
  let message: string | undefined;
  let time: string | undefined;
  let i = skipSpace(line, 1);
  while (i < end) {
    if (line.charCodeAt(i) !== QUOTE) return undefined;
    const key = i + 1;
    const keyEnd = stringEnd(line, i, end);
    i = skipSpace(line, keyEnd);
    if (line.charCodeAt(i) !== COLON) return undefined;
    const from = skipSpace(line, i + 1);
    const to = skipSpaceBack(line, valueEnd(line, from, end));
    if (to <= from) return undefined;
    places.push(key, keyEnd - 1);
    if (isOneOf(LEVELS, line, key, keyEnd)) level ??= plain(line, from, to);
    else if (isOneOf(MESSAGES, line, key, keyEnd)) message ??= plain(line, from, to);
    else if (isOneOf(TIMES, line, key, keyEnd)) time ??= plain(line, from, to);
    i = skipSpace(line, to);
    if (line.charCodeAt(i) === COMMA) i = skipSpace(line, i + 1);
    else if (i !== end) return undefined;
  }
  if (places.length === 0) return undefined;
  const keys = message === undefined ? keysAt(line, places) : [];
  return { level, message, time, keys };
}

function isOneOf(names: readonly string[], line: string, from: number, closing: number): boolean {
  for (const name of names) {
    if (name.length === closing - 1 - from && line.startsWith(name, from)) return true;
  }
  return false;
}

function keysAt(line: string, places: readonly number[]): string[] {
  const keys: string[] = [];
  for (let i = 0; i < places.length; i += 2) keys.push(line.slice(places[i], places[i + 1]));
  return keys;
}

const PINO_LEVELS: ReadonlyMap<string, string> = new Map([
  ['10', 'trace'],
  ['20', 'debug'],
  ['30', 'info'],
  ['40', 'warn'],
  ['50', 'error'],
  ['60', 'fatal'],
]);

/** The name of a level: pino's and bunyan's numbers have names. */
export function levelName(level: string): string {
  return PINO_LEVELS.get(level) ?? level.toLowerCase();
}

function plain(line: string, from: number, to: number): string {
  return line.charCodeAt(from) === QUOTE ? line.slice(from + 1, to - 1) : line.slice(from, to);
}

function skipSpace(line: string, from: number): number {
  let i = from;
  while (i < line.length && classOf(line.charCodeAt(i)) & SPACE) i++;
  return i;
}

/** The index after the closing quote, or `end`. */
function stringEnd(line: string, from: number, end: number): number {
  let quote = line.indexOf('"', from + 1);
  while (quote >= 0 && quote < end) {
    let slash = quote;
    while (line.charCodeAt(slash - 1) === BACKSLASH) slash--;
    // An even number of backslashes escape each other.
    if ((quote - slash) % 2 === 0) return quote + 1;
    quote = line.indexOf('"', quote + 1);
  }
  return end;
}

/** The end of a value: the next comma, or `end`, outside strings and brackets. */
function valueEnd(line: string, from: number, end: number): number {
  let depth = 0;
  let i = from;
  while (i < end) {
    const code = line.charCodeAt(i);
    if (code === QUOTE) {
      i = stringEnd(line, i, end);
      continue;
    }
    if (code === COMMA && depth === 0) break;
    if (code === OPEN_BRACE || code === 91) depth++;
    else if (code === CLOSE_BRACE || code === 93) depth--;
    i++;
  }
  return i;
}

function skipSpaceBack(line: string, to: number): number {
  let i = to;
  while (i > 0 && classOf(line.charCodeAt(i - 1)) & SPACE) i--;
  return i;
}
