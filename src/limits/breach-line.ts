import { formatDuration } from '../text/duration.ts';
import { printable } from '../text/printable.ts';
import type { Breach } from './breach.ts';
import { breachWords } from './breach-words.ts';
import type { OnBreach } from './options.ts';

/** The line has to fit a terminal, with "memwrap: " before it; at least so much of the command stays. */
const MAX_LINE = 80;
const PREFIX_LENGTH = 9;
const MIN_NAME = 12;
const MAX_NAME = 40;

/** Why growth after the first phase cannot be judged. */
export const NO_REST = 'memory never came to rest, the first phase lasted to the end';

/**
 * The line on stderr for a breach; `age` is the run's, milliseconds, `then` what becomes of the command.
 * 'over the ceiling at 1m10s: 2.01 GiB rss > 2.00 GiB (npm test goes on)'
 */
export function breachLine(
  breach: Breach,
  age: number,
  command: string,
  then: OnBreach | 'ended',
): string {
  const outcomes = {
    fail: 'goes on',
    kill: 'is ended',
    warn: 'goes on; a warning only',
    ended: 'has ended',
  };
  const words = breachWords(breach.limit);
  const what = `${words.what} at ${formatDuration(age)}: ${words.figures(breach)}`;
  const room = MAX_LINE - PREFIX_LENGTH - what.length - outcomes[then].length - 4;
  return `${what} (${cut(command, Math.max(room, MIN_NAME))} ${outcomes[then]})`;
}

/** A command as a sentence names it: at most 40 characters, without the folder of its program. */
export function commandWords([program = '', ...args]: readonly string[]): string {
  const called = program.slice(program.lastIndexOf('/') + 1) || program;
  const text = printable([called, ...args].join(' ').slice(0, 1000))
    .replace(/\s+/g, ' ')
    .trim();
  const short = cut(text, MAX_NAME);
  // A GitHub runner takes this for a command, wherever in a line it stands.
  return short.replaceAll('##[', '## [') || 'the command';
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1).trimEnd()}…` : text;
}
