import { constants } from 'node:os';
import path from 'node:path';
import type { Subcommand, World } from '../../host/world.ts';
import { prepareCommand } from '../../launch/prepare-command.ts';
import { limitsOf } from '../../limits/options.ts';
import { LIMIT_ROWS, type LimitOptions, limitOn } from '../../limits/table.ts';
import { DEFAULTS } from '../../run/defaults.ts';
import { performWatch } from '../../run/perform-watch.ts';
import { openWatch } from '../../sample/watch.ts';
import { fileName } from '../../text/file-name.ts';
import { printable } from '../../text/printable.ts';
import { parseUntil, type Until } from '../../text/until.ts';
import { isUserError, UserError } from '../../text/user-error.ts';
import { type Given, parseArguments } from '../options/arguments.ts';
import { LIMIT_OPTIONS, WATCH_REACTION } from '../options/limit-options.ts';
import type { CommandTable, Option, OptionsOf } from '../options/option.ts';
import { RUN } from '../options/run-table.ts';

/** Of a cgroup the ceiling of what it holds; of the machine and of a cgroup the floor of what is left. */
const CEILING = limitOn('rss');
const FLOORS = LIMIT_ROWS.filter(({ check }) => check.kind === 'floor').map(({ name }) => name);

const limitOption = (name: string): Option => {
  const { short: _short, ...row } = LIMIT_OPTIONS.find((one) => one.name === name) as Option;
  return name === CEILING ? { ...row, help: 'with --cgroup: ceiling for what it holds' } : row;
};

const ofRun = (name: string): Option =>
  RUN.options.find((one) => one.name === name && one.negated === undefined) as Option;

const OWN_OPTIONS = [
  {
    name: 'until',
    value: '<when>',
    help: '8h, 18:00 or "2026-11-28 06:00"',
    shown: 'Ctrl-C',
  },
  { name: 'cgroup', value: '<path>', help: 'watch a cgroup: a container, a service' },
  WATCH_REACTION,
  { name: 'argv', negated: true, help: 'leave the arguments of processes out' },
] as const satisfies readonly Option[];

type SharedOptions = LimitOptions & {
  readonly output?: string;
  readonly name?: string;
  readonly interval?: 'auto' | number;
  readonly force?: boolean;
  readonly append?: boolean;
  readonly maxRecord?: number;
  readonly quiet?: boolean;
  readonly color?: boolean;
};

const [until, cgroup, onBreach, argv] = OWN_OPTIONS;

export const TABLE: CommandTable = {
  name: 'watch',
  summary: "record the machine's memory, or a cgroup's, without a command",
  operands: [],
  options: [
    until,
    cgroup,
    { ...ofRun('output'), shown: '.memwrap/<time>-watch.jsonl' },
    { ...ofRun('name'), shown: 'watch' },
    ofRun('interval'),
    ...FLOORS.map(limitOption),
    limitOption(CEILING),
    onBreach,
    ofRun('force'),
    ofRun('append'),
    { ...ofRun('max-record'), help: 'past it the watch ends' },
    argv,
    { ...ofRun('quiet'), help: 'no summary' },
    { ...ofRun('color'), help: 'colours, whatever stderr is' },
  ],
  after: `Ctrl-C, TERM and HUP end it well. Exit status: 0; 122 a limit was broken or
cannot be judged; 125 memwrap failed. docs/watch.md explains it.
To run the program watch: memwrap -- watch`,
};

type Options = SharedOptions & OptionsOf<CommandTable<typeof OWN_OPTIONS>>;

/** Records the memory of the machine or of a cgroup until it is told to stop, and prints a summary. */
export const run: Subcommand = async (args, world) => {
  const given = parse(args);
  if (given.kind === 'print') {
    await world.stdout.write(given.text);
    return 0;
  }
  const { until: when, ...options } = given.options;
  const { env, launch } = prepareCommand(world);
  const ends = untilOf(when, world);
  const folder = options.cgroup;
  const opened = openWatch({
    platform: world.platform,
    clock: world.clock,
    ...(folder !== undefined && { cgroup: folder }),
  });
  if (opened.kind === 'impossible') {
    const about = folder === undefined ? 'watch' : `--cgroup: ${printable(folder)}`;
    throw new UserError(`${about}: ${opened.why}`, opened.hint);
  }
  const { source, what } = opened;
  if (
    folder === undefined &&
    LIMIT_ROWS.some(({ name, key }) => name === CEILING && options[key])
  ) {
    source.close();
    throw new UserError(
      `--${CEILING} needs --cgroup: a machine has no ceiling`,
      `write --${FLOORS[0]}`,
    );
  }
  return performWatch({
    options: {
      ...DEFAULTS,
      ...options,
      name: options.name ?? nameOf(folder),
      ...(ends !== undefined && { until: ends }),
    },
    source,
    what,
    limits: limitsOf(options, source.host),
    onBreach: options.onBreach === 'warn' ? 'warn' : 'fail',
    ignored: new Set(launch.ignored),
    signals: constants.signals,
    env,
    world,
  });
};

function parse(args: readonly string[]): Given<Options> {
  try {
    return parseArguments<Options>(TABLE, args);
  } catch (error) {
    if (!isUserError(error) || !error.message.startsWith('too many arguments')) throw error;
    throw new UserError('watch takes no command', 'to run watch(1) write memwrap -- watch');
  }
}

function untilOf(text: string | undefined, { clock }: World): Until | undefined {
  return text === undefined ? undefined : parseUntil(text, clock.wall(), '--until');
}

/** 'watch', or 'watch-docker-4f5c…' of a cgroup. */
function nameOf(folder: string | undefined): string {
  return folder === undefined ? 'watch' : fileName(`watch-${path.basename(folder)}`);
}
