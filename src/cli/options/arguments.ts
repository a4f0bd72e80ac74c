import { type Command, CommanderError, InvalidArgumentError } from 'commander';
import { usageError } from './run-options.ts';

/** What a subcommand was given, or the help that was asked for. */
export type Given<Options> =
  | { readonly kind: 'run'; readonly options: Options; readonly operands: readonly string[] }
  | { readonly kind: 'print'; readonly text: string };

/** Reads a subcommand's arguments; mistakes are UserErrors. */
export function parseArguments<Options extends object>(
  command: Command,
  args: readonly string[],
  help: string,
): Given<Options> {
  command
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .helpOption('-h, --help');
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'print', text: help };
    throw usageError(error);
  }
  return { kind: 'run', options: command.opts<Options>(), operands: command.args };
}

/** A whole number from `least` on, for an option. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
      throw new InvalidArgumentError(`It takes a whole number from ${least} on.`);
    }
    return Number(text);
  };
}
