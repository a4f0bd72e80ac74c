/** The last part of a path; a path of slashes alone as it is. */
export function basename(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  const name = path.slice(path.lastIndexOf('/', end - 1) + 1, end);
  return name === '' ? path : name;
}

/** A file's name up to its first dot: what a source, its object and its listing have in common. */
export function stem(word: string): string {
  const name = basename(word);
  const dot = name.indexOf('.', 1);
  return dot < 0 ? name : name.slice(0, dot);
}

/** '190', '0.01', '12:30', '4k', '80%', '3x'. */
export function isNumber(word: string): boolean {
  return /^[-+]?\d[\d.,:]*[kKmMgG%sx]?$/.test(word);
}

/** The text within a length: its head and its tail with '…' between them. */
export function shorten(text: string, most: number): string {
  const trimmed = text.replace(/^[\s;,]+|[\s;,]+$/g, '');
  if (trimmed.length <= most) return trimmed;
  const tail = most >> 1;
  return `${trimmed.slice(0, most - tail - 1).trimEnd()}…${trimmed.slice(-tail).trimStart()}`;
}

/** Digits replaced by '<n>': what the names of numbered things have in common. */
export function withoutDigits(text: string): string {
  return text.replace(/\d+/g, '<n>');
}

/** Where names are made up: temporary files, descriptors, process ids. */
const MADE_UP = /^\/(?:tmp|var\/tmp|dev\/fd|dev\/shm|proc|run)\//;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-/i;
/** At least eight hexadecimal digits between separators, letters and digits mixed; 'deadbeef' is a word. */
const HASH = /(?:^|[-_.=])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}(?:$|[-_.])/;
const LONG_NUMBER = /(?<!\d)\d{7,}(?!\d)/;
const DATE = /(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d/;
const CHANGE = /[a-z][A-Z]|[A-Z][a-z]|\d[A-Za-z]|[A-Za-z]\d/g;
const CAMEL_CASE = /^[a-z]*(?:[A-Z][a-z]+)*\d*$/;

/** Whether a word tells processes apart without saying anything: an id, a hash, the name of a temporary file. */
export function looksRandom(word: string): boolean {
  const name = basename(word);
  if (MADE_UP.test(word) && looksTemporary(name)) return true;
  if (LONG_NUMBER.test(name) && !DATE.test(name)) return true;
  if (UUID.test(name) || HASH.test(name)) return true;
  const core = stem(name);
  if (!/^\w{6,16}$/.test(core) || CAMEL_CASE.test(core)) return false;
  return (core.match(CHANGE)?.length ?? 0) >= 4;
}

function looksTemporary(name: string): boolean {
  const core = stem(name);
  return (
    /^(?:tmp|temp|cc|magick)[-_.]?\w{4,}/.test(name) ||
    (/[A-Z]/.test(core) && /[a-z]/.test(name) && /\d/.test(name)) ||
    (core.match(/[a-z]\d|\d[a-z]/g)?.length ?? 0) >= 2 ||
    /\d{4,}/.test(name)
  );
}

/** The shortest ends of paths that still differ, at most four parts long. */
export function pathEnds(paths: ReadonlySet<string>): (path: string) => string {
  const ending = (parts: number) => (path: string) =>
    path.replace(/\/+$/, '').split('/').slice(-parts).join('/');
  for (let parts = 1; parts < 4; parts++) {
    const end = ending(parts);
    if (new Set([...paths].map(end)).size === paths.size) return end;
  }
  return ending(4);
}
