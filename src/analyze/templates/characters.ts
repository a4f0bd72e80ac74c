/** Classes of characters, one bit each, for the scan of a line. */
export const SPACE = 1;
export const DIGIT = 2;
export const LETTER = 4;
export const HEX = 8;
/** Ends a word: quotes, brackets and separators of values. */
export const STOP = 16;
/** Ends an unquoted value after '='. */
export const VALUE_STOP = 32;

const CLASSES = new Uint8Array(128);
CLASSES.fill(SPACE | VALUE_STOP, 0, 33);
CLASSES[127] = SPACE;
for (let code = 48; code < 58; code++) CLASSES[code] = DIGIT | HEX;
for (let code = 65; code < 91; code++) {
  const hex = code < 71 ? HEX : 0;
  CLASSES[code] = LETTER | hex;
  CLASSES[code + 32] = LETTER | hex;
}
for (const stop of '"\'`()[]{}<>,;|=') CLASSES[stop.charCodeAt(0)] = STOP;
for (const stop of ',;)]}&|') {
  CLASSES[stop.charCodeAt(0)] = (CLASSES[stop.charCodeAt(0)] as number) | VALUE_STOP;
}

/**
 * The classes of a UTF-16 code unit; everything beyond ASCII counts as a letter. NaN, past the end of a text, has
 * none.
 */
export function classOf(code: number): number {
  return code < 128 ? (CLASSES[code] as number) : code >= 128 ? LETTER : 0;
}

const ESCAPE = 27;
const BRACKET = 91;
const CLOSING = 93;
const BELL = 7;

/** The end of the terminal control sequence that starts at `from` (ECMA-48, 5.4; OSC ends with BEL or ST). */
export function sequenceEnd(text: string, from: number, to: number): number {
  const kind = text.charCodeAt(from + 1);
  let i = from + 2;
  if (kind === BRACKET) {
    while (i < to && (text.charCodeAt(i) < 64 || text.charCodeAt(i) > 126)) i++;
    return Math.min(to, i + 1);
  }
  if (kind === CLOSING) {
    while (i < to && text.charCodeAt(i) !== BELL && text.charCodeAt(i) !== ESCAPE) i++;
    return Math.min(to, text.charCodeAt(i) === ESCAPE ? i + 2 : i + 1);
  }
  return Math.min(to, from + 2);
}
