/** What a process runs: the kernel's name of it and its arguments, where they could be read. */
interface Program {
  readonly name: string;
  readonly argv?: readonly string[];
}

/** Whether a process that was first seen as `child` still runs what its parent runs: a fork without an exec. */
export function runsParentsProgram(child: Program, parent: Program): boolean {
  if (child.argv !== undefined && parent.argv !== undefined) {
    if (sameWords(child.argv, parent.argv)) return true;
    // Forked, and already under a title of its own when it was first seen.
    const title = titleOf(child.argv);
    if (title === undefined) return false;
    return child.name === parent.name || firstWord(title) === firstWord(callOf(parent));
  }
  return child.name !== '' && child.name === parent.name;
}

/** Whether a process called exec between the two: a title that it gave itself, or a name of a thread, is no exec. */
export function isExec(before: Program, after: Program): boolean {
  if (after.argv === undefined) return false;
  // Its arguments could not be read at first.
  if (before.argv === undefined) return before.name !== after.name;
  return !sameWords(before.argv, after.argv) && titleOf(after.argv) === undefined;
}

/** A title that a process gave itself instead of its arguments: one string of several words. */
function titleOf(argv: readonly string[]): string | undefined {
  const words = withoutEmptyEnd(argv);
  const [first = ''] = words;
  return words.length === 1 && /\S\s+\S/.test(first) && !first.startsWith('/') ? first : undefined;
}

function withoutEmptyEnd(argv: readonly string[]): readonly string[] {
  let length = argv.length;
  while (length > 0 && argv[length - 1]?.trim() === '') length--;
  return argv.slice(0, length);
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [withoutEmptyEnd(a), withoutEmptyEnd(b)];
  return left.length === right.length && left.every((word, i) => word === right[i]);
}

/** What a process is called by: its title, or its program. */
function callOf({ name, argv = [] }: Program): string {
  const [program = name] = argv;
  return titleOf(argv) ?? program.slice(program.lastIndexOf('/') + 1);
}

/** 'redis' of 'redis-rdb-bgsave *:6379' and of 'redis-server'. */
function firstWord(text: string): string {
  return /^\w*/.exec(text)?.[0] || text;
}
