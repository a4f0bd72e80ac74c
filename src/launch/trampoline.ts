/** The process state to restore for the command, where Node would pass on something else. */
export interface ProcessState {
  /** `NAME=VALUE` bytes, passed through env(1), because sh drops invalid names and adds PWD; undefined: inherit. */
  readonly environment: readonly Buffer[] | undefined;
  readonly limit: string | undefined;
  readonly ignored: readonly number[];
  readonly blocked: readonly number[];
  /** Which of 0–2 to close. */
  readonly closed: readonly number[];
  /** The cgroup.procs file of the cgroup that the command joins before its first instruction. */
  readonly join?: string;
}

const ENV = '/usr/bin/env';
/** env(1) takes a command with an equals sign for a variable; `nice -n 0` changes nothing but takes any name. */
const ANY_NAME = ['/usr/bin/nice', '-n', '0', '--'];

/**
 * The arguments of a POSIX sh that restores what Node changed and then becomes the command: same pid, nothing left
 * of sh. Bytes that are not UTF-8 cannot pass through Node's spawn, so the script makes them with printf.
 */
export function trampoline(command: readonly Buffer[], restore: ProcessState): string[] {
  const script: string[] = [];
  if (restore.ignored.length > 0) script.push(`trap '' ${restore.ignored.join(' ')}`);
  if (restore.limit !== undefined) script.push(`ulimit -Sn ${restore.limit} 2>/dev/null`);
  if (restore.join !== undefined) {
    script.push(`{ echo $$ >'${restore.join.replaceAll("'", `'\\''`)}'; } 2>/dev/null`);
  }
  for (const descriptor of restore.closed) {
    script.push(descriptor === 0 ? 'exec 0<&-' : `exec ${descriptor}>&-`);
  }
  const words = [...before(restore, command[0]), ...command];
  const parameters: string[] = [];
  const places = words.map((word, index) => {
    const text = word.toString('utf8');
    if (Buffer.from(text, 'utf8').equals(word)) return `"\${${parameters.push(text)}}"`;
    script.push(`v${index}=$(printf '${octal(word)}_')`);
    return `"\${v${index}%_}"`;
  });
  const all = parameters.length === words.length ? '"$@"' : places.join(' ');
  script.push(`exec ${words[0]?.[0] === DASH ? '-- ' : ''}${all}`);
  return ['-c', script.join('; '), 'sh', ...parameters];
}

const DASH = 0x2d;
const EQUALS = 0x3d;

function before(restore: ProcessState, name: Buffer | undefined): Buffer[] {
  const words: string[] = [];
  // sh cannot block a signal; coreutils' env can.
  if (restore.blocked.length > 0) words.push(`--block-signal=${restore.blocked.join(',')}`);
  if (restore.environment !== undefined) words.push('-i');
  if (words.length === 0) return [];
  const environment = (restore.environment ?? []).filter((entry) => entry.includes(EQUALS));
  if (environment.some((entry) => entry[0] === DASH)) words.push('--');
  const odd = name !== undefined && (name.includes(EQUALS) || name[0] === DASH);
  const texts = (list: readonly string[]) => list.map((word) => Buffer.from(word));
  return [...texts([ENV, ...words]), ...environment, ...texts(odd ? ANY_NAME : [])];
}

function octal(bytes: Buffer): string {
  return Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
