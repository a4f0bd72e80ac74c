import { Command, CommanderError } from 'commander';
import { UserError } from '../../text/user-error.ts';
import { helpText } from './help-text.ts';
import { type CommandTable, keyOf, longFlags, type Option, parseValue } from './option.ts';

/** What a command line came to, or the text that it asked for. */
export type Given<Options> =
  | { readonly kind: 'run'; readonly options: Options; readonly operands: readonly string[] }
  | { readonly kind: 'print'; readonly text: string };

/** The parser of a command line; `version` is what --version prints, where the table has that option. */
export function parserOf({ name, operands, options }: CommandTable, version?: string): Command {
  const command = new Command(name || 'memwrap')
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .helpOption('-h, --help');
  for (const operand of operands) command.argument(operand.name);
  for (const option of options) {
    if (option.name === 'help') continue;
    if (option.name === 'version') command.version(version ?? '', '-V, --version');
    else addOption(command, option);
  }
  return command;
}

function addOption(command: Command, option: Option): void {
  const { short, value } = option;
  for (const long of longFlags(option)) {
    const flags = `${short === undefined ? '' : `-${short}, `}${long}`;
    if (value === undefined) command.option(flags);
    else if (value.startsWith('[')) {
      // Without its value it is the empty text.
      const bare = command.createOption(`${flags} ${value}`).preset('');
      command.addOption(bare.argParser((text, before) => parseValue(option, text, long, before)));
    } else {
      command.option(
        `${flags} ${value}`,
        '',
        (text: string, before: unknown) => parseValue(option, text, long, before),
        option.initial,
      );
    }
  }
}

/** Reads a command line; mistakes are UserErrors. `Options` is the table's OptionsOf. */
export function parseArguments<Options extends object>(
  table: CommandTable,
  args: readonly string[],
  command = parserOf(table),
): Given<Options> {
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'print', text: helpText(table) };
    if (error.code === 'commander.version')
      return { kind: 'print', text: `${command.version()}\n` };
    throw usageError(error);
  }
  const options = command.opts<Options>();
  const given = new Set(Object.keys(options));
  for (const option of table.options) {
    const others = [option.excludes ?? []].flat();
    const other = given.has(keyOf(option)) ? others.find((name) => given.has(name)) : undefined;
    if (other === undefined) continue;
    throw new UserError(`--${other} and --${option.name} exclude each other`, 'write one of them');
  }
  return { kind: 'run', options, operands: command.args };
}

/** Commander's message without its prefix and its line breaks. */
function usageError(error: CommanderError): UserError {
  const [message = '', hint] = error.message.replace(/^error: /, '').split('\n');
  return new UserError(message, hint?.replace(/^\(|\)$/g, '') ?? 'see memwrap --help');
}
