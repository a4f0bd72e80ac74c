import { basename, shorten } from './words.ts';

/** What a process does, read from its name and its arguments. */
export interface Work {
  /** The kernel's name of it. */
  readonly name: string;
  readonly program: string;
  /** The script, module or class that an interpreter runs, the flag of inline code, or ''. */
  readonly subject: string;
  /** Program and subject as they are shown. */
  readonly head: string;
  /** The arguments after the head. */
  readonly rest: readonly string[];
  /** Source text given on the command line, in one line. */
  readonly code?: string;
  readonly shell: boolean;
  /** The process replaced its arguments by this title. */
  readonly title?: string;
  /** The process gave itself this name and left its arguments alone. */
  readonly given?: string;
  /** Its arguments are known. */
  readonly known: boolean;
}

interface Interpreter {
  readonly program: RegExp;
  /** Options whose value is the next argument. */
  readonly valued: ReadonlySet<string>;
  /** Source text is the next argument. */
  readonly code?: RegExp;
  /** What to run is the next argument: a module, an archive. */
  readonly module?: RegExp;
  /** First words that are no script: the script comes after them. */
  readonly verbs?: RegExp;
}

const SHELL: Interpreter = {
  program: /^-?(?:(?:ba|da|z|k|mk|a)?sh|fish)$/,
  valued: new Set(['-o', '-O', '--rcfile', '--init-file']),
  code: /^-\w*c$/,
};
const PYTHON: Interpreter = {
  program: /^(?:python|pypy)[\d.]*t?$/,
  valued: new Set(['-W', '-X', '--check-hash-based-pycs']),
  code: /^-[A-Za-z]*c$/,
  module: /^-[A-Za-z]*m$/,
};
const JAVA: Interpreter = {
  program: /^java$/,
  valued: new Set([
    ...['-cp', '-classpath', '--class-path', '-p', '--module-path'],
    ...['--add-modules', '--add-opens', '--add-exports', '--add-reads'],
  ]),
  module: /^(?:-jar|-m|--module)$/,
};
const INTERPRETERS: readonly Interpreter[] = [
  SHELL,
  PYTHON,
  JAVA,
  {
    program: /^(?:node|nodejs|bun|deno)$/,
    valued: new Set([
      ...['-r', '--require', '--import', '--loader', '--experimental-loader'],
      ...['--env-file', '-C', '--conditions'],
    ]),
    code: /^(?:-e|-p|-pe|--eval|--print)$/,
    verbs: /^(?:run|test|x)$/,
  },
  {
    program: /^(?:perl|ruby|php|lua|luajit|Rscript|julia|tclsh|guile|sbcl|elixir|erl)[\d.]*$/,
    valued: new Set(['-I', '-r', '-d', '--load']),
    code: /^-\w*[eE]$/,
  },
  { program: /^(?:dotnet|mono)$/, valued: new Set(), verbs: /^(?:exec|run|test)$/ },
];

/** Names of scripts that say nothing by themselves: the folder does. */
const EVERYWHERE = /^(?:(?:index|main|cli|app|start|run|server|__main__)\.\w+|cli|main|bin)$/;
const PLAIN_FOLDERS = new Set([
  ...['', '.', '..', 'bin', 'dist', 'lib', 'src', 'build', 'out'],
  ...['node_modules', 'cjs', 'esm'],
]);
/** Names that a runtime gives its threads; they tell nothing of the work. */
const RUNTIME_NAME = /^(?:MainThread|node(?:-\w+)?:.*|node-MainThread)$/;
/** Titles longer than this are cut, characters. */
const LONGEST_TITLE = 44;
/** Of a kernel's name there are at most this many bytes. */
const COMM = 15;

/** Arguments without empty ones at their end; a title without the blanks that it was padded with. */
function tidy(argv: readonly string[]): readonly string[] {
  let count = argv.length;
  while (count > 0 && argv[count - 1]?.trim() === '') count--;
  const last = argv[count - 1]?.trim() ?? '';
  // Some programs write all their arguments into one string.
  if (count === 1 && last.startsWith('/') && / -/.test(last)) return last.split(/\s+/);
  if (count === argv.length && last === argv[count - 1]) return argv;
  return [...argv.slice(0, Math.max(0, count - 1)), last];
}

/** Reads what an image does; `argv` is absent where it is not known. */
export function readWork(name: string, argv: readonly string[] | undefined): Work {
  const words = argv === undefined ? [] : tidy(argv);
  const [first = ''] = words;
  if (first === '')
    return { name, program: name, subject: '', head: name, rest: [], shell: false, known: false };
  if (words.length === 1 && /\s/.test(first) && !first.startsWith('/')) return titled(name, first);
  return withGivenName(readArguments(name, words), words);
}

function titled(name: string, text: string): Work {
  const title = text.replace(/\s+/g, ' ');
  const [first = title, ...rest] = title.match(/\[[^\]]*\]|\S+/g) ?? [];
  return {
    ...{ name, program: first.replace(/:$/, ''), subject: '', head: shorten(title, LONGEST_TITLE) },
    ...{ rest, shell: false, title, known: true },
  };
}

function readArguments(name: string, words: readonly string[]): Work {
  const program = basename(words[0] ?? name).replace(/^-(?=.)/, '');
  const interpreter = INTERPRETERS.find((one) => one.program.test(program));
  const plain = { name, program, known: true, shell: interpreter === SHELL };
  const nothing: Work = { ...plain, subject: '', head: program, rest: words.slice(1) };
  if (interpreter === undefined) return fileOption(nothing);
  for (let i = 1; i < words.length; i++) {
    const word = words[i] as string;
    const next = words[i + 1];
    if (next !== undefined && interpreter.module?.test(word)) {
      const subject = interpreter === PYTHON ? next : basename(next);
      const head =
        interpreter === PYTHON ? `${program} -m ${shorten(subject, 36)}` : `${program} ${subject}`;
      return { ...plain, subject, head, rest: words.slice(i + 2) };
    }
    if (next !== undefined && interpreter.code?.test(word)) {
      const code = next.replace(/\s+/g, ' ').trim();
      return {
        ...plain,
        subject: word,
        head: `${program} ${word}`,
        rest: words.slice(i + 2),
        code,
      };
    }
    if (interpreter.valued.has(word)) i++;
    else if (word === '-' || !/^[-+]/.test(word)) {
      if (interpreter.verbs?.test(word) && next !== undefined && !next.startsWith('-')) continue;
      const subject = interpreter === JAVA ? word.slice(word.lastIndexOf('.') + 1) : script(word);
      const own = interpreter !== JAVA && !/[./]/.test(subject) && !/^-|\/$/.test(word);
      const head = own ? subject : `${program} ${shorten(subject, 40)}`;
      return { ...plain, subject, head, rest: words.slice(i + 1) };
    }
  }
  return nothing;
}

/** `R --file=job.R`: the program is not named after its interpreter, but its script is an option all the same. */
function fileOption(work: Work): Work {
  const option = work.program === 'R' && work.rest.find((word) => word.startsWith('--file='));
  if (!option) return work;
  const subject = script(option.slice('--file='.length));
  const rest = work.rest.slice(work.rest.indexOf(option) + 1).filter((word) => word !== '--args');
  return { ...work, subject, head: `R ${subject}`, rest };
}

/** What a script is called: its file, with a folder where the file is called like everybody's. */
function script(path: string): string {
  const file = basename(path);
  if (!EVERYWHERE.test(file)) return file;
  const folder = path
    .split('/')
    .slice(0, -1)
    .findLast((part) => !PLAIN_FOLDERS.has(part));
  return folder === undefined ? file : `${folder}/${file}`;
}

/** The kernel's name where it is neither the program's nor the script's: the process chose it. */
function withGivenName(work: Work, words: readonly string[]): Work {
  const { name } = work;
  const own = [work.program, work.subject, ...words.slice(0, 3).map(basename)];
  const explained = own.some(
    (word) => word !== '' && (word.startsWith(name) || word.slice(0, COMM) === name),
  );
  const interpreted = (program: string) => INTERPRETERS.some((one) => one.program.test(program));
  if (explained || RUNTIME_NAME.test(name) || name === '') return work;
  if (interpreted(name) && interpreted(work.program)) return work;
  // 'lto1-wpa' of lto1, 'clang-14' of clang.
  if (name.startsWith(work.program) && work.subject === '')
    return { ...work, program: name, head: name };
  return { ...work, given: name };
}

/** What an image is called without its brothers: 'vitest', 'python3 -m pytest', 'node job.js'. */
export function headOf(name: string, argv: readonly string[] | undefined): string {
  const work = readWork(name, argv);
  return work.given ?? work.head;
}
