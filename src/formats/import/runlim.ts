import { MEASURES } from '../../recording/task.ts';
import { CERTAINTY, type Importer } from './importer.ts';
import { type BlockFormat, part, TaskBlocks } from './task-blocks.ts';
import { decimal, sizeIn } from './task-values.ts';

const MARKER = /\[run(?:lim)?\] (?:space|argv\[0\]):\s/;

const FORMAT: BlockFormat = {
  relevant: /\[run(?:lim)?\] /,
  measure: MEASURES.tree,
  lines: [
    { pattern: /\] version:/, begins: true, read: () => ({}) },
    {
      pattern: /\] argv\[\d+\]:\s+(.*)/,
      read: ([, text = ''], { name }) => ({ name: name === undefined ? text : `${name} ${text}` }),
    },
    {
      pattern: /\] status:\s+(.*\S)/,
      read: ([, status = '']) => (status === 'ok' ? {} : { state: status }),
    },
    {
      pattern: /\] real:\s+([\d.]+) seconds/,
      read: ([, text = '']) => part('duration', Math.round(decimal(text) * 1000)),
    },
    {
      pattern: /\] space:\s+([\d.]+ *[KMG]?B)/,
      read: ([, text = '']) => part('peak', sizeIn(text)),
    },
  ],
  unusable: {
    message: 'runlim had not ended: its last line, space, is missing',
    hint: 'wait for its end',
  },
};

/** runlim: RSS of the tree, summed once a second or so; MB is 2^20. */
export const runlim: Importer = {
  help: "runlim's log: the sum of the tree",
  recognizes: ({ head, tail }) =>
    MARKER.test(head) || MARKER.test(tail) ? CERTAINTY.sure : CERTAINTY.no,
  marker: MARKER,
  open: (context) => new TaskBlocks(context, FORMAT),
};
