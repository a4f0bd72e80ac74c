/** Programs whose own name says little: what they run says more. */
const INTERPRETER =
  /^(node|nodejs|deno|bun|python[\d.]*|pypy[\d.]*|ruby|perl|php|java|sh|bash|dash|zsh)$/;
/** Their options that take a value in the next argument. */
const WITH_VALUE = new Set([
  ...['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions'],
  ...['-W', '-X', '-cp', '-classpath', '--class-path', '-I', '-o', '-O'],
]);
/** The program is in the next argument, as a module or as source text. */
const MODULE = '-m';
const WRITTEN_OUT = new Set(['-c', '-e', '-p', '--eval', '--print']);
const MAX_LENGTH = 40;

/** The name of a process; for an interpreter also what it runs: 'node vitest', 'python3 -m pytest'. */
export function processName(name: string, argv: readonly string[] | undefined): string {
  if (argv === undefined || !INTERPRETER.test(name)) return name;
  // A process that set its own title no longer has arguments.
  if (lastPart(argv[0] ?? '').replace(/^-/, '') !== name) return name;
  for (let i = 1; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    if (WRITTEN_OUT.has(argument)) return name;
    if (argument === MODULE) return called(name, `${MODULE} ${argv[i + 1] ?? ''}`);
    if (WITH_VALUE.has(argument)) i++;
    else if (argument !== '' && !argument.startsWith('-')) return called(name, lastPart(argument));
  }
  return name;
}

function called(name: string, what: string): string {
  return `${name} ${what.slice(0, MAX_LENGTH)}`.trim();
}

function lastPart(path: string): string {
  return path.slice(path.replace(/\/+$/, '').lastIndexOf('/') + 1);
}
