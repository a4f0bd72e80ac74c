/** Each subcommand's line in the help of memwrap: its operands, and what it does. */
export const SUBCOMMAND_HELP = {
  watch: ['', 'the memory of the machine or of a cgroup, no command'],
  report: ['[run]', 'chart, phases, log lines behind the growth'],
  import: ['<file>', 'make a recording of what another tool wrote'],
  list: ['', 'the runs recorded here'],
  log: ['[run]', 'the captured output with times (--raw: as it was)'],
  compare: ['<base> <new>', 'difference of two runs'],
  check: ['[run]', 'check a recorded run against limits or a baseline'],
  export: ['[run]', 'as csv, svg, openmetrics, trace, junit, ...'],
  prune: ['', 'remove old recordings'],
  mark: ['<text>', 'add a mark to the enclosing run'],
  help: ['[topic]', 'exit-codes, environment, format or ci'],
} as const satisfies Record<string, readonly [string, string]>;

export type SubcommandName = keyof typeof SUBCOMMAND_HELP;
