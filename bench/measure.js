// Measures a process: CPU time as the kernel accounts it, wall time, memory.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';

/** A contestant that takes longer hangs: it is ended, and the bench fails. */
const CONTESTANT_TIMEOUT_MS = 600_000;

/** The environment of everything measured, without what changes how Node or Python start. */
export const environment = { ...process.env };
for (const name of ['PYTHONUNBUFFERED', 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS'])
  delete environment[name];

/** Starts a contestant with nothing on stdin. It rejects when the contestant fails, unless `options` say otherwise. */
export function start([file, ...args], options = {}) {
  return execa(file, args, {
    env: environment,
    extendEnv: false,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
    timeout: CONTESTANT_TIMEOUT_MS,
    ...options,
  });
}

// bash's `time` reports what wait4(2) returns for the command and all its reaped descendants, to the millisecond. The
// reader of the output is not part of it.
const TIMED = `TIMEFORMAT='%R %U %S'
{ { time "$@" 2>&3; echo "status $?" >&2; } 3>/dev/null 2>"$0"; } | cat >/dev/null`;

/** Runs a command with its output going into a pipe; returns wall and CPU time in seconds, and the status. */
export async function timed(context, argv) {
  const file = path.join(context.folder, 'times');
  await start(['bash', '-c', TIMED, file, ...argv], { cwd: context.folder, stderr: 'inherit' });
  const text = readFileSync(file, 'utf8').replaceAll(',', '.');
  const [, wall, user, system] = /^([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(text) ?? [];
  const [, status] = /^status (\d+)$/m.exec(text) ?? [];
  return { wall: Number(wall), cpu: Number(user) + Number(system), status: Number(status) };
}

/** CPU time used by a live process's threads, in seconds: from schedstat (nanoseconds), else from ticks of 10 ms. */
export function cpuOf(pid) {
  try {
    let nanoseconds = 0;
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number(
        readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0],
      );
    }
    return nanoseconds / 1e9;
  } catch {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }
}

/** A size from /proc/PID/status in bytes (VmRSS, VmHWM); undefined when the process is gone. */
export function sizeOf(pid, field) {
  try {
    const found = new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(
      readFileSync(`/proc/${pid}/status`, 'latin1'),
    );
    return found ? Number(found[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Measures every contestant once a round, in turn, so that other load on the machine affects all alike.
 * `contestants`: name → function that returns numbers by name, or undefined. Returns name → number's name → values.
 */
export async function interleaved(rounds, contestants) {
  const results = {};
  for (let round = 0; round < rounds; round++) {
    for (const [who, measure] of Object.entries(contestants)) {
      const numbers = await measure();
      for (const [name, value] of Object.entries(numbers ?? {})) {
        results[who] ??= {};
        results[who][name] ??= [];
        results[who][name].push(value);
      }
    }
  }
  return results;
}

/** The high-water mark of a process in MiB, read every 5 ms. */
export async function mostOf(argv) {
  const child = start(argv);
  let ended = false;
  let most = 0;
  const closed = child.finally(() => {
    ended = true;
  });
  while (!ended) {
    most = Math.max(most, sizeOf(child.pid, 'VmHWM') ?? 0);
    await pause(5);
  }
  await closed;
  return most / 2 ** 20;
}
