import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Field `name` of /proc/PID/status; undefined when the process is gone. */
export function statusField(pid: number, name: string): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1');
    return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1];
  } catch {
    return undefined;
  }
}

/** Resident memory in bytes; 0 when the process is gone. */
export function residentMemory(pid: number): number {
  return Number.parseInt(statusField(pid, 'VmRSS') ?? '0', 10) * 1024;
}

export function isAlive(pid: number): boolean {
  const state = statusField(pid, 'State');
  return state !== undefined && !state.startsWith('Z') && !state.startsWith('X');
}

/** State letter of a process, as in proc_pid_stat(5). */
export function stateOf(pid: number): string | undefined {
  return statusField(pid, 'State')?.[0];
}

export function descriptorCount(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** The pids of the children of `pid`. */
export function childrenOf(pid: number): number[] {
  return allPids().filter((each) => statusField(each, 'PPid') === String(pid));
}

/** All live processes that were started in a test's folder or carry its environment. */
export function belongingTo(folder: string): { pid: number; name: string }[] {
  const found = [];
  for (const pid of allPids()) {
    if (pid !== process.pid && isAlive(pid) && belongs(pid, folder)) {
      found.push({ pid, name: statusField(pid, 'Name') ?? '' });
    }
  }
  return found;
}

function belongs(pid: number, folder: string): boolean {
  try {
    const cwd = readlinkSync(`/proc/${pid}/cwd`);
    if (cwd === folder || cwd.startsWith(`${folder}/`) || cwd.startsWith(`${folder} `)) return true;
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`CONTRACT_FOLDER=${folder}\0`);
  } catch {
    return false;
  }
}

/** None without /proc: there nothing is known of others' processes. */
function allPids(): number[] {
  if (!existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}
