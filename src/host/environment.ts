import { closeSync, readFileSync } from 'node:fs';
import type { Launch } from './launch.ts';

/** The environment as it came: `NAME=VALUE` bytes where they are known exactly, else what Node made of them. */
export interface Environment {
  readonly exact: readonly Buffer[] | undefined;
  /** Decoded, for look-ups. */
  readonly names: Readonly<Record<string, string | undefined>>;
}

const OURS = 'MEMWRAP_LAUNCH';
const KEPT = 'MEMWRAP_KEPT_';

/** Reads the environment that the command is to have, without what the launcher added, and lets the witness go. */
export function readEnvironment(
  launch: Launch,
  env: Readonly<Record<string, string | undefined>>,
): Environment {
  const exact = launch.witness && exactEnvironment(launch.witness.pid);
  if (launch.witness) closeSync(launch.witness.release);
  return { exact, names: withoutOurs(env) };
}

function exactEnvironment(pid: number): Buffer[] | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(`/proc/${pid}/environ`);
  } catch {
    // Not readable here (hidepid, a security module, no /proc): Node's view has to do.
    return undefined;
  }
  return split(bytes);
}

/** The raw bytes of the last `count` arguments of this process; undefined without /proc. */
export function exactArguments(count: number): Buffer[] | undefined {
  try {
    return split(readFileSync('/proc/self/cmdline')).slice(-count);
  } catch {
    return undefined;
  }
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
