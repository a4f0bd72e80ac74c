import { Command, CommanderError, Option } from 'commander';
import { VERSION } from '../../host/version.ts';
import { addGateOptions } from '../../limits/options.ts';
import { DEFAULTS } from '../../run/defaults.ts';
import type { RunOptions } from '../../run/run-options.ts';
import { parseDuration } from '../../text/duration.ts';
import { parseSize } from '../../text/size.ts';
import { UserError } from '../../text/user-error.ts';
import { HELP } from '../help.ts';

export type Parsed =
  | { readonly kind: 'run'; readonly options: RunOptions; readonly command: readonly string[] }
  | { readonly kind: 'print'; readonly text: string };

/** Reads the options before the command; everything from the first operand (or `--`) on is the command's own. */
export function parseRun(args: readonly string[]): Parsed {
  const program = new Command('memwrap')
    .exitOverride()
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .helpOption('-h, --help')
    .version(VERSION, '-V, --version')
    .argument('[command...]')
    .passThroughOptions()
    .option('-o, --output <file>')
    .option('-i, --interval <time>', '', (text) => (text === 'auto' ? text : interval(text)))
    .option('-n, --name <name>')
    .option('--mark <regex>', '', marks)
    .addOption(new Option('--io <mode>').choices(['pipe', 'inherit', 'pty']))
    .addOption(new Option('--sampler <kind>').choices(['auto', 'linux', 'portable', 'none']))
    .option('--no-unbuffer')
    .option('--force')
    .option('--append')
    .option('--max-record <size>', '', (text) => parseSize(text, '--max-record'))
    .option('--no-argv')
    .option('-q, --quiet')
    .option('--color')
    .option('--no-color')
    .option('--log-file <file>');
  addGateOptions(program);
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'print', text: HELP };
    if (error.code === 'commander.version') return { kind: 'print', text: `${VERSION}\n` };
    throw usageError(error);
  }
  const command = program.args;
  if (command.length === 0) {
    throw new UserError(
      'no command given',
      'write it like: memwrap [options] -- <command> [args...]',
    );
  }
  const found = program.opts<Partial<RunOptions>>();
  if (found.force && found.append) {
    throw new UserError('--force and --append exclude each other', 'write one of them');
  }
  return {
    kind: 'run',
    command,
    options: { ...DEFAULTS, ...found },
  };
}

/** Commander's words without its prefix and its line breaks. */
export function usageError(error: CommanderError): UserError {
  const [message = '', hint] = error.message.replace(/^error: /, '').split('\n');
  return new UserError(message, hint?.replace(/^\(|\)$/g, '') ?? 'see memwrap --help');
}

const SHORTEST = 1;

function interval(text: string): number {
  const ms = parseDuration(text, '--interval');
  if (ms < SHORTEST) throw new UserError(`--interval: "${text}" is too short`, 'write 1ms or more');
  return ms;
}

function marks(text: string, earlier: readonly RegExp[] | undefined): readonly RegExp[] {
  try {
    return [...(earlier ?? []), new RegExp(text, 'u')];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`--mark: ${why}`, "write a regular expression, like '^epoch \\d+'");
  }
}
