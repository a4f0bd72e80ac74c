import { type Teller, tellApart } from './slots.ts';
import { basename, looksRandom, shorten } from './words.ts';
import type { Work } from './work.ts';

/** Of inline code that has no brothers so much is shown, characters. */
const SHOWN = 28;
/** What a shell's command begins with and says nothing of its work: `exec`, `set -e`, `A=1`, `cd x &&`. */
const PREFACE = /^\s*(?::|exec|set -\w+|[A-Za-z_]\w*=\S*|cd \S+)\s*(?:&&|;)?\s+/;

/** Tells brothers apart that were given their program on the command line. */
export function tellCodeApart(works: readonly Work[]): (work: Work) => string {
  return works[0]?.shell ? tellShellApart(works) : tellTokensApart(works);
}

/** The program that a shell's command starts, and the words that tell it from its brothers. */
function tellShellApart(works: readonly Work[]): (work: Work) => string {
  const commands = works.map(commandOf);
  const teller = tellApart(commands.map((words) => words.slice(1)));
  const programs = new Set(commands.map(([program = '']) => program));
  return (work) => {
    const [program = '', ...rest] = commandOf(work);
    const words = programs.size === 1 && commands.length > 1 ? teller(rest) : rest.join(' ');
    return quoted(`${basename(program)} ${words}`, 36);
  };
}

/** The words of the first command that a shell was given. */
export function commandOf(work: Work): string[] {
  let code = work.code ?? '';
  for (let before = ''; before !== code; ) {
    before = code;
    code = code.replace(PREFACE, '');
  }
  return code.split(/\s+/);
}

/** The tokens that not all of them share, words of three letters and more first; of equal code the arguments. */
function tellTokensApart(works: readonly Work[]): (work: Work) => string {
  const alone = (work: Work): string => {
    const code = work.code ?? '';
    return `'${code.slice(0, SHOWN)}${code.length > SHOWN ? '…' : ''}'`;
  };
  if (works.length < 2) return alone;
  const tokens = works.map(tokensOf);
  const [first = new Set<string>(), ...others] = tokens;
  const shared = new Set([...first].filter((token) => others.every((one) => one.has(token))));
  const rest: Teller = tellApart(works.map((work) => work.rest));
  return (work) => {
    const all = [...tokensOf(work)];
    const own = all.filter((token) => !shared.has(token) && !looksRandom(token));
    const words = own.filter((token) => /[A-Za-z]{3}/.test(token));
    const told = words.length > 0 ? words : own;
    const after = rest(work.rest);
    if (told.length === 0 || /[A-Za-z]{3}/.test(after)) return after;
    return told.length < all.length ? quoted(told.slice(0, 3).join(' '), 30) : alone(work);
  };
}

function tokensOf(work: Work): Set<string> {
  return new Set(work.code?.match(/[\w.\-/:]+/g));
}

function quoted(text: string, most: number): string {
  const short = shorten(text, most);
  return short === '' ? '' : `'${short}'`;
}
