/** Fields of a structured line by their dotted names. */
export type Fields = ReadonlyMap<string, string | number | boolean>;

/** Objects are read this deep. */
const DEPTH = 3;
/** Characters that may stand before the object. */
const BEFORE_OBJECT = 80;
/** logfmt: at least two pairs, which leave less than this part of the line. */
const REST_PART = 0.25;

const PAIR = /(?:^|\s)([A-Za-z_@][\w.@-]*)=("(?:[^"\\]|\\.)*"?|\S*)/g;
const ESCAPED = /\\(?:u([0-9a-fA-F]{4})|(.))/g;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: ' ', f: ' ' };

/** The object at the end of a line, also one that was cut off, and the text before it. */
export function jsonFields(line: string): { head: string; fields: Fields } | undefined {
  const open = line.indexOf('{');
  if (open < 0 || open > BEFORE_OBJECT) return undefined;
  const fields = new Map<string, string | number | boolean>();
  const reader = new ObjectReader(line, open);
  if (!reader.object('', 0, fields) || fields.size === 0) return undefined;
  return reader.rest().trim() === '' ? { head: line.slice(0, open), fields } : undefined;
}

/** The pairs of a logfmt line. */
export function logfmtFields(line: string): Fields | undefined {
  if (!line.includes('=')) return undefined;
  const fields = new Map<string, string>();
  let pairs = 0;
  for (const match of line.matchAll(PAIR)) {
    pairs += match[0].length;
    fields.set(match[1] as string, unquoted(match[2] as string));
  }
  return fields.size >= 2 && line.length - pairs < REST_PART * line.length ? fields : undefined;
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  return unescaped(value.slice(1, value.length > 1 && value.endsWith('"') ? -1 : undefined));
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPED, (_, code?: string, letter?: string) =>
    code === undefined
      ? (ESCAPES[letter ?? ''] ?? letter ?? '')
      : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Reads one JSON object into dotted fields; a text that ends early counts as if all were closed there. */
class ObjectReader {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }

  /** Whether what stands here is an object. */
  object(prefix: string, depth: number, into: Map<string, string | number | boolean>): boolean {
    if (this.#next() !== '{') return false;
    this.#at++;
    while (this.#at < this.#text.length) {
      const next = this.#next();
      if (next === '}') {
        this.#at++;
        return true;
      }
      if (next === ',') {
        this.#at++;
        continue;
      }
      const key = this.#string();
      if (key === undefined || this.#next() !== ':') return this.#isOver();
      this.#at++;
      if (!this.#value(prefix + key, depth, into)) return this.#isOver();
    }
    return true;
  }

  #value(key: string, depth: number, into: Map<string, string | number | boolean>): boolean {
    const next = this.#next();
    if (next === '"') {
      const value = this.#string();
      if (value !== undefined) into.set(key, value);
      return true;
    }
    if (next === '{') {
      return this.object(`${key}.`, depth + 1, depth < DEPTH ? into : new Map());
    }
    if (next === '[') return this.#array();
    const word = /[^,}\]\s]*/y;
    word.lastIndex = this.#at;
    const value = word.exec(this.#text)?.[0] ?? '';
    this.#at += value.length;
    if (value === 'true' || value === 'false') into.set(key, value === 'true');
    else if (/^-?\d/.test(value) && Number.isFinite(Number(value))) into.set(key, Number(value));
    else return value === 'null' || this.#isOver();
    return true;
  }

  /** Arrays tell no lines apart: skipped. */
  #array(): boolean {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at];
      if (char === '"') {
        this.#string();
        continue;
      }
      if (char === '[') depth++;
      if (char === ']' && --depth === 0) {
        this.#at++;
        return true;
      }
      this.#at++;
    }
    return true;
  }

  #string(): string | undefined {
    if (this.#next() !== '"') return undefined;
    const from = ++this.#at;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    }
    const value = this.#text.slice(from, this.#at);
    this.#at++;
    return unescaped(value);
  }

  #next(): string | undefined {
    while (this.#at < this.#text.length && /\s/.test(this.#text[this.#at] as string)) this.#at++;
    return this.#text[this.#at];
  }

  #isOver(): boolean {
    return this.#at >= this.#text.length;
  }
}
