import { commandOf } from './inline-code.ts';
import { type Doing, parentsOf, workOf } from './kin.ts';
import { entry } from './maps.ts';
import { slotsOf } from './slots.ts';
import type { Track } from './types.ts';
import { basename, withoutDigits } from './words.ts';
import { readWork, type Work } from './work.ts';

/** Processes that do the same work: brothers. */
export interface Kind {
  readonly members: readonly number[];
  /** Scripts or programs that differ in digits only: this is what they share. */
  readonly family?: string;
  /** They are forks beside their parent, running its program. */
  readonly forked: boolean;
  /** The subcommand of all of them, shown with the program. */
  readonly verb: string;
}

/** What each process does, by index into the tracks. */
export interface Relatives {
  readonly doing: readonly Doing[];
  /** The work that a process without arguments shares with its brothers; else its own. */
  readonly work: readonly Work[];
  /** Its parent, or -1. */
  readonly parent: Int32Array;
  readonly kinds: readonly Kind[];
  readonly kindOf: Int32Array;
}

/** `peak`: of the run, bytes. */
export function relate(tracks: readonly Track[], peak: number): Relatives {
  const parent = parentsOf(tracks);
  const doing = tracks.map((track) => workOf(track, peak));
  const work = adopt(doing, parent);
  const keys = work.map((own, i) => keyOf(own, i, tracks, work, parent));
  const families = familiesOf(keys, work, parent);
  const groups = new Map<string, number[]>();
  for (let i = 0; i < keys.length; i++) {
    entry(groups, families.get(i) ?? (keys[i] as string), () => []).push(i);
  }
  const kinds = [...groups.values()].flatMap((members) => {
    const [first = 0] = members;
    const family = families.has(first) ? familyName(work[first] as Work) : undefined;
    const forked = (keys[first] as string).endsWith(FORKED);
    return bySubcommand(members, work).map((part) => ({
      ...{ members: part, forked, verb: verbOf(part, work) },
      ...(family === undefined ? {} : { family }),
    }));
  });
  const kindOf = new Int32Array(tracks.length);
  for (const [k, { members }] of kinds.entries()) for (const i of members) kindOf[i] = k;
  return { doing, work, parent, kinds, kindOf };
}

const FORKED = '\nforked';

/** Not in the words of a single command. */
const SHELL_SYNTAX = /[|;&<>$`'"\\]/;

/**
 * A process whose arguments are not known does what the shell above it was given to run, or what its brothers of the same name do, where
 * they agree.
 */
function adopt(doing: readonly Doing[], parent: Int32Array): Work[] {
  const unknown = new Set(doing.filter(({ work }) => !work.known).map(({ work }) => work.name));
  const under = (i: number): string => {
    const above = doing[parent[i] as number]?.work;
    return `${above?.program}\n${above?.subject}\n${doing[i]?.work.name}`;
  };
  const known = new Map<string, Work | undefined>();
  for (const [i, { work }] of doing.entries()) {
    if (!work.known || work.title !== undefined || !unknown.has(work.name)) continue;
    const place = under(i);
    const other = known.get(place);
    const agree = other?.program === work.program && other.subject === work.subject;
    known.set(place, !known.has(place) || agree ? work : undefined);
  }
  return doing.map(({ work }, i) => {
    if (work.known) return work;
    const above = doing[parent[i] as number]?.work;
    const command = above?.shell && above.code !== undefined ? commandOf(above) : [];
    const plain = !command.some((word) => SHELL_SYNTAX.test(word));
    if (plain && basename(command[0] ?? '') === work.name) return readWork(work.name, command);
    const like = known.get(under(i));
    if (like === undefined) return work;
    const { program, subject, head, shell } = like;
    return { ...work, program, subject, head, shell };
  });
}

function keyOf(
  work: Work,
  i: number,
  tracks: readonly Track[],
  works: readonly Work[],
  parent: Int32Array,
): string {
  const above = parent[i] as number;
  const forked = tracks[i]?.forked === true && above >= 0;
  if (work.title !== undefined) {
    const [first = ''] = work.title.split(/[\s:]/);
    return `title\n${withoutDigits(first)}\n${above}${forked ? FORKED : ''}`;
  }
  const helper = multiprocessing(work);
  const key =
    helper === undefined
      ? `${work.subject === '' ? work.program : work.program.replace(/[\d.]+$/, '')}\n${work.subject}`
      : `${work.program}\n${helper}\n${above}`;
  const over = works[above];
  const same = over?.program === work.program && over.subject === work.subject;
  if (forked && (same || work.given !== undefined)) return `${key}${FORKED}`;
  // A program that starts itself again with other arguments is no brother of its children.
  return same ? `${key}\nstarted by its own` : key;
}

/** Which helper of Python's multiprocessing a process is: 'spawn', 'resource_tracker', … */
export function multiprocessing(work: Work): string | undefined {
  if (work.code === undefined) return undefined;
  return work.code.match(/^from multiprocessing\.(\w+)/)?.[1];
}

/** Keys of families: different scripts or programs under one parent that differ in digits only. */
function familiesOf(
  keys: readonly string[],
  work: readonly Work[],
  parent: Int32Array,
): Map<number, string> {
  const byParent = new Map<number, Map<string, number[]>>();
  for (let i = 0; i < keys.length; i++) {
    const children = entry(byParent, parent[i] as number, () => new Map<string, number[]>());
    entry(children, keys[i] as string, () => []).push(i);
  }
  const families = new Map<number, string>();
  for (const [above, children] of byParent) {
    const alike = new Map<string, number[][]>();
    for (const [key, members] of children) {
      const { program, subject, title, code } = work[members[0] as number] as Work;
      if (title !== undefined || code !== undefined || key.endsWith(FORKED)) continue;
      if (!/\d/.test(subject === '' ? program : subject)) continue;
      const name = `${withoutDigits(program)}\n${withoutDigits(subject)}\n${above}\nfamily`;
      entry(alike, name, () => []).push(members);
    }
    for (const [name, brothers] of alike) {
      if (brothers.length > 1) for (const i of brothers.flat()) families.set(i, name);
    }
  }
  return families;
}

function familyName({ program, subject, head }: Work): string {
  if (subject === '') return withoutDigits(program);
  return head === subject ? withoutDigits(head) : `${program} ${withoutDigits(subject)}`;
}

/** A first word that may be a subcommand: 'index', 'pack-objects'. */
const VERB = /^[A-Za-z][A-Za-z_:-]+$/;

/**
 * Two subcommands of one program do different work. They are known by arguments of another form: brothers with one first word, or with
 * arguments of one form, stay together.
 */
function bySubcommand(members: readonly number[], work: readonly Work[]): number[][] {
  const verb = (i: number): string => firstWord(work[i] as Work);
  const told = members.filter((i) => work[i]?.known);
  if (told.filter((i) => verb(i) !== '').length <= told.length / 2) return [[...members]];
  const joined = new Map<string, string>();
  const root = (key: string): string => {
    let top = key;
    for (let up = joined.get(top); up !== undefined; up = joined.get(top)) top = up;
    return top;
  };
  for (const i of told) {
    const [a, b] = [root(`word ${verb(i)}`), root(`form ${formOf(work[i] as Work)}`)];
    if (a !== b) joined.set(a, b);
  }
  const parts = new Map<string, number[]>();
  for (const i of members) {
    entry(parts, work[i]?.known ? root(`word ${verb(i)}`) : '', () => []).push(i);
  }
  return [...parts.values()];
}

/** The first argument where it may be a subcommand, or ''. */
export function firstWord({ rest, code }: Work): string {
  const [word = ''] = rest;
  return code === undefined && VERB.test(word) ? word : '';
}

/** The form of arguments: which flags, and how many plain words up to three. */
function formOf(work: Work): string {
  if (work.title !== undefined) return String(work.rest.length);
  const names = [...slotsOf(work.rest).keys()];
  const flags = names.filter((name) => name.startsWith('-')).map(withoutDigits);
  const words = Math.min(3, names.filter((name) => name.startsWith('#')).length);
  return `${words} ${[...new Set(flags)].sort().join(' ')}`;
}

/** The first word of all, where several share one. */
function verbOf(members: readonly number[], work: readonly Work[]): string {
  const known = members.filter((i) => work[i]?.known && work[i]?.title === undefined);
  const words = new Set(known.map((i) => firstWord(work[i] as Work)));
  return known.length > 1 && words.size === 1 ? ([...words][0] ?? '') : '';
}
