import { totalmem } from 'node:os';
import type { HostInfo } from '../recording/records.ts';
import { findMemoryCgroup } from './linux/cgroup.ts';
import { Machine } from './linux/machine.ts';
import { nodeProcFiles, type ProcFiles } from './linux/proc-files.ts';

/** The memory available to a run, before it starts; bytes. */
export function hostMemory(
  platform: string,
  files: ProcFiles = nodeProcFiles,
): Pick<HostInfo, 'machineTotal' | 'cgroupLimit'> {
  if (platform !== 'linux') return { machineTotal: totalmem() };
  const machine = new Machine(files);
  const { total } = machine.reading;
  machine.close();
  const limit = findMemoryCgroup(files, 'self', total)?.limit;
  return {
    ...(total >= 0 && { machineTotal: total }),
    ...(limit !== undefined && { cgroupLimit: limit }),
  };
}
