import { MEASURES } from '../../recording/task.ts';
import { CERTAINTY, type Importer } from './importer.ts';
import { type BlockFormat, part, TaskBlocks, type TaskPart } from './task-blocks.ts';
import { clockTime, sizeIn } from './task-values.ts';

const MARKER = /Memory Utilized: +(?:\d|-)/;

const FORMAT: BlockFormat = {
  relevant: /Job ID|State: |Wall-clock time|Memory Utilized|Memory Efficiency/,
  measure: MEASURES.tree,
  lines: [
    {
      pattern: /(?<!Array )Job ID: *(\S+)/,
      begins: true,
      read: ([, id = '']) => ({ name: `job ${id}` }),
    },
    { pattern: /Array Job ID: *(\S+)/, read: ([, id = '']) => ({ id }) },
    { pattern: /State: *(.+?) *$/, read: ([, text = '']) => stateOf(text) },
    {
      pattern: /Job Wall-clock time: *(\S+)/,
      read: ([, text = '']) => part('duration', clockTime(text)),
    },
    {
      pattern: /Memory Utilized: *([\d.,]+ *[KMGTPE]?B)( \(estimated maximum\))?/,
      read: ([, text = '', estimated]) => ({
        // Of a job that still runs, or that was not sampled, seff prints 0.00 MB.
        ...part('peak', sizeIn(text) || undefined),
        ...(estimated !== undefined && { measure: 'tasks added up, an estimate' }),
      }),
    },
    {
      pattern: /Memory Efficiency: *[\d.,]+% of ([\d.,]+ *[KMGTPE]?B)/,
      read: ([, text = '']) => part('asked', sizeIn(text)),
    },
  ],
  unusable: {
    message: 'seff has no memory of the jobs: they still ran, or Slurm gathers none',
    hint: 'ask again when the job has ended',
  },
};

/** Slurm's seff: MB is 2^20. What Slurm sampled, every 30 s if nothing else is set. */
export const seff: Importer = {
  help: "Slurm's seff: memory used of what a job asked for",
  recognizes: ({ head, tail }) =>
    MARKER.test(head) || MARKER.test(tail) ? CERTAINTY.sure : CERTAINTY.no,
  marker: MARKER,
  open: (context) => {
    context.note('Slurm samples, every 30 s if nothing else is set: the true peak may be higher.');
    return new TaskBlocks(context, FORMAT);
  },
};

function stateOf(text: string): TaskPart {
  const [, word = '', code = '0'] = /^(.*?)(?: \(exit code (\d+)\))?$/.exec(text) ?? [];
  if (word === 'COMPLETED') return code === '0' ? {} : { state: code };
  return { state: word };
}
