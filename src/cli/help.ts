/** What `memwrap --help` prints. */
export const HELP = `memwrap - run a command, record its memory beside its log, show what grew

Usage
  memwrap [options] [--] <command> [args...]
  memwrap <subcommand> [options]

Examples
  memwrap python job.py                  record, then a two-line summary
  memwrap report                         chart and phases of the last run
  memwrap compare main.jsonl my.jsonl    what grew since main

Recording
  -o, --output <file>      record file     [.memwrap/<time>-<name>.jsonl]
  -i, --interval <time>    sampling interval          [auto, from 100ms]
  -n, --name <name>        name of the run            [from the command]
      --mark <regex>       log lines that start a new section
      --io <mode>          pipe or inherit (no capture)           [pipe]
      --sampler <kind>     auto, linux, portable or none          [auto]
      --no-unbuffer        do not set PYTHONUNBUFFERED
      --force, --append    write to an existing record file
      --max-record <size>  past it, lines are only counted        [4GiB]
      --no-argv            leave the arguments out of the record
  -q, --quiet              no summary
      --color, --no-color  colours, whatever stderr is
  -V, --version
  -h, --help

Subcommands (each has its own --help)
  report [run]             chart, phases, log lines behind the growth
  list                     the runs recorded here
  log [run]                the captured output, stamped (--raw: as it was)
  compare <base> <new>     difference of two runs

A command that is called like a subcommand: memwrap -- report
Exit status: the command's own; 125 memwrap failed, 126 not executable,
127 not found.
`;
