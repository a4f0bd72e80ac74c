import { createContext, Script } from 'node:vm';
import { MASK } from '../text/secrets.ts';

/** Masks what the patterns of `--redact` match. */
export interface Redactor {
  /** Of lines that arrived together; a line without a match stays the same string. */
  lines(lines: readonly string[]): readonly string[];
  text(text: string): string;
}

/** A pattern of this kind is matched directly in lines up to this length: at worst the square of it in steps. Characters. */
const DIRECT_LENGTH = 1024;
/** Time for all lines of one read; after so many that took longer nothing is matched any more. */
const TIMEOUT_MS = 1000;
const MOST_TIMEOUTS = 3;

const REPLACE = new Script(
  'lines.map((line) => patterns.reduce((text, pattern) => text.replace(pattern, (match) => match === "" ? "" : mask), line))',
);

/**
 * `patterns` as they were given. A pattern that repeats what is repeated could take for ever: such ones, and long lines, are
 * matched within a time limit, and the lines of a read that exceeds it are masked whole. `say` gets one line about it.
 */
export function createRedactor(
  patterns: readonly RegExp[],
  say: (text: string) => void,
  timeout: number = TIMEOUT_MS,
): Redactor {
  const global = patterns.map(({ source, flags }) => new RegExp(source, `${flags}g`));
  const isDirect = global.every(({ source }) => isSimple(source));
  const context = createContext({ patterns: global, lines: [], mask: MASK });
  let timeouts = 0;

  const direct = (line: string): string =>
    global.reduce((text, pattern) => text.replace(pattern, (match) => match && MASK), line);

  const bounded = (lines: readonly string[]): readonly string[] => {
    if (timeouts < MOST_TIMEOUTS) {
      context['lines'] = lines;
      try {
        return REPLACE.runInContext(context, { timeout }) as string[];
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
        timeouts++;
        if (timeouts === 1) {
          say(
            '--redact: a pattern takes too long (nested repetition?); such lines are masked whole',
          );
        }
      }
    }
    return lines.map((line) => (line === '' ? '' : MASK));
  };

  const lines = (all: readonly string[]): readonly string[] => {
    const isShort = (line: string): boolean => line.length <= DIRECT_LENGTH;
    if (isDirect && all.every(isShort)) return all.map(direct);
    const slow = isDirect ? all.filter((line) => !isShort(line)) : all;
    const rest = bounded(slow).values();
    return all.map((line) =>
      isDirect && isShort(line) ? direct(line) : (rest.next().value ?? MASK),
    );
  };
  return { lines, text: (text) => lines([text])[0] ?? text };
}

/** At most one open repetition, and none of a group: what a match takes is bounded by the square of the length. */
function isSimple(source: string): boolean {
  const plain = source.replace(/\\[\s\S]/g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (/\)[*+{]/.test(plain)) return false;
  return (plain.match(/[*+]|\{\d*,\d*\}/g) ?? []).length <= 1;
}
