import { VERSION } from '../../host/version.ts';
import { DEFAULTS } from '../../run/defaults.ts';
import type { RunOptions } from '../../run/run-options.ts';
import { UserError } from '../../text/user-error.ts';
import { parseArguments, parserOf } from './arguments.ts';
import { RUN } from './run-table.ts';

export type Parsed =
  | { readonly kind: 'run'; readonly options: RunOptions; readonly command: readonly string[] }
  | { readonly kind: 'print'; readonly text: string };

/** Reads the options before the command; everything from the first operand (or `--`) on is the command's own. */
export function parseRun(args: readonly string[]): Parsed {
  const parser = parserOf(RUN, VERSION).passThroughOptions();
  const given = parseArguments<Partial<RunOptions>>(RUN, args, parser);
  if (given.kind === 'print') return given;
  const { operands: command, options } = given;
  if (command.length === 0) {
    const hint = 'write it like: memwrap [options] -- <command> [args...]';
    throw new UserError('no command given', hint);
  }
  return { kind: 'run', command, options: { ...DEFAULTS, ...options } };
}
