/** Programs whose own name says little: what they run says more. */
const INTERPRETER =
  /^(node|nodejs|deno|bun|python[\d.]*|pypy[\d.]*|ruby|perl|php|java|sh|bash|dash|zsh)$/;
/** Their options that take the next argument with them. */
const WITH_VALUE = new Set([
  ...['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions'],
  ...['-W', '-X', '-cp', '-classpath', '--class-path', '-I', '-o', '-O'],
]);
/** The program is the next argument, or is written there. */
const MODULE = '-m';
const WRITTEN_OUT = new Set(['-c', '-e', '-p', '--eval', '--print']);
const MAX_LENGTH = 40;

/** What a process is called: by its name, and an interpreter's by what it runs as well: 'node vitest', 'python3 -m pytest'. */
export function processName(name: string, argv: readonly string[] | undefined): string {
  if (argv === undefined || !INTERPRETER.test(name)) return name;
  // One that gave itself a title has no arguments any more.
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
