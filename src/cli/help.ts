/** What `memwrap --help` prints. */
export const HELP = `memwrap - run a command, record its memory beside its log, show what grew

Usage
  memwrap [options] [--] <command> [args...]
  memwrap <subcommand> [options]

Examples
  memwrap python job.py                  record, then a two-line summary
  memwrap report                         chart and phases of the last run
  memwrap --max-rss 2GiB -- npm test     fail the step above 2 GiB
  memwrap compare main.jsonl my.jsonl    what grew since main

Limits (512M, 2GiB, 80% of the memory there is)
  -m, --max-rss <size>     ceiling for the whole process tree
      --max-pss <size>     same, shared pages counted once (Linux)
      --max-growth <size>  ceiling for growth after the first phase
      --max-slope <s/t>    leak: a climb steeper than 10MiB/h, 1MiB/s, ...
      --min-free <size>    floor for the machine's available memory
      --baseline <file>    also compare with earlier runs (again, or 'x/*')
      --tolerance <pct>    allowed growth over the baseline          [5%]
      --on-breach <what>   fail at the end, kill now, or warn      [fail]
      --grace <time>       between TERM and KILL                    [10s]
      --enforce cgroup     a hard limit by the kernel, where it can be
      --ci <name>          github, gitlab, buildkite, none  [what it is]

Recording
  -o, --output <file>      record file     [.memwrap/<time>-<name>.jsonl]
  -i, --interval <time>    sampling interval          [auto, from 100ms]
  -n, --name <name>        name of the run            [from the command]
      --mark <regex>       log lines that start a new section
      --io <mode>          pipe, pty or inherit (no capture)      [pipe]
      --sampler <kind>     auto, linux, portable or none          [auto]
      --no-unbuffer        do not set PYTHONUNBUFFERED
      --force, --append    write to an existing record file
      --max-record <size>  past it, lines are only counted        [4GiB]
      --no-argv            leave the arguments out of the record
  -q, --quiet              no summary (breaches are still told)
      --color, --no-color  colours, whatever stderr is
      --log-file <file>    what memwrap decided and why [MEMWRAP_LOG=debug]
  -V, --version
  -h, --help

Subcommands (each has its own --help)
  report [run]             chart, phases, log lines behind the growth
  list                     the runs recorded here
  log [run]                the captured output, stamped (--raw: as it was)
  compare <base> <new>     difference of two runs
  check [run]              hold a recorded run to limits or a baseline
  mark <text>              put a mark into the run that we are inside of

A command that is called like a subcommand: memwrap -- report
Exit status: the command's own; 122 a limit was broken, 125 memwrap failed,
126 not executable, 127 not found.
More: memwrap help exit-codes | environment | format | ci
`;
