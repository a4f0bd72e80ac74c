import type { Subcommand } from '../../host/world.ts';
import { UserError } from '../../text/user-error.ts';
import { HELP } from '../help.ts';

const EXIT_CODES = `memwrap <command> ends as the command did, and otherwise with

  122   a limit or a baseline was broken, and the command succeeded or was
        ended for it; compare and check: something is worse
  125   memwrap itself failed: an unknown option, a value that cannot be read,
        a recording that cannot be opened; the command was not run
  126   the command was found but cannot be run
  127   the command was not found
  128+n the command died of signal n; of INT, TERM and HUP memwrap dies too
`;

const ENVIRONMENT = `Set for the command

  MEMWRAP_RUN        the id of the run
  MEMWRAP_FILE       the recording, absolute; memwrap mark appends to it
  PYTHONUNBUFFERED   1, where it is not set; not with --no-unbuffer

Read by memwrap

  XDG_STATE_HOME, HOME, TMPDIR   where recordings go when ./.memwrap cannot be
  NO_COLOR, FORCE_COLOR, TERM    colours; COLUMNS: width without a terminal
  LC_ALL, LC_CTYPE, LANG         whether more than ASCII may be drawn
  GITHUB_ACTIONS, GITLAB_CI, BUILDKITE   see memwrap help ci
  MEMWRAP_DEBUG      1 shows where a fault of memwrap came from
  MEMWRAP_LOG        debug or trace: what memwrap decides goes into a file
                     beside the recording, or into that of --log-file

The environment itself is never recorded.
`;

const FORMAT = `A recording is JSON lines, one record a line, each a valid pino record:

  start    command, machine, sampler, limits
  sample   rss and what else is known, in bytes
  line     one line of output, its bytes given back exactly
  process  one came or went
  mark     --mark, memwrap mark, or a section of a CI system's log
  breach   a limit was broken: who held what, the phase, the last lines
  end      how it ended, the peak

docs/stream.md describes it, docs/stream.schema.json is its JSON Schema.
`;

const CI = `The system is known by its environment; --ci <name> says otherwise.

  github     one annotation, a job summary, outputs: memwrap-status,
             memwrap-peak-bytes, memwrap-broken, memwrap-recording
  gitlab     .memwrap/<name>.junit.xml and .memwrap/<name>.metrics.txt
  buildkite  an annotation of the build, by buildkite-agent
  none       nothing of all that

Sections of the log become marks. Limits may stand in memwrap.config.json or
under "memwrap" in package.json. docs/ci.md has workflows to copy.
`;

const TOPICS: Readonly<Record<string, string>> = {
  'exit-codes': EXIT_CODES,
  environment: ENVIRONMENT,
  format: FORMAT,
  ci: CI,
};

/** Prints the help, or a page of it. */
export const run: Subcommand = async (args, world) => {
  const [topic] = args;
  const text =
    topic === undefined ? HELP : Object.hasOwn(TOPICS, topic) ? TOPICS[topic] : undefined;
  if (text === undefined) {
    throw new UserError(
      `there is no help on ${JSON.stringify(topic?.slice(0, 40))}`,
      `there is on ${Object.keys(TOPICS).join(', ')}`,
    );
  }
  await world.stdout.write(text);
  return 0;
};
