import { MEASURES } from '../../recording/task.ts';
import { CERTAINTY, type Importer } from './importer.ts';
import { type BlockFormat, part, TaskBlocks } from './task-blocks.ts';
import { sizeIn, unitTime } from './task-values.ts';

const MARKER = /^\s*Max Memory : +(?:[\d.]+ [KMGT]?B(?:ytes)?|-)\s*$/im;

/** The summary that LSF puts below, or above, a job's output. */
const FORMAT: BlockFormat = {
  relevant: /Subject: Job |^Job <|Successfully completed|Exited with|TERM_|Memory : |Run time : /,
  measure: MEASURES.tree,
  lines: [
    {
      pattern: /^Subject: Job (\d+(?:\[\d+\])?): <(.*?)>/,
      begins: true,
      read: ([, id = '', name = '']) => ({ id, name }),
    },
    { pattern: /Exited with exit code (\d+)/, read: ([, code = '']) => ({ state: code }) },
    {
      pattern: /Exited with signal termination: (\S+)/,
      read: ([, text = '']) => ({ state: text }),
    },
    { pattern: /\b(TERM_[A-Z_]+): /, read: ([, state = '']) => ({ state }) },
    {
      pattern: /Max Memory : +(\S.*)/,
      read: ([, text = '']) => part('peak', sizeIn(text)),
    },
    {
      pattern: /Total Requested Memory : +(\S.*)/,
      read: ([, text = '']) => part('asked', sizeIn(text)),
    },
    {
      pattern: /Run time : +(\d+(?:\.\d+)?) sec/,
      read: ([, seconds]) => part('duration', unitTime(`${seconds}s`)),
    },
  ],
  unusable: {
    message: 'Max Memory is empty: LSF did not measure these jobs, they were too short',
    hint: 'give the output of a job that ran for longer than a minute',
  },
};

/** The output file of a job of LSF: MB is 2^20; what LSF sampled of all processes of the job. */
export const lsf: Importer = {
  help: "a job's output of LSF with its resource usage summary",
  recognizes: ({ head, tail }) =>
    MARKER.test(head) || MARKER.test(tail) ? CERTAINTY.sure : CERTAINTY.no,
  marker: MARKER,
  open: (context) => {
    context.note('LSF samples: the true peak may be higher.');
    return new TaskBlocks(context, FORMAT);
  },
};
