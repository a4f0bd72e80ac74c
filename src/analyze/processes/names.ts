import { tellCodeApart } from './inline-code.ts';
import { type Kind, multiprocessing, type Relatives } from './kinds.ts';
import { entry } from './maps.ts';
import { firstWords, tellApart } from './slots.ts';
import type { Track } from './types.ts';
import { shorten, withoutDigits } from './words.ts';
import type { Work } from './work.ts';

/** So many brothers, the largest, decide what tells a kind apart; the others are told by the same slots. */
const ASKED = 512;
/** A process without words of its own takes those of an ancestor so many generations up. */
const GENERATIONS = 3;
const LONGEST_TITLE = 44;

/** What processes are called: each by what tells it from its brothers. Kinds are looked at when a name is asked for. */
export class Names {
  readonly #tracks: readonly Track[];
  readonly #relatives: Relatives;
  /** By kind: the words of a member. */
  readonly #tellers = new Map<number, (i: number) => string>();
  /** By kind: '(2 of 4)' of those that nothing tells apart. */
  readonly #ordinals = new Map<number, ReadonlyMap<number, string>>();

  constructor(tracks: readonly Track[], relatives: Relatives) {
    this.#tracks = tracks;
    this.#relatives = relatives;
  }

  /** 'cc1plus grammar.cpp', 'python3 04.py (forked) (2 of 3)'. */
  label(i: number): string {
    const { state } = this.#relatives.doing[i] ?? {};
    const work = this.#work(i);
    const ordinal = this.#ordinal(i);
    if (work.title !== undefined) return join(shorten(state ?? work.title, LONGEST_TITLE), ordinal);
    const head = this.#head(i);
    if (work.given !== undefined) return join(`${work.given} (${head})`, ordinal);
    return join(head, this.words(i) || this.#alone(i), ordinal);
  }

  /** What tells it from its brothers; '' where nothing does. */
  words(i: number): string {
    const own = this.#teller(i)(i);
    if (own !== '' || this.#work(i).known) return own;
    let above = this.#relatives.parent[i] as number;
    for (let n = 0; n < GENERATIONS && above >= 0; n++) {
      const next = this.#relatives.parent[above] as number;
      const words = next >= 0 ? this.#teller(above)(above) : '';
      if (words !== '') return words;
      above = next;
    }
    return '';
  }

  /** What several have in common: 'cc1plus', 'worker: <*>', 'perl job_<n>.pl'. */
  common(members: readonly number[]): string {
    const [first = 0] = members;
    if (members.length === 1) return this.label(first);
    const titles = members.map((i) => this.#work(i).title);
    if (titles.every((title) => title !== undefined)) return commonTitle(titles);
    const heads = new Set(members.map((i) => this.#head(i)));
    const { family } = this.#kind(first);
    return heads.size > 1 && family !== undefined ? family : this.#head(first);
  }

  #kind(i: number): Kind {
    return this.#relatives.kinds[this.#relatives.kindOf[i] as number] as Kind;
  }

  #work(i: number): Work {
    return this.#relatives.work[i] as Work;
  }

  #head(i: number): string {
    const work = this.#work(i);
    const { forked, verb } = this.#kind(i);
    const helper = multiprocessing(work);
    const above = this.#relatives.parent[i] as number;
    if (helper !== undefined && above >= 0) {
      const worker = helper === 'spawn' || helper === 'forkserver';
      return `${this.#head(above)} ${worker ? 'worker' : helper.replaceAll('_', ' ')}`;
    }
    return join(work.head, verb, forked && work.given === undefined ? '(forked)' : '');
  }

  /** Of one that has no like: its first plain words. */
  #alone(i: number): string {
    const work = this.#work(i);
    const { members, verb } = this.#kind(i);
    if (!work.known || work.code !== undefined || this.#ordinal(i) !== '') return '';
    const most = work.subject === '' ? 2 : members.length === 1 ? 1 : 0;
    return firstWords(verb === '' ? work.rest : work.rest.slice(1), most);
  }

  #teller(i: number): (i: number) => string {
    return entry(this.#tellers, this.#relatives.kindOf[i] as number, () => this.#tell(i));
  }

  #tell(one: number): (i: number) => string {
    const { members, verb, family } = this.#kind(one);
    const all = this.#largest(members);
    const known = [...all, ...this.#starters(all)]
      .map((i) => this.#work(i))
      .filter((work) => work.known);
    const coded = known.filter((work) => work.code !== undefined);
    const rest = (work: Work) => (verb === '' ? work.rest : work.rest.slice(1));
    const teller = coded.length > 0 ? tellCodeApart(coded) : undefined;
    const slots = tellApart(known.map(rest));
    // A family is told apart by its programs.
    const heads = family === undefined ? 1 : new Set(known.map(({ head }) => head)).size;
    if (heads === known.length && heads > 1) return () => '';
    return (i) => {
      const work = this.#work(i);
      if (!work.known || multiprocessing(work) !== undefined) return '';
      return teller === undefined || work.code === undefined ? slots(rest(work)) : teller(work);
    };
  }

  #largest(members: readonly number[]): number[] {
    const peak = (i: number): number => (this.#tracks[i] as Track).peak;
    const largest = [...members].sort((a, b) => peak(b) - peak(a) || a - b);
    return largest.slice(0, ASKED).sort((a, b) => a - b);
  }

  /** Of a program that started itself again, those that did: children are told from them as well. */
  #starters(members: readonly number[]): number[] {
    const { parent } = this.#relatives;
    const starters = members.flatMap((i) => {
      const above = parent[i] as number;
      const [own, over] = [this.#work(i), above < 0 ? undefined : this.#work(above)];
      const same = over?.program === own.program && over.subject === own.subject;
      return same && own.title === undefined ? [above] : [];
    });
    return [...new Set(starters)].filter((i) => !members.includes(i));
  }

  #ordinal(i: number): string {
    const kind = this.#relatives.kindOf[i] as number;
    return entry(this.#ordinals, kind, () => this.#count(this.#kind(i).members)).get(i) ?? '';
  }

  #count(members: readonly number[]): Map<number, string> {
    const alike = new Map<string, number[]>();
    for (const i of this.#largest(members)) {
      if ((this.#tracks[i] as Track).peak <= 0) continue;
      const { title, given } = this.#work(i);
      const key = `${this.#head(i)}\n${title ?? this.words(i)}\n${given ?? ''}`;
      entry(alike, key, () => []).push(i);
    }
    const ordinals = new Map<number, string>();
    for (const group of alike.values()) {
      if (group.length < 2) continue;
      const seen = (i: number): number => (this.#tracks[i] as Track).seen;
      group.sort((a, b) => seen(a) - seen(b) || a - b);
      for (const [n, i] of group.entries()) ordinals.set(i, `(${n + 1} of ${group.length})`);
    }
    return ordinals;
  }
}

/** Titles word by word: '<n>' where they differ in digits, '<*>' where in more. */
function commonTitle(titles: readonly string[]): string {
  const words = titles.map((title) => title.split(' '));
  const [first = []] = words;
  if (words.some(({ length }) => length !== first.length)) return first[0] ?? '';
  const shared = first.map((word, at) => {
    if (words.every((other) => other[at] === word)) return word;
    const masked = withoutDigits(word);
    return words.every((other) => withoutDigits(other[at] ?? '') === masked) ? masked : '<*>';
  });
  return shorten(shared.join(' '), LONGEST_TITLE);
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
