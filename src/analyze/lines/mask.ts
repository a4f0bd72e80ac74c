/** A UUID, an address, or hexadecimal digits with a letter and a figure among them, that stand alone. */
const IDENTIFIER =
  /(?<![\p{L}\d])(?:[0-9a-f]{8}-[0-9a-f-]{20,}|(?=[0-9a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,}|0x[0-9a-f]+)(?![\p{L}\d])/giu;
const NUMBER = /(?:(?<![\w)])[-+])?\d+(?:[.,:_]\d+)*/g;
const LEVEL =
  /^[[(<|]*(?:trace|debug|info|information|notice|warn|warning|error|err|fatal|critical|severe|fine|config|dbg|inf|wrn|[IWEFD],|[IWEF]\d{4})[\])>|:,]*$/i;
/** A call site ('server.go:12]', 'app.py:40'), or a process and its role ('311:M'). */
const SOURCE = /^[[(]?[\w./-]+\.\w+:\d+[\]):]*$|^\d+:[A-Z]$/;

const masks = new Map<string, string>();
/** Words remembered with their mask. */
const MOST_WORDS = 16_384;

/** A word with its numbers as <n>; a hash, a UUID or an address as <id>. */
export function maskOf(word: string): string {
  // They rarely come twice: remembered, they would only push out the others.
  if (isWholeNumber(word)) return '<n>';
  let mask = masks.get(word);
  if (mask === undefined) {
    mask = word.length < 3 ? word : word.replace(IDENTIFIER, '<id>');
    mask = mask.replace(NUMBER, '<n>');
    if (masks.size >= MOST_WORDS) masks.clear();
    masks.set(word, mask);
  }
  return mask;
}

/** The mask of words that have the same one, where numbers that are the same in all of them stay: '<n>/8'. */
export function maskOfAll(words: readonly string[]): string {
  const [first = ''] = words;
  const mask = maskOf(first);
  if (mask.split('<n>').length < 3 || mask.includes('<id>')) return mask;
  const numbers = words.map((word) => word.match(NUMBER) ?? []);
  let at = 0;
  return first.replace(NUMBER, (number) => {
    const i = at++;
    return numbers.every((own) => own[i] === number) ? number : '<n>';
  });
}

/** A word without the punctuation around it. */
export function bare(word: string): string {
  const last = word.charCodeAt(word.length - 1);
  // Most words have none: two looks instead of a search.
  if (isPlain(word.charCodeAt(0)) && isPlain(last)) return word;
  return word.replace(/^[^\p{L}\d<]+|[^\p{L}\d>]+$/gu, '');
}

/** A level, a number, punctuation or a call site: nothing that tells one message from another. */
export function isBare(word: string): boolean {
  return (
    LEVEL.test(word) || SOURCE.test(word) || !/[\p{L}]/u.test(maskOf(word).replace(/<\w+>/g, ''))
  );
}

function isWholeNumber(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (!isDigit(word.charCodeAt(i))) return false;
  return word !== '';
}

/** A Latin letter or a digit. */
function isPlain(code: number): boolean {
  const lower = code | 0x20;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x7a);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
