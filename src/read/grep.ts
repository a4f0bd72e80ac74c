import { createContext, Script } from 'node:vm';
import { UserError } from '../text/user-error.ts';

/** Lines are matched up to this length: what a slow pattern takes grows with the length. Characters. */
const MAX_LINE_LENGTH = 4096;
/** Time limit for a chunk of lines. A pattern that takes longer backtracks catastrophically. */
const TIMEOUT_MS = 2000;

const FILTER = new Script('lines.map((line) => pattern.test(line))');

/** Returns a function that says which lines match a pattern; it throws a UserError if matching would take forever. */
export function createGrep(source: string): (lines: readonly string[]) => readonly boolean[] {
  const pattern = compile(source);
  const context = createContext({ pattern, lines: [] });
  return (lines) => {
    context['lines'] = lines.map((line) => line.slice(0, MAX_LINE_LENGTH));
    try {
      return FILTER.runInContext(context, { timeout: TIMEOUT_MS }) as boolean[];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      throw new UserError(
        '--grep: this pattern takes too long',
        'write it without nested repetition',
      );
    }
  };
}

function compile(source: string): RegExp {
  try {
    return new RegExp(source, 'u');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`--grep: ${why}`, "write a regular expression, like 'shard \\d+'");
  }
}
