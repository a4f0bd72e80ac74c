import type { IoMode } from '../../launch/outputs.ts';
import type { SamplerChoice } from '../../sample/choose.ts';
import { parseDuration } from '../../text/duration.ts';
import { parseSize } from '../../text/size.ts';
import { UserError } from '../../text/user-error.ts';
import { CONFIG_OPTIONS } from './limit-options.ts';
import type { CommandTable, Option } from './option.ts';
import { SUBCOMMAND_HELP } from './subcommand-help.ts';

// By their keys, so that the compiler misses one that is not here; the rooms themselves are not loaded for a help text.
const IO_MODES = Object.keys({
  pipe: true,
  pty: true,
  inherit: true,
} satisfies Record<IoMode, true>);
const SAMPLERS = Object.keys({
  auto: true,
  linux: true,
  portable: true,
  none: true,
} satisfies Record<SamplerChoice, true>);

const MIN_INTERVAL_MS = 1;

function interval(text: string, where: string): 'auto' | number {
  if (text === 'auto') return text;
  const ms = parseDuration(text, where);
  if (ms >= MIN_INTERVAL_MS) return ms;
  throw new UserError(`${where}: "${text}" is too short`, 'write 1ms or more');
}

function marks(
  text: string,
  where: string,
  before: readonly RegExp[] | undefined,
): readonly RegExp[] {
  try {
    return [...(before ?? []), new RegExp(text, 'u')];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`${where}: ${why}`, "write a regular expression, like '^epoch \\d+'");
  }
}

const RECORDING_OPTIONS: readonly Option[] = [
  {
    group: 'Recording',
    name: 'output',
    short: 'o',
    value: '<file>',
    help: 'record file',
    shown: '.memwrap/<time>-<name>.jsonl',
  },
  {
    name: 'interval',
    short: 'i',
    value: '<time>',
    help: 'sampling interval',
    shown: 'auto, from 100ms',
    parse: interval,
  },
  {
    name: 'name',
    short: 'n',
    value: '<name>',
    help: 'name of the run',
    shown: 'from the command',
  },
  { name: 'mark', value: '<regex>', help: 'log lines that start a new section', parse: marks },
  {
    name: 'io',
    value: '<mode>',
    help: 'pipe, pty or inherit (no capture)',
    shown: 'pipe',
    choices: IO_MODES,
  },
  {
    name: 'sampler',
    value: '<kind>',
    help: 'auto, linux, portable or none',
    shown: 'auto',
    choices: SAMPLERS,
  },
  { name: 'unbuffer', negated: true, help: 'do not set PYTHONUNBUFFERED' },
  { name: 'force', help: 'overwrite an existing record file' },
  { name: 'append', help: 'append to an existing record file', excludes: 'force' },
  {
    name: 'max-record',
    value: '<size>',
    help: 'past it, lines are only counted',
    shown: '4GiB',
    parse: parseSize,
  },
  { name: 'argv', negated: true, help: 'leave the arguments out of the record' },
  { name: 'quiet', short: 'q', help: 'no summary (breaches are still reported)' },
  { name: 'color', negatable: true, help: 'colours, whatever stderr is' },
  { name: 'log-file', value: '<file>', help: 'what memwrap decides and why', shown: 'MEMWRAP_LOG' },
  { name: 'version', short: 'V', help: 'print the version' },
  { name: 'help', short: 'h', help: 'print this help' },
];

const [firstLimit, ...otherLimits] = CONFIG_OPTIONS as readonly [Option, ...Option[]];
const LIMITS_GROUP = 'Limits (512M, 2GiB, or 80% of the memory of the container or machine)';

const SUBCOMMANDS = Object.entries(SUBCOMMAND_HELP)
  .map(([name, [operands, help]]) => `  ${`${name} ${operands}`.trimEnd().padEnd(24)} ${help}`)
  .join('\n');

/** `memwrap [options] [--] <command>` */
export const RUN: CommandTable = {
  name: '',
  summary: 'run a command, record its memory beside its log, show what grew',
  operands: [{ name: '[command...]' }],
  before: `Usage
  memwrap [options] [--] <command> [args...]
  memwrap <subcommand> [options]

Examples
  memwrap python job.py                  record, then a two-line summary
  memwrap report                         chart and phases of the last run
  memwrap --max-rss 2GiB -- npm test     fail the step above 2 GiB
  memwrap compare main.jsonl my.jsonl    what grew since main`,
  options: [{ ...firstLimit, group: LIMITS_GROUP }, ...otherLimits, ...RECORDING_OPTIONS],
  after: `Subcommands (each has its own --help)
${SUBCOMMANDS}

To run a command with the name of a subcommand: memwrap -- report
Exit status: the command's own; 122 a limit was broken or cannot be judged,
125 memwrap failed, 126 not executable, 127 not found.`,
};
