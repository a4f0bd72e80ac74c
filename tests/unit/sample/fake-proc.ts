import {
  DENIED,
  GONE,
  NO_DESCRIPTOR,
  type ProcFiles,
} from '../../../src/sample/linux/proc-files.ts';

const KIB = 1024;

export interface FakeProcess {
  readonly pid: number;
  readonly ppid?: number;
  readonly name?: string;
  readonly started?: number;
  readonly state?: string;
  /** Bytes. */
  readonly rss?: number;
  readonly hwm?: number;
  readonly file?: number;
  readonly shmem?: number;
  /** It is ending: its memory is gone, its state not changed yet. */
  readonly ending?: boolean;
  readonly swap?: number;
  /** Huge pages of hugetlbfs; without it the kernel has no hugetlbfs. */
  readonly hugetlb?: number;
  /** Those of them that others map too. */
  readonly sharedHugetlb?: number;
  /** Freed by MADV_FREE and still there. */
  readonly lazyfree?: number;
  readonly pss?: number;
  /** The part of `pss` that belongs to no file; without it the kernel is too old to tell. */
  readonly pssAnon?: number;
  /** Pages that nobody else has. */
  readonly unshared?: number;
  readonly threads?: number;
  /** Living threads beside the leader, with their own ids. */
  readonly otherThreads?: readonly number[];
  readonly group?: number;
  readonly session?: number;
  readonly flags?: number;
  /** Clock ticks. */
  readonly ran?: number;
  /** Page faults of its own, and those of children that it has waited for. */
  readonly faults?: number;
  readonly reapedFaults?: number;
  /** CPU time of children that it has waited for, clock ticks. */
  readonly reapedRan?: number;
  readonly environment?: readonly string[];
  readonly argv?: readonly string[];
  readonly denied?: readonly string[];
  /** Its wait status; without it the kernel is too old to tell. */
  readonly exitStatus?: number;
  /** Signals pending, as a hexadecimal mask. */
  readonly pending?: string;
}

interface Open {
  readonly path: string;
  /** The process that the descriptor was opened on: it stays bound to it. */
  readonly owner: FakeProcess | undefined;
}

/** A /proc of literals: processes come, change and go between two readings. */
export class FakeProc implements ProcFiles {
  readonly processes = new Map<number, FakeProcess>();
  readonly files = new Map<string, string>();
  readonly open_ = new Map<number, Open>();
  /** How many descriptors may be open at once. */
  limit = 1024;
  /** Every path that was opened, in order. */
  readonly opened: string[] = [];
  /** Called before each read: to let processes die in the middle. */
  beforeRead: (path: string) => void = () => undefined;
  readonly #identity = new Map<number, string>();
  #next = 3;

  constructor() {
    this.files.set('/proc/meminfo', 'MemTotal: 1000 kB\nMemFree: 1 kB\nMemAvailable:  400 kB\n');
    this.files.set('/proc/self/stat', '1 (self) R');
    this.files.set('/proc/self/limits', 'Max open files            1024     4096     files\n');
    this.files.set('/proc/self/smaps_rollup', '0-1 ---p [rollup]\nPss: 1 kB\n');
    this.files.set('/proc/sys/kernel/ns_last_pid', '1\n');
  }

  /** Puts a process there, or changes it; a new one moves the last pid. */
  set(process: FakeProcess): void {
    const identity = `${process.started ?? 100}`;
    if (this.#identity.get(process.pid) !== identity) {
      this.#identity.set(process.pid, identity);
      if (this.files.has('/proc/sys/kernel/ns_last_pid')) {
        this.files.set('/proc/sys/kernel/ns_last_pid', `${process.pid}\n`);
      }
    }
    this.processes.set(process.pid, process);
  }

  change(pid: number, changes: Partial<FakeProcess>): void {
    const process = this.processes.get(pid);
    if (process === undefined) throw new Error(`no process ${pid}`);
    this.processes.set(pid, { ...process, ...changes });
  }

  remove(pid: number): void {
    this.processes.delete(pid);
    this.#identity.delete(pid);
  }

  open(path: string): number {
    this.opened.push(path);
    if (this.open_.size >= this.limit) return NO_DESCRIPTOR;
    const content = this.#content(path);
    if (typeof content === 'number') return content;
    const descriptor = this.#next++;
    this.open_.set(descriptor, { path, owner: this.#owner(path) });
    return descriptor;
  }

  read(descriptor: number, bytes: Uint8Array, position = 0): number {
    const open = this.open_.get(descriptor);
    if (open === undefined) throw new Error('not open');
    this.beforeRead(open.path);
    const owner = this.#owner(open.path);
    if (open.owner !== undefined) {
      if (owner === undefined || (owner.started ?? 100) !== (open.owner.started ?? 100))
        return GONE;
    }
    const content = this.#content(open.path);
    if (typeof content === 'number') return content;
    const part = Buffer.from(content, 'latin1').subarray(position, position + bytes.length);
    bytes.set(part);
    return part.length;
  }

  close(descriptor: number): void {
    if (!this.open_.delete(descriptor)) throw new Error('closed twice');
  }

  exists(path: string): boolean {
    const [, pid] = /^\/proc\/(\d+)$/.exec(path) ?? [];
    return pid === undefined ? typeof this.#content(path) === 'string' : this.processes.has(+pid);
  }

  names(path: string): readonly string[] {
    if (path === '/proc') return ['self', 'meminfo', ...[...this.processes.keys()].map(String)];
    const inside = [...this.files.keys()].filter((file) => file.startsWith(`${path}/`));
    if (inside.length > 0) {
      return [...new Set(inside.map((file) => file.slice(path.length + 1).split('/')[0] ?? ''))];
    }
    const owner = this.#owner(path);
    return owner === undefined ? [] : [owner.pid, ...(owner.otherThreads ?? [])].map(String);
  }

  #owner(path: string): FakeProcess | undefined {
    const [, pid] = /^\/proc\/(\d+)\//.exec(path) ?? [];
    return pid === undefined ? undefined : this.processes.get(Number(pid));
  }

  #content(path: string): string | number {
    const fixed = this.files.get(path);
    if (fixed !== undefined) return fixed;
    const [, pid, name = ''] = /^\/proc\/(\d+)\/(.*)$/.exec(path) ?? [];
    const process = this.processes.get(Number(pid));
    if (process === undefined) return GONE;
    if (process.denied?.includes(name)) return DENIED;
    return fileOf(process, name);
  }
}

function fileOf(process: FakeProcess, name: string): string | number {
  const [, thread, threadFile = ''] = /^task\/(\d+)\/(.*)$/.exec(name) ?? [];
  if (thread !== undefined) {
    const living = process.otherThreads?.includes(Number(thread)) ?? false;
    return living ? fileOf({ ...process, state: 'S' }, threadFile) : GONE;
  }
  switch (name) {
    case 'status':
      return statusOf(process);
    case 'stat':
      return statOf(process);
    case 'statm':
      return process.state === 'Z' || process.ending
        ? '0 0 0 0 0 0 0\n'
        : `900 ${(process.rss ?? 0) / 4096} ${((process.file ?? 0) + (process.shmem ?? 0)) / 4096} 1 0 5 0\n`;
    case 'environ':
      return (process.environment ?? ['PATH=/bin']).map((entry) => `${entry}\0`).join('');
    case 'cmdline':
      return (process.argv ?? [process.name ?? 'job']).map((entry) => `${entry}\0`).join('');
    case 'smaps_rollup':
      return process.state === 'Z' || process.ending ? GONE : mapOf(process);
    default:
      return GONE;
  }
}

function mapOf(process: FakeProcess): string {
  const { rss = 0, file = 0, pss = rss, pssAnon, unshared = 0 } = process;
  const { lazyfree, sharedHugetlb = 0 } = process;
  return [
    '0-1 ---p [rollup]',
    `Rss:   ${rss / KIB} kB`,
    `Pss: ${pss / KIB} kB`,
    ...(pssAnon === undefined ? [] : [`Pss_Anon:   ${pssAnon / KIB} kB`]),
    'Private_Clean:   0 kB',
    `Private_Dirty:   ${unshared / KIB} kB`,
    `Anonymous:   ${(rss - file) / KIB} kB`,
    ...(lazyfree === undefined ? [] : [`LazyFree:   ${lazyfree / KIB} kB`]),
    `Shared_Hugetlb: ${sharedHugetlb / KIB} kB`,
    '',
  ].join('\n');
}

export function statusOf(process: FakeProcess): string {
  const { rss = 0, hwm = rss, file = 0, shmem = 0, swap = 0, hugetlb, state = 'S' } = process;
  const name = (process.name ?? 'job').replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  const kib = (bytes: number): string => `${bytes / KIB}`.padStart(8);
  const sizes = [
    `VmPeak:\t${kib(hwm * 2)} kB`,
    `VmHWM:\t${kib(hwm)} kB`,
    `VmRSS:\t${kib(rss)} kB`,
    `RssAnon:\t${kib(rss - file - shmem)} kB`,
    `RssFile:\t${kib(file)} kB`,
    `RssShmem:\t${kib(shmem)} kB`,
    `VmStk:\t     132 kB`,
    `VmSwap:\t${kib(swap)} kB`,
    ...(hugetlb === undefined ? [] : [`HugetlbPages:\t${kib(hugetlb)} kB`]),
  ];
  return [
    `Name:\t${name}`,
    'Umask:\t0022',
    `State:\t${state} (whatever)`,
    `Tgid:\t${process.pid}`,
    `Pid:\t${process.pid}`,
    `PPid:\t${process.ppid ?? 1}`,
    'Groups:\t ',
    ...(state === 'Z' || process.ending ? [] : sizes),
    `Threads:\t${process.threads ?? 1 + (process.otherThreads?.length ?? 0)}`,
    'SigQ:\t0/96365',
    ...(process.pending === undefined ? [] : [`ShdPnd:\t${process.pending}`]),
    '',
  ].join('\n');
}

export function statOf(process: FakeProcess): string {
  const { pid, ppid = 1, group = 1, session = 1, flags = 0, threads = 1, started = 100 } = process;
  const { ran = 0, faults = 0, reapedFaults = 0, reapedRan = 0 } = process;
  const pages = (process.rss ?? 0) / 4096;
  return (
    `${pid} (${process.name ?? 'job'}) ${process.state ?? 'S'} ${ppid} ${group} ${session} 0 -1 ${flags}` +
    ` ${faults} ${reapedFaults} 0 0 ${ran} 0 ${reapedRan} 0 20 0 ${threads} 0 ${started} 3133440 ${pages} 18446744073709551615 1 1` +
    (process.exitStatus === undefined ? '\n' : `${' 0'.repeat(24)} ${process.exitStatus}\n`)
  );
}
