import { entry } from './maps.ts';
import { basename, isNumber, looksRandom, pathEnds, shorten, stem } from './words.ts';

/** Options that name what is written, not what is worked on. */
const OUTPUT =
  /^(?:-o|-M[FTQMD]*|--?out\w*(?:[-_]\w+)*|--emit|--dest\w*|--log\w*|-dumpdir|--dep-\w+|--tmp\w*|--temp\w*|--cache\w*|--pid\w*)$/;
/** Options whose values are handles, not work. */
const HANDLE =
  /(?:^|[-_ ])(?:fd|pipe|handle|socket|sock|sem|token|pid|ppid|parent|seed|nonce|ts|time(?:stamp)?|uuid|session)s?(?:[-_ ]|$)/i;
/** Files that a step makes. */
const PRODUCT =
  /\.(?:o|d|s|obj|lo|la|a|so|tmp|out|log|lock|pid|class|pyc|map|ii?|gcda|rmeta|rlib)(?:\.\w)?$/;
/** A command line of at least this many plain words is a list (`xargs -n 150`). */
const LIST = 12;
const LONGEST = 36;
/** The score of a flag that has no value: it comes after all that have one and say something. */
const BARE = 0.2;

/** Arguments by what they are for: behind a flag, behind `key=`, or by position ('#0'). */
export type Slots = ReadonlyMap<string, string>;

export function slotsOf(words: readonly string[]): Slots {
  const slots = new Map<string, string>();
  const put = (name: string, value: string): void => {
    let free = name;
    while (slots.has(free)) free += "'";
    slots.set(free, value);
  };
  let position = 0;
  let flag = '';
  for (const word of words) {
    const equal = word.indexOf('=');
    const pair = equal > 0 && /^-{0,2}[\w.-]+$/.test(word.slice(0, equal));
    if (word.startsWith('-') && pair) put(word.slice(0, equal), word.slice(equal + 1));
    else if (word.length > 1 && word.startsWith('-') && !isNumber(word)) {
      put(word, '');
      flag = word;
      continue;
    } else if (flag !== '' && pair) put(`${flag} ${word.slice(0, equal)}`, word.slice(equal + 1));
    else {
      put(flag === '' ? `#${position}` : `${flag} `, word);
      position++;
    }
    flag = '';
  }
  return slots;
}

/** A slot in which brothers differ. */
interface Candidate {
  readonly name: string;
  readonly order: number;
  readonly values: readonly (string | undefined)[];
  readonly random: number;
  score: number;
  /** Where the first slot stands that varies with this one. */
  group: number;
}

/** How a group of brothers is told apart: the words of one of them, from its arguments. */
export type Teller = (words: readonly string[]) => string;

const NOTHING: Teller = () => '';

/** Finds the words that tell brothers apart; `all`: the arguments of each behind program and subject. */
export function tellApart(all: readonly (readonly string[])[]): Teller {
  if (all.length < 2) return NOTHING;
  const slots = all.map(slotsOf);
  const lists = slots.filter((one) => plainWords(one).length >= LIST).length;
  if (lists > all.length / 2) return (words) => listed(plainWords(slotsOf(words)));
  const shown = choose(candidates(slots), all.length).map(({ name, values }) => {
    const end = pathEnds(new Set(values.filter((value) => value !== undefined)));
    return (own: Slots): string => {
      const value = own.get(name);
      if (value === undefined) return '';
      return value === '' ? name.replace(/'+$/, '') : withFlag(name, shorten(end(value), LONGEST));
    };
  });
  if (shown.length === 0) return NOTHING;
  return (words) => {
    const own = slotsOf(words);
    return shown
      .map((show) => show(own))
      .filter((word) => word !== '')
      .join(' ');
  };
}

function plainWords(slots: Slots): string[] {
  return [...slots].flatMap(([name, value]) => (name.startsWith('#') ? [value] : []));
}

function listed(words: readonly string[]): string {
  if (words.length < LIST) return words.map((word) => shorten(basename(word), 28)).join(' ');
  const [first = '', last = ''] = [words[0], words.at(-1)];
  return `${shorten(basename(first), 28)} … ${shorten(basename(last), 28)} (${words.length} words)`;
}

/** A number or a letter says nothing without its flag. */
function withFlag(slot: string, value: string): string {
  const flag = slot.replace(/'+$/, '').trim();
  const bare = isNumber(value) || value.length <= 2 || value === 'true' || value === 'false';
  return bare && flag.startsWith('-') ? `${flag} ${value}` : value;
}

function candidates(slots: readonly Slots[]): Candidate[] {
  const names = [...new Set(slots.flatMap((one) => [...one.keys()]))];
  const found: Candidate[] = [];
  for (const [order, name] of names.entries()) {
    const values = slots.map((one) => one.get(name) || undefined);
    const present = values.filter((value) => value !== undefined);
    const distinct = new Set(present).size;
    if (distinct === 0) found.push(...bareFlag(name, order, slots));
    if (distinct < 2) continue;
    const part = (test: (value: string) => boolean) => present.filter(test).length / present.length;
    const random = part(looksRandom);
    const coverage = present.length / slots.length;
    let score = coverage * (0.5 + (0.5 * distinct) / present.length);
    score -= 0.9 * random + 0.3 * part(isNumber);
    if (HANDLE.test(name)) score -= 0.9;
    if (OUTPUT.test(name.replace(/[' ].*$/, ''))) score -= 0.25;
    if (part((value) => PRODUCT.test(value)) > 0.5) score -= 0.2;
    if (part((value) => /[A-Za-z]{2}/.test(name + value)) === 0) score -= 0.15;
    if (present.reduce((sum, { length }) => sum + length, 0) > 60 * present.length) score -= 0.2;
    found.push({ name, order, values, random, score, group: order });
  }
  voteByStem(found);
  return found;
}

/** A flag without a value that some have: it tells them apart where nothing better does. */
function bareFlag(name: string, order: number, slots: readonly Slots[]): Candidate[] {
  if (OUTPUT.test(name) || slots.some((one) => one.has(`${name} `))) return [];
  const values = slots.map((one) => (one.has(name) ? name : undefined));
  if (!values.includes(undefined)) return [];
  return [{ name, order, values, random: 0, score: BARE, group: order }];
}

/** Slots that vary together by stem speak for one another: u1.cpp, u1.cpp.o, u1.cpp.d. */
function voteByStem(found: readonly Candidate[]): void {
  const groups = new Map<string, Candidate[]>();
  for (const one of found) {
    const key = one.values.map((value) => (value === undefined ? '' : stem(value))).join('\n');
    entry(groups, key, () => []).push(one);
  }
  for (const group of groups.values()) {
    const first = Math.min(...group.map(({ order }) => order));
    for (const one of group) {
      one.group = first;
      if (one.random < 0.5) one.score += Math.min(0.3, 0.1 * (group.length - 1));
    }
  }
}

/** The best slot, and a second where it tells more brothers apart; never a third. */
function choose(found: readonly Candidate[], count: number): Candidate[] {
  const tenth = (score: number): number => Math.round(score * 10);
  const shortest = ({ values }: Candidate): number => basename(values.find(Boolean) ?? '').length;
  const order = found
    .filter(({ score, random }) => score > 0.15 && random < 0.5)
    .sort(
      (a, b) =>
        tenth(b.score) - tenth(a.score) ||
        a.group - b.group ||
        Math.round(100 * b.score) - Math.round(100 * a.score) ||
        shortest(a) - shortest(b) ||
        a.order - b.order,
    );
  const chosen: Candidate[] = [];
  let keys: string[] = new Array(count).fill('');
  let apart = 1;
  for (const one of order) {
    const next = keys.map((key, i) => `${key}\n${one.values[i] ?? ''}`);
    const distinct = new Set(next).size;
    if (distinct <= apart) continue;
    chosen.push(one);
    keys = next;
    apart = distinct;
    if (apart === count || chosen.length === 2) break;
  }
  return chosen;
}

/** Of one that has no brothers: its first plain words, not behind a flag, no ids, no numbers. */
export function firstWords(words: readonly string[], most: number): string {
  return words
    .filter((word, i) => {
      if (word.startsWith('-') || word === '' || looksRandom(word) || isNumber(word)) return false;
      const before = words[i - 1];
      return before === undefined || !/^--?\w/.test(before) || before.includes('=');
    })
    .slice(0, most)
    .map((word) => shorten(basename(word), 20))
    .join(' ');
}
