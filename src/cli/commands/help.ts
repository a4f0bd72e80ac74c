import type { Subcommand } from '../../host/world.ts';
import { UserError } from '../../text/user-error.ts';
import { helpText } from '../options/help-text.ts';
import { RUN } from '../options/run-table.ts';

const EXIT_CODES = `memwrap <command> ends as the command did, and otherwise with

  122   a limit or a baseline was broken, or could not be judged (see
        --if-unknown), and the command succeeded or was ended for it;
        compare and check: something is worse
  125   memwrap itself failed: an unknown option, a value that cannot be read,
        a recording that cannot be opened; the command was not run
  126   the command was found but cannot be run
  127   the command was not found
  128+n the command died of signal n; memwrap itself dies of INT, TERM and HUP
`;

const ENVIRONMENT = `Set for the command

  MEMWRAP_RUN        the id of the run
  MEMWRAP_FILE       the recording, absolute; memwrap mark appends to it
  PYTHONUNBUFFERED   1, unless it is set already or --no-unbuffer is given

Read by memwrap

  XDG_STATE_HOME, HOME, TMPDIR   where recordings go when ./.memwrap cannot be
  NO_COLOR, FORCE_COLOR, TERM    colours; COLUMNS: width without a terminal
  LC_ALL, LC_CTYPE, LANG         whether more than ASCII may be drawn
  GITHUB_ACTIONS, GITLAB_CI, BUILDKITE   see memwrap help ci
  MEMWRAP_DEBUG      1 prints the stack of an internal error
  MEMWRAP_LOG        debug or trace: what memwrap decides goes into a file
                     beside the recording, or into that of --log-file

The environment itself is never recorded.
`;

const FORMAT = `A recording is JSON lines, one record per line, each a valid pino record:

  start    command, machine, sampler, limits
  sample   rss and the other metrics, in bytes
  line     one line of output, every byte of it
  process  one started or ended
  mark     --mark, memwrap mark, or a section of a CI system's log
  unread   a process whose PSS may not be read
  breach   a limit was broken: the largest processes, the phase, the last lines
  end      how it ended, the peak

docs/stream.md describes it, docs/stream.schema.json is its JSON Schema.
`;

const CI = `The system is detected by its environment; --ci <name> overrides that.

  github     one annotation, a job summary, outputs: memwrap-status,
             memwrap-peak-bytes, memwrap-broken, memwrap-unjudged,
             memwrap-recording
  gitlab     .memwrap/<name>.junit.xml and .memwrap/<name>.metrics.txt
  buildkite  an annotation of the build, by buildkite-agent
  none       nothing of these

Sections of the log become marks. Limits may be set in memwrap.config.json or
under "memwrap" in package.json. docs/ci.md has workflows to copy.
`;

const TOPICS: Readonly<Record<string, string>> = {
  'exit-codes': EXIT_CODES,
  environment: ENVIRONMENT,
  format: FORMAT,
  ci: CI,
};

/** Prints the help, or that of a topic. */
export const run: Subcommand = async (args, world) => {
  const [topic] = args;
  const text =
    topic === undefined ? helpText(RUN) : Object.hasOwn(TOPICS, topic) ? TOPICS[topic] : undefined;
  if (text === undefined) {
    throw new UserError(
      `no help topic ${JSON.stringify(topic?.slice(0, 40))}`,
      `topics are ${Object.keys(TOPICS).join(', ')}`,
    );
  }
  await world.stdout.write(text);
  return 0;
};
