import { amount } from './amounts.ts';
import { findStamp, type Stamp } from './stamps.ts';

/** A container's memory at a moment. */
export interface ContainerRow {
  readonly name: string;
  /** Bytes; NaN where it was not measured, as while a container starts. */
  readonly bytes: number;
  readonly stamp?: Stamp;
}

/** What a header tells of the rows below it. */
export interface Header {
  readonly cells: readonly string[];
  /** Which of a row's pairs is the memory, from 0; undefined if the header has no memory. */
  readonly pair: number | undefined;
  /** Which cell has the name. */
  readonly name: number;
}

const SIZE = '(?<![\\d.])\\d{1,15}(?:\\.\\d{1,9})?\\s?[kKMGTP]?i?B';
/** '82.48MiB / 7.702GiB', also with the blanks, commas or quotes that a split at blanks left, or '-- / --'. */
const PAIR = new RegExp(
  `(${SIZE})["']?[\\s,;|]*/[\\s,;|]*["']?(${SIZE})(?![\\w/])|--\\s*/\\s*--`,
  'g',
);
const HOLE = '\u0001';

/** The pairs of a line: amount and limit, as written; both '' where they were not measured. */
export function pairsOf(text: string): readonly (readonly [string, string])[] {
  return [...text.matchAll(PAIR)].map(([, used = '', limit = '']) => [used, limit]);
}

/** A header of `docker stats`, as a table or with the names that somebody chose; undefined if a line is none. */
export function headerOf(text: string): Header | undefined {
  const memory = text.search(/mem(?:ory)?[ _-]?us(?:age|ed)/i);
  const cpu = text.search(/cpu[ _]?(?:%|perc)/i);
  if ((memory < 0 && cpu < 0) || pairsOf(text).length > 0 || /\d%/.test(text)) return undefined;
  const cells = cellsOf(text);
  if (cells.length < 2) return undefined;
  const before = [/net[ _-]?i/i, /block[ _-]?i/i].filter((other) => {
    const at = text.search(other);
    return at >= 0 && at < memory;
  });
  const named = cells.findIndex((cell) => /^(?:container[ _]?)?names?$/i.test(cell));
  const name = named >= 0 ? named : cells.findIndex((cell) => /^container|^id$|^pod$/i.test(cell));
  return { cells, pair: memory < 0 ? undefined : before.length, name };
}

/** A row of a table, or of any `--format` that has the memory; undefined of another line. */
export function rowOf(text: string, header: Header | undefined): ContainerRow | undefined {
  const pairs = pairsOf(text);
  if (pairs.length === 0) return undefined;
  const holed = text.replace(PAIR, HOLE);
  const cells = cellsOf(holed);
  const found = findStamp(holed);
  const name = nameOf(cells, header) ?? 'container';
  return {
    name,
    bytes: bytesOf(pairs, header),
    ...(found !== undefined && { stamp: found.stamp }),
  };
}

/** The memory among the pairs of a row, the rest being network and disk, which are told in powers of ten. */
function bytesOf(
  pairs: readonly (readonly [string, string])[],
  header: Header | undefined,
): number {
  const binary = pairs.find(([used, limit]) => /i?B/.test(used) && limit.includes('iB'));
  const [used, limit] =
    (header === undefined ? undefined : pairs[header.pair ?? 0]) ?? binary ?? pairs[0] ?? [];
  if (used === undefined || limit === undefined) return Number.NaN;
  // '0B / 0B' is a container that does not run.
  return amount(limit, 1) === 0 ? Number.NaN : amount(used, 1);
}

function cellsOf(text: string): readonly string[] {
  const trimmed = text.trim();
  const separator = [/\t+/, /;/, /,/, /\|/, / {2,}/].find((one) => one.test(trimmed)) ?? /\s+/;
  return trimmed.split(separator).map((cell) => cell.trim().replace(/^["']|["']$/g, ''));
}

function nameOf(cells: readonly string[], header: Header | undefined): string | undefined {
  if (header !== undefined && header.name >= 0 && header.cells.length === cells.length) {
    return cells[header.name];
  }
  const candidates = cells.flatMap((cell) =>
    cell
      .split(/\s+/)
      .map((word) => word.replace(/^[[(]|[\])]?[:=]?$/g, ''))
      .filter((word) => isName(word) && findStamp(word) === undefined),
  );
  return candidates.find((word) => !/^[0-9a-f]{12}(?:[0-9a-f]{52})?$/.test(word)) ?? candidates[0];
}

function isName(word: string): boolean {
  return (
    /[a-z]/i.test(word) &&
    !/^(?:utc|gmt|[ap]m|cet|cest|mon|tue|wed|thu|fri|sat|sun)$/i.test(word) &&
    !/^[\d.,]+\s?[kmgtp]?i?b?%?$/i.test(word) &&
    !/^\d{4}-\d\d-\d\d/.test(word)
  );
}

interface Counters {
  readonly usage?: unknown;
  readonly stats?: Readonly<Record<string, unknown>>;
}

/**
 * Rows of JSON: of `docker stats --format json`, of podman, of the engine's own interface, or of a `--format` with a JSON template.
 * What stands around a row may have its time, or its name as a key.
 */
export function rowsOfJson(
  value: unknown,
  around: { readonly name?: string; readonly stamp?: Stamp } = {},
): readonly ContainerRow[] {
  if (Array.isArray(value)) return value.flatMap((one) => rowsOfJson(one, around));
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  const stamp = stampOf(fields) ?? around.stamp;
  const timed = stamp === undefined ? {} : { stamp };
  const key = ['name', 'Name', 'container', 'Container', 'ID', 'id'].find(
    (one) => typeof fields[one] === 'string' && fields[one] !== '',
  );
  const own = key === undefined ? undefined : String(fields[key]).replace(/^\//, '');
  const name = own ?? around.name ?? 'container';
  const counters = fields['memory_stats'];
  if (typeof counters === 'object' && counters !== null) {
    return [{ name, bytes: usageOf(counters), ...timed }];
  }
  const pair = pairIn(fields);
  if (pair !== undefined) return [{ name, bytes: bytesOf(pairsOf(pair), undefined), ...timed }];
  return Object.entries(fields).flatMap(([inner, one]) =>
    rowsOfJson(one, { name: own ?? inner, ...timed }),
  );
}

/** What counts as used: without the file pages that were not used for a while, as `docker stats` shows it, bytes. */
function usageOf({ usage, stats = {} }: Counters): number {
  if (typeof usage !== 'number') return Number.NaN;
  const cold = stats['total_inactive_file'] ?? stats['inactive_file'] ?? stats['cache'];
  return typeof cold === 'number' && cold < usage ? usage - cold : usage;
}

function stampOf(fields: Readonly<Record<string, unknown>>): Stamp | undefined {
  for (const key of ['read', 'timestamp', 'Timestamp', 'time', 'Time', 'ts', 'date']) {
    const found = key in fields ? findStamp(String(fields[key])) : undefined;
    if (found !== undefined) return found.stamp;
  }
  return undefined;
}

/** The text with used and limit: under a name with 'mem', also one level deeper. */
function pairIn(fields: Readonly<Record<string, unknown>>): string | undefined {
  for (const [key, value] of Object.entries(fields)) {
    if (!/mem/i.test(key)) continue;
    const texts = typeof value === 'object' && value !== null ? Object.values(value) : [value];
    const text = texts.find((one) => typeof one === 'string' && /\/|--/.test(one));
    if (typeof text === 'string') return text;
  }
  return undefined;
}
