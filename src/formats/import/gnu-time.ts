import { MEASURES } from '../../recording/task.ts';
import { CERTAINTY, type Importer } from './importer.ts';
import { type BlockFormat, part, TaskBlocks } from './task-blocks.ts';
import { clockTime } from './task-values.ts';

const KIB = 1024;
const MARKER = /Maximum resident set size \(kbytes\): \d|avgdata \d+maxresident\)k/;

/** `time -v`, and the two lines that GNU time writes without an option. */
const FORMAT: BlockFormat = {
  relevant: /Command |wall clock|resident set size|Exit status|maxresident/,
  measure: MEASURES.process,
  lines: [
    {
      pattern: /Command (?:terminated by signal|exited with non-zero status) (\d+)/,
      begins: true,
      read: (match) => ({
        state: match[0].includes('signal') ? signal(match[1]) : (match[1] ?? ''),
      }),
    },
    {
      // Of a command of several lines the first.
      pattern: /Command being timed: "(.*?)"?\s*$/,
      begins: true,
      read: ([, name = '']) => ({ name }),
    },
    {
      pattern: /Elapsed \(wall clock\) time \(h:mm:ss or m:ss\): (\S+)/,
      read: ([, text = '']) => part('duration', clockTime(text)),
    },
    {
      pattern: /Maximum resident set size \(kbytes\): (\d+)/,
      read: ([, kib]) => ({ peak: Number(kib) * KIB }),
    },
    {
      pattern: /Exit status: (\d+)/,
      read: ([, status = '0']) => (status === '0' ? {} : { state: status }),
    },
    {
      // '0.44user 0.02system 0:41.09elapsed 99%CPU (0avgtext+0avgdata 11020maxresident)k'
      pattern: /([\d.,:]{1,20})elapsed .*\(\d+avgtext\+\d+avgdata (\d+)maxresident\)k/,
      read: ([, text = '', kib]) => ({
        peak: Number(kib) * KIB,
        ...part('duration', clockTime(text)),
      }),
    },
  ],
  unusable: { message: 'holds only torn blocks of time -v, none with a maximum resident set size' },
};

/** GNU time: what wait4(2) tells of a command, in KiB (ru_maxrss), wherever in a log it stands. */
export const gnuTime: Importer = {
  help: 'GNU time -v, alone or in a log: the largest process of each command',
  recognizes: ({ head, tail }) =>
    MARKER.test(head) || MARKER.test(tail) ? CERTAINTY.sure : CERTAINTY.no,
  marker: MARKER,
  open: (context) => new TaskBlocks(context, FORMAT),
};

const SIGNALS: Readonly<Record<string, string>> = {
  '1': 'SIGHUP',
  '2': 'SIGINT',
  '6': 'SIGABRT',
  '9': 'SIGKILL',
  '11': 'SIGSEGV',
  '15': 'SIGTERM',
};

function signal(number = ''): string {
  return SIGNALS[number] ?? `signal ${number}`;
}
