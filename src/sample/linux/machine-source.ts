import type { Clock } from '../../host/clock.ts';
import type { HostInfo } from '../../recording/records.ts';
import type { WatchFigures, WatchSample, WatchSource } from '../watch-source.ts';
import { CgroupUsage, findMemoryCgroup } from './cgroup.ts';
import { Machine } from './machine.ts';
import { field } from './oom.ts';
import { MACHINE_PRESSURE, readPressure } from './pressure.ts';
import { type ProcFiles, readText } from './proc-files.ts';

const NOBODY: readonly never[] = [];
/** /proc/vmstat is long: the kills in it are looked at so often. */
const KILLS_EVERY_MS = 1000;

/** The machine's memory, and the usage of the container that we are in. */
export class MachineSource implements WatchSource {
  readonly metrics = NOBODY;
  readonly missing: Readonly<Record<string, string>>;
  readonly host: HostInfo;
  readonly #files: ProcFiles;
  readonly #machine: Machine;
  readonly #cgroup: CgroupUsage;
  readonly #clock: Clock;
  #kills = Number.NaN;
  #killsAt = Number.NEGATIVE_INFINITY;

  constructor(files: ProcFiles, clock: Clock) {
    this.#files = files;
    this.#clock = clock;
    this.#machine = new Machine(files);
    const { total } = this.#machine.reading;
    const cgroup = findMemoryCgroup(files, 'self', total);
    this.#cgroup = new CgroupUsage(files, cgroup);
    const hasPressure = Object.keys(readPressure(files, MACHINE_PRESSURE)).length > 0;
    this.missing = {
      ...(!hasPressure && { pressure: `the kernel shows no ${MACHINE_PRESSURE}` }),
      ...(cgroup === undefined && { cgroup: 'no memory cgroup to be seen' }),
    };
    this.host = {
      ...(total >= 0 && { machineTotal: total }),
      ...(cgroup?.limit !== undefined && { cgroupLimit: cgroup.limit }),
    };
  }

  sample(): WatchSample | undefined {
    this.#machine.read();
    const { used } = this.#machine.reading;
    if (used < 0) return undefined;
    const usage = this.#cgroup.read();
    const figures = {
      ...machineFigures(this.#machine),
      ...readPressure(this.#files, MACHINE_PRESSURE),
      ...(usage >= 0 && { cgroup: usage }),
    };
    const kills = this.#newKills();
    return {
      ...{ size: used, figures, seen: NOBODY, gone: NOBODY, unread: NOBODY, killed: NOBODY },
      ...(kills > 0 && { kills }),
    };
  }

  /** Those that the kernel has counted since the look before; 0 at first, and where it does not tell (before Linux 4.13). */
  #newKills(): number {
    const now = this.#clock.monotonic();
    if (now - this.#killsAt < KILLS_EVERY_MS) return 0;
    this.#killsAt = now;
    const before = this.#kills;
    this.#kills = field(readText(this.#files, '/proc/vmstat'), 'oom_kill') ?? Number.NaN;
    return this.#kills - before || 0;
  }

  peak(): undefined {
    return undefined;
  }

  close(): void {
    this.#machine.close();
    this.#cgroup.close();
  }
}

/** What the last reading of the machine has for a sample. */
export function machineFigures({ reading }: Machine): WatchFigures {
  const { used, available, shmem, swapUsed } = reading;
  return {
    ...(used >= 0 && { machineUsed: used }),
    ...(available >= 0 && { machineAvailable: available }),
    ...(shmem >= 0 && { machineShmem: shmem }),
    ...(swapUsed >= 0 && { machineSwapUsed: swapUsed }),
  };
}
