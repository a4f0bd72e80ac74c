import type { HashIndex } from './hash-index.ts';
import { HOLE, type Hole, VALUE } from './holes.ts';
import { isMeaningful, type Template } from './template.ts';
import { HOLE_WORD, wildKey } from './template-hash.ts';

/** This many templates that differ in only one word become one. */
const SIMILAR = 6;
/** A template this rare joins one that already has a hole at that word. */
const RARE = 2;
/** With more lines than this, or than this fraction of all lines, a word is not taken for a value. */
const SELDOM = 8;
const SELDOM_PART = 0.02;

type Merge = (from: number, into: number) => void;

/**
 * Joins templates that differ only in a name: many rare ones that differ in the same single word, or one that already
 * has a hole there. Never by overall similarity, which would join 'task started' and 'task done'. Calls `merge` for
 * each template that goes.
 */
export function mergeSimilar(
  templates: readonly (Template | undefined)[],
  index: HashIndex,
  lines: number,
  merge: Merge,
): void {
  const seldom = Math.max(SELDOM, SELDOM_PART * lines);
  const groups = new Map<number, number[]>();
  const places = new Map<number, number>();
  for (const [id, template] of templates.entries()) {
    if (!template || template.count > seldom) continue;
    for (const place of variablePlaces(template)) {
      const [high, low] = keyAt(template, place);
      const key = (high >>> 0) * 2 ** 21 + (low >>> 11);
      const group = groups.get(key);
      if (group) group.push(id);
      else groups.set(key, [id]);
      places.set(key, place);
    }
  }
  const gone = new Set<number>();
  const large = [...groups].filter(([, group]) => group.length >= SIMILAR);
  for (const [key, group] of large.sort((a, b) => b[1].length - a[1].length)) {
    const left = group.filter((id) => !gone.has(id));
    const first = left[0];
    if (first === undefined || left.length < SIMILAR) continue;
    const kept = templates[first];
    if (!kept) continue;
    openWord(kept, places.get(key) ?? 0);
    index.set(kept.high, kept.low, first);
    // A template with a new hole has a new key, so it takes no part in the groups of its old one.
    gone.add(first);
    for (const id of left.slice(1)) {
      gone.add(id);
      merge(id, first);
    }
  }
  for (const [id, template] of templates.entries()) {
    if (!template || gone.has(id) || template.count > RARE) continue;
    for (const place of variablePlaces(template)) {
      const into = index.get(...keyAt(template, place));
      const kept = templates[into];
      if (into === id || !kept) continue;
      const hole = kept.holes[countHoles(kept.words.slice(0, place).join(''))];
      if (hole) Object.assign(hole, { kinds: hole.kinds | VALUE, varies: true });
      merge(id, into);
      break;
    }
  }
}

/** The word indices that may turn out to hold a value: enough other words must remain to identify the line. */
function variablePlaces(template: Template): number[] {
  const { words, wordHashes } = template;
  const meaningful = words.filter(isMeaningful).length;
  const places: number[] = [];
  const most = Math.min(words.length, wordHashes.length);
  for (let place = 0; place < most; place++) {
    const others = meaningful - (isMeaningful(words[place] as string) ? 1 : 0);
    if (others > 0 && wordHashes[place] !== HOLE_WORD) places.push(place);
  }
  return places;
}

function keyAt(template: Template, place: number): [number, number] {
  return wildKey(template.high, template.low, template.wordHashes[place] as number, place);
}

/** Makes a hole of a whole word. */
function openWord(template: Template, place: number): void {
  const word = template.words[place] as string;
  template.joined = true;
  const before = countHoles(template.words.slice(0, place).join(''));
  const hole: Hole = { kinds: VALUE, first: '', varies: true, unit: '', common: 0 };
  [template.high, template.low] = keyAt(template, place);
  template.holes.splice(before, countHoles(word), hole);
  // The other holes of the joined templates were not compared.
  for (const other of template.holes) Object.assign(other, { varies: true, unit: '', common: 0 });
  template.words[place] = HOLE;
  template.wordHashes[place] = HOLE_WORD;
}

function countHoles(text: string): number {
  return text.split(HOLE).length - 1;
}
