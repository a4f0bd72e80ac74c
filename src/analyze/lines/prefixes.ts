import type { Draft } from './line.ts';
import { isBare, maskOf } from './mask.ts';

/** Fewer lines or kinds do not tell what a prefix is. */
const FEWEST_LINES = 4;
const FEWEST_KINDS = 3;
/** A tag ties at most so many lines. */
const TIED_LINES = 6;

const CHECK_MARK = /^[^\p{L}\d]*[✓✔√✗✘×]/u;
const COUNTER = /^[[(]?\d+\s?\/\s?\d+/;
const SCOPE = /[:\]|]$|\p{L}(?:::|\.)\p{L}/u;
const SEPARATOR = /^[-|:–]+$/;

/** Drops words that all lines of a stream begin with and that say nothing: levels, dates, process ids, loggers. */
export function dropPrefixes(lines: readonly Draft[]): void {
  for (const fd of [1, 2]) {
    let left = lines.filter((line) => line.fd === fd && !line.fields && !line.isAccess);
    left = left.filter((line) => !line.redrawn);
    while (isPrefixed(left)) for (const line of left) line.words = line.words.slice(1);
  }
}

function isPrefixed(lines: readonly Draft[]): boolean {
  const [first] = lines;
  if (!first || lines.length < FEWEST_LINES) return false;
  const heads = new Set<string>();
  const second = new Set<string>();
  for (const { words } of lines) {
    const head = words[0];
    if (head === undefined || words.length < 2 || CHECK_MARK.test(head) || COUNTER.test(head)) {
      return false;
    }
    heads.add(head);
    second.add(words[1] as string);
  }
  if (isTag(lines)) return false;
  const masked = new Set([...heads].map(maskOf));
  const allBare = [...heads].every(isBare);
  const separated = [...second].every((word) => SEPARATOR.test(word));
  const constant = masked.size === 1 && (SCOPE.test(first.words[0] as string) || separated);
  if (!allBare && !constant) return false;
  const rest = new Set<string>();
  for (const { words } of lines) {
    rest.add(
      words
        .slice(separated ? 2 : 1)
        .map(maskOf)
        .join(' '),
    );
    if (rest.size >= FEWEST_KINDS) return true;
  }
  return false;
}

/** A number that few lines share and that ties lines of several kinds together, as '#6' of a build does. */
function isTag(lines: readonly Draft[]): boolean {
  const seconds = new Map<string, string[]>();
  for (const { words } of lines) {
    const [head, second] = words as [string, string];
    const known = seconds.get(head);
    if (known) known.push(maskOf(second));
    else seconds.set(head, [second].map(maskOf));
  }
  if (seconds.size < FEWEST_KINDS) return false;
  let tied = 0;
  for (const own of seconds.values()) {
    if (own.length >= 2 && own.length <= TIED_LINES && new Set(own).size > 1) tied += own.length;
  }
  return tied > 0.6 * lines.length;
}
