import { MEASURES } from '../../recording/task.ts';
import { CERTAINTY, type Importer } from './importer.ts';
import { type BlockFormat, part, TaskBlocks } from './task-blocks.ts';
import { decimal, sizeIn } from './task-values.ts';

const WALL = /^\s*walltime=\d+(?:\.\d+)?s?\s*$/m;
const CPU = /^\s*cputime=\d+(?:\.\d+)?s?\s*$/m;
const MEMORY = /^\s*(?:memory|memUsage)=\d+B?\s*$/m;

const FORMAT: BlockFormat = {
  relevant: /^\s*[\w-]+=/,
  measure: MEASURES.cgroup,
  lines: [
    { pattern: /^\s*starttime=/, begins: true, read: () => ({}) },
    {
      pattern: /^\s*(?:returnvalue|exitcode)=(\d+)/,
      read: ([, code = '0']) => (code === '0' ? {} : { state: code }),
    },
    { pattern: /^\s*exitsignal=(\d+)/, read: ([, number]) => ({ state: `signal ${number}` }) },
    { pattern: /^\s*terminationreason=(\S+)/, read: ([, state = '']) => ({ state }) },
    {
      pattern: /^\s*walltime=([\d.]+)s?\s*$/,
      read: ([, text = '']) => part('duration', Math.round(decimal(text) * 1000)),
    },
    {
      pattern: /^\s*(?:memory|memUsage)=(\d+B?)\s*$/,
      read: ([, text = '']) => part('peak', sizeIn(text)),
    },
  ],
  unusable: {
    message: 'runexec measured no memory: it had no cgroup for it',
    hint: 'python3 -m benchexec.check_cgroups tells why',
  },
};

/** BenchExec's runexec: what the kernel charged to the run's cgroup, page cache included. */
export const runexec: Importer = {
  help: "runexec's output: memory of the run's cgroup",
  recognizes: ({ head, tail }) =>
    [head, tail].some((text) => WALL.test(text) && (CPU.test(text) || MEMORY.test(text)))
      ? CERTAINTY.sure
      : CERTAINTY.no,
  open: (context) => new TaskBlocks(context, FORMAT),
};
