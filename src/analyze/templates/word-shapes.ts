import { classOf, DIGIT, HEX, LETTER } from './characters.ts';

const UNITS = new Set(
  'b kb mb gb tb kib mib gib tib k m g t s ms us µs μs ns sec secs min mins h hr hrs d x px hz khz mhz ghz'.split(
    ' ',
  ),
);

/** Whether these letters, right after a number, are its unit. */
export function isUnit(text: string, from: number, to: number): boolean {
  if (to === from || to - from > 4) return false;
  return UNITS.has(text.slice(from, to).toLowerCase());
}

const METHODS = new Set(['GET', 'POST', 'PUT', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS']);

/** Whether a word is an HTTP method: a route follows, whose words distinguish requests. */
export function isHttpMethod(text: string, from: number, to: number): boolean {
  const length = to - from;
  if (length < 3 || length > 7) return false;
  // The first letter rules out most words without allocating a string.
  const first = text.charCodeAt(from);
  const likely = first === 71 || first === 80 || first === 72 || first === 68 || first === 79;
  return likely && METHODS.has(text.slice(from, to));
}

const DASH = 45;
const COLON = 58;
const SPACE = 32;

/** The end of a UUID that begins here, or -1. */
export function uuidEnd(text: string, from: number, to: number): number {
  if (to - from < 36) return -1;
  for (let i = 0; i < 36; i++) {
    const code = text.charCodeAt(from + i);
    const dash = i === 8 || i === 13 || i === 18 || i === 23;
    if (dash ? code !== DASH : !(classOf(code) & HEX)) return -1;
  }
  return classOf(text.charCodeAt(from + 36)) & (DIGIT | LETTER) ? -1 : from + 36;
}

/** The end of a date that begins here (2024-05-01 or 2024/05/01, perhaps with a time and zone), or -1. */
export function dateEnd(text: string, from: number, to: number): number {
  const separator = text.charCodeAt(from + 4);
  if (separator !== DASH && separator !== 47) return -1;
  if (to - from < 10 || digitsAt(text, from, to) !== 4) return -1;
  if (digitsAt(text, from + 5, to) !== 2 || text.charCodeAt(from + 7) !== separator) return -1;
  if (digitsAt(text, from + 8, to) !== 2) return -1;
  const between = text.charCodeAt(from + 10);
  if (between !== SPACE && (between | 32) !== 116) return from + 10;
  const time = timeEnd(text, from + 11, to);
  return time < 0 ? from + 10 : time;
}

/** The end of hh:mm, hh:mm:ss, a fraction and a zone, or -1. */
function timeEnd(text: string, from: number, to: number): number {
  if (digitsAt(text, from, to) !== 2 || text.charCodeAt(from + 2) !== COLON) return -1;
  if (digitsAt(text, from + 3, to) !== 2) return -1;
  let end = from + 5;
  if (text.charCodeAt(end) === COLON && digitsAt(text, end + 1, to) === 2) end += 3;
  const point = text.charCodeAt(end);
  if (point === 46 || point === 44) {
    const digits = digitsAt(text, end + 1, to);
    if (digits > 0) end += 1 + digits;
  }
  return zoneEnd(text, end, to);
}

function zoneEnd(text: string, from: number, to: number): number {
  const sign = text.charCodeAt(from);
  if ((sign | 32) === 122) return from + 1;
  if ((sign !== 43 && sign !== DASH) || digitsAt(text, from + 1, to) < 2) return from;
  const digits = digitsAt(text, from + 1, to);
  if (digits === 4) return from + 5;
  const minutes = text.charCodeAt(from + 3) === COLON && digitsAt(text, from + 4, to) === 2;
  return digits === 2 && minutes ? from + 6 : from;
}

/** The number of digits here, at most ten. */
export function digitsAt(text: string, from: number, to: number): number {
  let i = from;
  while (i < to && i < from + 10 && classOf(text.charCodeAt(i)) & DIGIT) i++;
  return i - from;
}
