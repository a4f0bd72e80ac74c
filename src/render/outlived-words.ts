import type { Outlived } from '../recording/records.ts';
import { oneLine, shorten } from './text.ts';

const MOST_NAMED = 4;
const LONGEST_NAME = 36;
/** A longer word is a program or a script, and says less than its place does. */
const LONGEST_WORD = 28;

/** '2 processes of the tree still run and are not measured any more: python3 -c …, 2 × sleep 60'. */
export function outlivedWords({ count, processes }: Outlived): string {
  const times = new Map<string, number>();
  for (const one of processes) {
    const name = nameOf(one);
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  const names = [...times].slice(0, MOST_NAMED);
  const rest = count - names.reduce((sum, [, n]) => sum + n, 0);
  const shown = names.map(([name, n]) => (n > 1 ? `${n} × ${name}` : name));
  if (rest > 0 && shown.length > 0) shown.push(`${rest} more`);
  const who = count === 1 ? '1 process' : `${count} processes`;
  const verbs = count === 1 ? 'still runs and is' : 'still run and are';
  const list = shown.length === 0 ? '' : `: ${shown.join(', ')}`;
  return `${who} of the tree ${verbs} not measured any more${list}`;
}

/** 'python3 -c …', 'redis-server *:6379'. */
function nameOf({ name = '', argv = [] }: Outlived['processes'][number]): string {
  const [program = '', ...words] = argv;
  // A title in place of the arguments is one word, and tells what it is.
  if (program.includes(' ')) return shorten(oneLine(program), LONGEST_NAME);
  const called = program.slice(program.lastIndexOf('/') + 1) || name || 'a process';
  const shown = words.map((word) =>
    word.length > LONGEST_WORD || /\s/.test(word) ? '…' : oneLine(word),
  );
  return shorten([oneLine(called), ...shown].join(' ').trim(), LONGEST_NAME);
}
