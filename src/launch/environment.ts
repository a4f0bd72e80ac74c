import { closeSync, readFileSync } from 'node:fs';
import type { Launch } from './launcher-facts.ts';

/** The environment as it came. */
export interface Environment {
  /**
   * `NAME=VALUE` entries, if they are known exactly: one character for each byte (latin1), much faster to search than
   * bytes. Otherwise only what Node made of them is known.
   */
  readonly exact: readonly string[] | undefined;
  /** Decoded, for lookups. */
  readonly names: Readonly<Record<string, string | undefined>>;
  /** The soft limit of open descriptors, as ulimit takes it, if Node may have raised it. */
  readonly limit: string | undefined;
}

const OURS = 'MEMWRAP_LAUNCH';
const KEPT = 'MEMWRAP_KEPT_';

/** Reads the environment for the command, without what the launcher added, and lets the environment holder end. */
export function readEnvironment(
  launch: Launch,
  env: Readonly<Record<string, string | undefined>>,
): Environment {
  const names = withoutOurs(env);
  const { holder, limit } = launch;
  if (holder === undefined) return { exact: undefined, names, limit };
  const environ = readProc(holder.pid, 'environ');
  const limits = readProc(holder.pid, 'limits');
  closeSync(holder.release);
  return { exact: environ && entriesOf(environ), names, limit: raisedLimit(limits) ?? limit };
}

function readProc(pid: number, file: string): Buffer | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`);
  } catch {
    // Not readable here (hidepid, a security module, no /proc): Node's view must do.
    return undefined;
  }
}

const OPEN_FILES = 'Max open files';

/** The soft limit of open descriptors, if it is below the hard limit, to which Node raises it. */
function raisedLimit(limits: Buffer | undefined): string | undefined {
  const at = limits?.indexOf(OPEN_FILES) ?? -1;
  if (limits === undefined || at < 0) return undefined;
  const [soft, hard] = limits
    .toString('latin1', at + OPEN_FILES.length, limits.indexOf('\n', at))
    .trim()
    .split(/ +/);
  return soft === hard ? undefined : soft;
}

/** The raw bytes of the last `count` arguments of this process; undefined without /proc. */
export function exactArguments(count: number): Buffer[] | undefined {
  try {
    return split(readFileSync('/proc/self/cmdline')).slice(-count);
  } catch {
    return undefined;
  }
}

function entriesOf(environ: Buffer): string[] {
  const entries = environ.toString('latin1').split('\0');
  if (entries.at(-1) === '') entries.pop();
  return entries;
}

function split(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let from = 0;
  for (let to = bytes.indexOf(0); to >= 0; to = bytes.indexOf(0, from)) {
    found.push(bytes.subarray(from, to));
    from = to + 1;
  }
  if (from < bytes.length) found.push(bytes.subarray(from));
  return found;
}

function withoutOurs(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const names: Record<string, string | undefined> = Object.create(null);
  for (const [name, value] of Object.entries(env)) {
    if (name === OURS) continue;
    names[name.startsWith(KEPT) ? name.slice(KEPT.length) : name] = value;
  }
  return names;
}
