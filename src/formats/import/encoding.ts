/** How a text is encoded, and whether that was found or assumed. */
export interface Encoding {
  /** For `TextDecoder`. */
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251' | 'windows-1252';
  /** A sentence if it had to be assumed. */
  readonly note?: string;
}

/** Letters of Cyrillic in cp1251, of which a text in it has many more than others of the upper half. */
const CYRILLIC_FROM = 0xc0;

/** The encoding of a file that begins with these bytes: by its byte order mark, else UTF-8 if it is, else a guess that is told. */
export function encodingOf(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return { name: 'utf-16le' };
  if (head[0] === 0xfe && head[1] === 0xff) return { name: 'utf-16be' };
  const zeros = zerosIn(head);
  if (zeros.odd > head.length / 8 && zeros.even === 0) return { name: 'utf-16le' };
  if (zeros.even > head.length / 8 && zeros.odd === 0) return { name: 'utf-16be' };
  if (isUtf8(head)) return { name: 'utf-8' };
  const high = head.filter((byte) => byte >= 0x80);
  const letters = high.filter((byte) => byte >= CYRILLIC_FROM).length;
  // Words of Cyrillic are runs of upper bytes; Western text has one here and there.
  const name = letters > 0.7 * high.length && hasRuns(head) ? 'windows-1251' : 'windows-1252';
  return { name, note: `the text is not UTF-8; it was read as ${name}` };
}

function zerosIn(bytes: Uint8Array): { even: number; odd: number } {
  const count = { even: 0, odd: 0 };
  bytes.forEach((byte, i) => {
    if (byte === 0) count[i % 2 === 0 ? 'even' : 'odd'] += 1;
  });
  return count;
}

/** Up to its last three bytes, which may begin a character that goes on behind the head. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function hasRuns(bytes: Uint8Array): boolean {
  let run = 0;
  for (const byte of bytes) {
    run = byte >= CYRILLIC_FROM ? run + 1 : 0;
    if (run >= 3) return true;
  }
  return false;
}
