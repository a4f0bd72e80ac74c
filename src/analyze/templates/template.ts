import { classOf, LETTER, SPACE, sequenceEnd } from './characters.ts';
import { HOLE, type Hole, holeText, openHole, widen } from './holes.ts';
import { type LineScan, WORDS } from './line-scan.ts';

/** Maximum length of a template's text. */
const SHOWN = 200;
/** All values of this many lines of a template are observed, then those of one line in ONE_IN. */
const OBSERVED = 1024;
const ONE_IN = 16;
/** Maximum length of an example. */
const EXAMPLE = 200;

/** What lines that differ only in values share. */
export interface Template {
  high: number;
  low: number;
  wordHashes: Int32Array;
  /** The words, with HOLE where something varies. */
  words: string[];
  holes: Hole[];
  /** Number of events: lines with their continuation lines. */
  count: number;
  /** A word became a hole because many templates differed in it; new lines are tried against it. */
  joined: boolean;
  /** The first line, as it was. */
  readonly example: string;
}

/** The template of a line just scanned; `lead` are the words that the scan began with. */
export function templateOf(scan: LineScan, text: string, lead: readonly string[]): Template {
  const holes: Hole[] = [];
  let masked = '';
  let at = 0;
  for (let i = 0; i < scan.holes; i++) {
    const from = scan.holeFrom[i] as number;
    const to = scan.holeTo[i] as number;
    masked += cleaned(text, at, from) + HOLE;
    holes.push(openHole(text, from, to, scan.holeKind[i] as number, scan.holeUnit[i] as number));
    at = to;
  }
  masked += cleaned(text, at, text.length);
  return {
    high: scan.high,
    low: scan.low,
    wordHashes: scan.wordHashes.slice(0, Math.min(scan.words, WORDS)),
    words: [...lead, ...masked.split(' ').filter((word) => word !== '')],
    holes,
    count: 1,
    joined: false,
    example: cleaned(text, 0, Math.min(text.length, EXAMPLE)).trim(),
  };
}

/** Whether to observe the values of the line counted last: what was constant in many lines rarely changes later. */
export function isObserved({ count }: Template): boolean {
  return count <= OBSERVED || count % ONE_IN === 0;
}

/** Observes the values of one more line of the template. */
export function observe(template: Template, scan: LineScan, text: string): void {
  const holes = Math.min(scan.holes, template.holes.length);
  for (let i = 0; i < holes; i++) {
    const from = scan.holeFrom[i] as number;
    const to = scan.holeTo[i] as number;
    const hole = template.holes[i] as Hole;
    widen(hole, text, from, to, scan.holeKind[i] as number, scan.holeUnit[i] as number);
  }
}

/** The text of a template for people. */
export function describeTemplate(template: Template): string {
  const parts = template.words.join(' ').split(HOLE);
  let text = parts[0] ?? '';
  for (let i = 1; i < parts.length; i++) {
    const hole = template.holes[i - 1];
    text += (hole ? holeText(hole, template.count) : '<*>') + parts[i];
  }
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}

/** Whether a word is informative: letters, and no hole. */
export function isMeaningful(word: string): boolean {
  let letters = 0;
  for (let i = 0; i < word.length; i++) {
    if (word[i] === HOLE) return false;
    if (classOf(word.charCodeAt(i)) & LETTER) letters++;
  }
  return letters > 1;
}

/** Part of a text without terminal sequences, control characters and hole marks. */
function cleaned(text: string, from: number, to: number): string {
  let clean = '';
  let start = from;
  let i = from;
  while (i < to) {
    const code = text.charCodeAt(i);
    const sequence = code === 27;
    if (!sequence && code !== HOLE.charCodeAt(0) && !(classOf(code) & SPACE)) {
      i++;
      continue;
    }
    clean += text.slice(start, i) + (sequence ? '' : code === HOLE.charCodeAt(0) ? '?' : ' ');
    i = sequence ? sequenceEnd(text, i, to) : i + 1;
    start = i;
  }
  return clean + text.slice(start, to);
}
