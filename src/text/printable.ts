/**
 * Text that every terminal shows as it is. Most text is this, and compiling a pattern of Unicode properties takes a
 * millisecond.
 */
const PLAIN = /^[ -~]*$/;

const PLACEHOLDER = '\uFFFD';

/**
 * Makes one line of foreign text safe for a terminal: terminal sequences are dropped, other control characters shown
 * as pictures (␀), characters that change the reading direction as �, invisible ones dropped. Time is linear in the
 * length.
 */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text;
  // Candidates for replacement: controls, format characters (bidi, zero width, tags), separators, lone surrogates,
  // and characters that are not drawn (fillers, variation selectors).
  const suspicious = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
  // More combining marks than any script stacks on one letter would run over the neighbouring rows.
  const stackedMarks = /(\p{M}{4})\p{M}+/gu;
  return withoutSequences(text)
    .replace(suspicious, (character) => shown(character.codePointAt(0) ?? 0))
    .replace(stackedMarks, '$1');
}

function shown(code: number): string {
  if (code === 0x09) return ' ';
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code < 0xa0) return PLACEHOLDER;
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  const separator = code === 0x2028 || code === 0x2029;
  return surrogate || separator || turnsDirection(code) ? PLACEHOLDER : '';
}

/** Bidirectional marks, embeddings, overrides and isolates: they display text in a different order. */
function turnsDirection(code: number): boolean {
  return (
    code === 0x61c ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}

/** Drops CSI, OSC, DCS, SOS, PM, APC and two-character sequences (ECMA-48), in their 7-bit and 8-bit forms. */
function withoutSequences(text: string): string {
  let kept = '';
  let from = 0;
  // Once no terminator is left, later string sequences do not search for one again: that keeps the whole linear.
  let terminated = true;
  for (let at = nextIntroducer(text, 0); at >= 0; at = nextIntroducer(text, from)) {
    kept += text.slice(from, at);
    const escaped = text.charCodeAt(at) === 0x1b;
    const code = escaped ? text.charCodeAt(at + 1) : text.charCodeAt(at) - 0x40;
    const body = at + (escaped ? 2 : 1);
    if (code === 0x5b) {
      from = endOfControlSequence(text, body);
    } else if (code === 0x5d || code === 0x50 || code === 0x58 || code === 0x5e || code === 0x5f) {
      const end: number = terminated ? endOfString(text, body) : -1;
      terminated = end >= 0;
      from = end >= 0 ? end : body;
    } else {
      from = escaped ? endOfEscape(text, at + 1) : at + 1;
    }
  }
  return kept + text.slice(from);
}

function nextIntroducer(text: string, from: number): number {
  INTRODUCER.lastIndex = from;
  return INTRODUCER.exec(text)?.index ?? -1;
}

const INTRODUCER = /[\x1b\x90\x98\x9b\x9d-\x9f]/g;
const STRING_END = /[\x07\x9c]|\x1b\\/g;

function endOfString(text: string, from: number): number {
  STRING_END.lastIndex = from;
  return STRING_END.test(text) ? STRING_END.lastIndex : -1;
}

/** Parameter bytes, intermediate bytes, one final byte. */
function endOfControlSequence(text: string, from: number): number {
  let at = from;
  while (at < text.length && inRange(text, at, 0x30, 0x3f)) at += 1;
  while (at < text.length && inRange(text, at, 0x20, 0x2f)) at += 1;
  return inRange(text, at, 0x40, 0x7e) ? at + 1 : at;
}

/** Intermediate bytes, one final byte; a lone ESC stands for itself alone. */
function endOfEscape(text: string, from: number): number {
  let at = from;
  while (at < text.length && inRange(text, at, 0x20, 0x2f)) at += 1;
  return inRange(text, at, 0x30, 0x7e) ? at + 1 : from;
}

function inRange(text: string, at: number, low: number, high: number): boolean {
  const code = text.charCodeAt(at);
  return code >= low && code <= high;
}
