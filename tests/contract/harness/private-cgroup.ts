import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { until } from './until.ts';

/** A memory cgroup of a test's own. */
export interface PrivateCgroup {
  /** A process joins by writing its pid, or 0, to this file. */
  readonly join: string;
  /** How many of its processes the kernel has killed. */
  kills(): number;
}

interface Place {
  readonly folder: string;
  readonly limit: string;
  readonly swap: string;
  readonly kills: string;
}

/** Makes one with a limit in bytes, removed after the test; skips the test, with the reason, where none can be made. */
export function privateCgroup(skip: (note: string) => void, limit: number): PrivateCgroup {
  const place = placeFor(`memwrap-test-${process.pid}-${Date.now()}`);
  if (place === undefined) skip('needs a memory cgroup, v1 or v2');
  const { folder, ...names } = place ?? { folder: '', limit: '', swap: '', kills: '' };
  try {
    mkdirSync(folder);
    writeFileSync(path.join(folder, names.limit), String(limit));
  } catch (error) {
    skip(`needs the right to make a memory cgroup (${(error as NodeJS.ErrnoException).code})`);
  }
  // Absent where swap is not accounted for.
  if (existsSync(path.join(folder, names.swap))) {
    writeFileSync(path.join(folder, names.swap), names.swap.includes('max') ? '0' : String(limit));
  }
  const join = path.join(folder, 'cgroup.procs');
  onTestFinished(async () => {
    await until('the cgroup is left', () => {
      if (!existsSync(folder)) return true;
      for (const pid of readFileSync(join, 'utf8').split('\n').filter(Boolean)) {
        try {
          process.kill(Number(pid), 'SIGKILL');
        } catch {
          // It has ended by itself.
        }
      }
      try {
        rmdirSync(folder);
        return true;
      } catch {
        return false;
      }
    });
  });
  return {
    join,
    kills: () => {
      const text = readFileSync(path.join(folder, names.kills), 'utf8');
      return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
    },
  };
}

function placeFor(name: string): Place | undefined {
  const membership = existsSync('/proc/self/cgroup')
    ? readFileSync('/proc/self/cgroup', 'utf8')
    : '';
  const v1 = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(membership)?.[1];
  for (const point of v1 === undefined ? [] : ['/sys/fs/cgroup/memory']) {
    if (!existsSync(path.join(point, v1 ?? '', 'memory.limit_in_bytes'))) continue;
    return {
      folder: path.join(point, v1 ?? '', name),
      limit: 'memory.limit_in_bytes',
      swap: 'memory.memsw.limit_in_bytes',
      kills: 'memory.oom_control',
    };
  }
  // In v2 one that holds processes hands no controller down: beside our own.
  const v2 = /^0::(.*)$/m.exec(membership)?.[1];
  const above = path.join('/sys/fs/cgroup', path.dirname(v2 ?? '/'));
  if (v2 === undefined || !handsMemoryDown(above)) return undefined;
  return {
    folder: path.join(above, name),
    limit: 'memory.max',
    swap: 'memory.swap.max',
    kills: 'memory.events',
  };
}

function handsMemoryDown(folder: string): boolean {
  const file = path.join(folder, 'cgroup.subtree_control');
  return existsSync(file) && readFileSync(file, 'utf8').split(/\s+/).includes('memory');
}
