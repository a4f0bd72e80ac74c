import { CI_NAMES, type CiName } from '../../ci/names.ts';
import { type LimitSettings, ON_BREACH } from '../../limits/options.ts';
import { LIMIT_ROWS } from '../../limits/table.ts';
import { IF_UNKNOWN } from '../../limits/unjudged-words.ts';
import { parseDuration } from '../../text/duration.ts';
import { parseShare } from '../../text/share.ts';
import type { Option } from './option.ts';

/** The options that the configuration may hold as well. */
export type ConfigOptions = LimitSettings & { readonly ci?: CiName };

/** An option for each row of the table of limits. */
export const LIMIT_OPTIONS: readonly Option[] = LIMIT_ROWS.map(({ name, short, help, value }) => ({
  name,
  ...(short !== undefined && { short }),
  value: value.placeholder,
  help,
  parse: value.parse,
}));

export const BASELINE_OPTIONS = [
  {
    name: 'baseline',
    value: '<file>',
    help: "also compare with earlier runs (again, or 'x/*')",
    parse: (text: string, _where: string, before?: readonly string[]): readonly string[] => [
      ...(before ?? []),
      text,
    ],
  },
  {
    name: 'tolerance',
    value: '<pct>',
    help: 'allowed growth over the baseline',
    shown: '5%',
    parse: parseShare,
  },
] as const satisfies readonly Option[];

export const IF_UNKNOWN_OPTION = {
  name: 'if-unknown',
  value: '<what>',
  help: 'fail or pass, where a limit cannot be judged',
  shown: 'fail',
  choices: IF_UNKNOWN,
} as const satisfies Option;

const REACTION_OPTIONS = [
  {
    name: 'on-breach',
    value: '<what>',
    help: 'fail at the end, kill now, or warn',
    shown: 'fail',
    choices: ON_BREACH,
  },
  IF_UNKNOWN_OPTION,
  {
    name: 'grace',
    value: '<time>',
    help: 'between TERM and KILL',
    shown: '10s',
    parse: parseDuration,
  },
  {
    name: 'breach-hook',
    value: '<cmd>',
    help: 'run this when a limit breaks (docs/ci.md)',
  },
  {
    name: 'hook-timeout',
    value: '<time>',
    help: 'how long that may take',
    shown: '30s',
    parse: parseDuration,
  },
  {
    name: 'enforce',
    value: '<how>',
    help: 'cgroup: a hard limit by the kernel, where possible',
    choices: ['cgroup'],
  },
  {
    name: 'ci',
    value: '<name>',
    help: CI_NAMES.join(', '),
    shown: 'as detected',
    choices: CI_NAMES,
  },
] as const satisfies readonly Option[];

/** Of a watch, which has nothing to kill. */
export const WATCH_REACTION = {
  ...REACTION_OPTIONS[0],
  help: 'fail at the end, or warn',
  choices: ['fail', 'warn'],
} as const satisfies Option;

/** All that the configuration may hold, by its long name; on the command line of a run they are the group of limits. */
export const CONFIG_OPTIONS: readonly Option[] = [
  ...LIMIT_OPTIONS,
  ...BASELINE_OPTIONS,
  ...REACTION_OPTIONS,
];
