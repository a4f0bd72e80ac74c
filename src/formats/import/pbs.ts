import { MEASURES } from '../../recording/task.ts';
import { CERTAINTY, type Importer } from './importer.ts';
import { type BlockFormat, part, TaskBlocks } from './task-blocks.ts';
import { clockTime, sizeIn } from './task-values.ts';

const MARKER =
  /resources_used\.mem *= *\d+ *[kmgt]?b\b|resources? used: .*\bmem=\d+ *[kmgt]?b\b|^\s*Resource Usage on \d{4}-\d\d-\d\d/im;

const FORMAT: BlockFormat = {
  relevant:
    /Job.?Id|Job.?Name|jobname=|Exit.?Status|resources?.used|Resource_List|Resources? requested|Memory (?:Used|Requested)|Walltime Used/i,
  measure: MEASURES.tree,
  lines: [
    {
      pattern: /(?:^|\s)Job.?Id: *(\d[\w[\].-]*)/i,
      begins: true,
      read: ([, id = '']) => ({ id }),
    },
    {
      // A record of the accounting log: one line a job.
      pattern: /^\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d;E;([^;]+);/,
      begins: true,
      read: ([, id = '']) => ({ id }),
    },
    { pattern: /\bjob_?name *[=:] *(\S+)/i, read: ([, name = '']) => ({ name }) },
    {
      pattern: /Exit.?Status *[=:] *(-?\d+)/i,
      read: ([, code = '0']) => (code === '0' ? {} : { state: code }),
    },
    {
      pattern: /(?:resources_used\.|resources? used: .*\b)mem *= *(\d+ *[kmgt]?b)\b/i,
      read: ([, text = '']) => part('peak', sizeIn(text)),
    },
    {
      pattern: /(?:resources_used\.|resources? used: .*\b)walltime *= *([\d:]+)/i,
      read: ([, text = '']) => part('duration', clockTime(text)),
    },
    {
      pattern: /(?:Resource_List\.|resources? requested: .*\b)mem *= *(\d+ *[kmgt]?b)\b/i,
      read: ([, text = '']) => part('asked', sizeIn(text)),
    },
    {
      pattern: /Memory Requested: +([\d.]+ *[KMGT]?B)/,
      read: ([, text = '']) => part('asked', sizeIn(text)),
    },
    {
      pattern: /Memory Used: +([\d.]+ *[KMGT]?B)/,
      read: ([, text = '']) => part('peak', sizeIn(text)),
    },
    {
      pattern: /Walltime Used: +([\d:]+)/i,
      read: ([, text = '']) => part('duration', clockTime(text)),
    },
  ],
  unusable: {
    message: 'PBS has no memory of the jobs: they had not run yet',
    hint: 'write qstat -xf when a job has ended',
  },
};

/** What PBS tells of a job: `qstat -f`, its accounting log, an epilogue's summary; kb is 2^10. */
export const pbs: Importer = {
  help: 'PBS: qstat -f, the accounting log, a summary at the end of a job',
  recognizes: ({ head, tail }) =>
    MARKER.test(head) || MARKER.test(tail) ? CERTAINTY.sure : CERTAINTY.no,
  marker: MARKER,
  open: (context) => new TaskBlocks(context, FORMAT),
};
