import { numberAt } from './digits.ts';
import { type ProcFiles, readText } from './proc-files.ts';

/** The memory cgroup that limits a run: the one with the tightest limit from its own up to the mount's root. */
export interface MemoryCgroup {
  readonly version: 1 | 2;
  /** Bytes; absent if no cgroup on the way up has a limit below the machine's memory. */
  readonly limit?: number;
  /** The file with that cgroup's usage in bytes. */
  readonly usagePath: string;
}

const FILES = {
  1: { limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes' },
  2: { limit: 'memory.max', usage: 'memory.current' },
} as const;

interface Mount {
  readonly version: 1 | 2;
  /** The part of the hierarchy that is mounted there. */
  readonly root: string;
  readonly point: string;
}

/**
 * Finds the memory cgroup of process `pid`. If a system has both hierarchies (hybrid), the one with the memory
 * controller counts, which is v1 wherever a v1 memory hierarchy is mounted.
 */
export function findMemoryCgroup(
  files: ProcFiles,
  pid: number | 'self',
  machineTotal: number,
): MemoryCgroup | undefined {
  const membership = readText(files, `/proc/${pid}/cgroup`);
  if (membership === undefined) return undefined;
  for (const mount of memoryMounts(files)) {
    const path = cgroupPath(membership, mount.version);
    if (path === undefined) continue;
    const found = tightest(files, mount, path, machineTotal);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The folders of the memory cgroups that a process is in: its own first, then the visible ones above it. */
export interface CgroupFolders {
  readonly version: 1 | 2;
  readonly folders: readonly string[];
}

/** Finds the folders of the memory cgroups of process `pid`. */
export function memoryCgroupFolders(
  files: ProcFiles,
  pid: number | 'self',
): CgroupFolders | undefined {
  const membership = readText(files, `/proc/${pid}/cgroup`);
  return membership === undefined ? undefined : foldersOf(files, membership);
}

/** The same from the text of /proc/PID/cgroup. */
export function foldersOf(files: ProcFiles, membership: string): CgroupFolders | undefined {
  for (const mount of memoryMounts(files)) {
    const path = cgroupPath(membership, mount.version);
    if (path === undefined) continue;
    const folders: string[] = [];
    for (let below = relativePath(mount, path); below !== ''; ) {
      folders.push(`${mount.point}${below}`);
      below = below.slice(0, below.lastIndexOf('/'));
    }
    folders.push(mount.point);
    const known = folders.filter((folder) =>
      files.exists(`${folder}/${FILES[mount.version].usage}`),
    );
    if (known.length > 0) return { version: mount.version, folders: known };
  }
  return undefined;
}

/** A cgroup that somebody named, and which of its files tell what. */
export interface NamedCgroup {
  readonly version: 1 | 2;
  /** Absolute path, without a slash at its end. */
  readonly folder: string;
  /** Bytes; absent without one of its own, or of one above it, below the machine's memory. */
  readonly limit?: number;
}

/**
 * Finds a cgroup by its folder, or by its path below the mount as /proc/PID/cgroup has it; undefined where there is none with
 * figures of memory. `machineTotal`: bytes, -1 where unknown.
 */
export function findNamedCgroup(
  files: ProcFiles,
  name: string,
  machineTotal: number,
): NamedCgroup | undefined {
  const below = name.replace(/\/+$/, '');
  const mounts = memoryMounts(files);
  const places = [below, ...mounts.map(({ point }) => `${point}/${below.replace(/^\/+/, '')}`)];
  for (const folder of places) {
    for (const version of [1, 2] as const) {
      if (!folder.startsWith('/') || !files.exists(`${folder}/${FILES[version].usage}`)) continue;
      const folders: string[] = [];
      for (let at = folder; files.exists(`${at}/${FILES[version].limit}`); ) {
        folders.push(at);
        at = at.slice(0, at.lastIndexOf('/'));
      }
      const limit = limitOf(files, { version, folders }, machineTotal);
      return { version, folder, ...(limit !== undefined && { limit }) };
    }
  }
  return undefined;
}

/** The file with the usage of a cgroup, bytes. */
export function usageFile({ version, folder }: NamedCgroup): string {
  return `${folder}/${FILES[version].usage}`;
}

// proc(5), mountinfo: id parent major:minor root point options [tags] - type source superoptions
function memoryMounts(files: ProcFiles): readonly Mount[] {
  const known = read.get(files);
  if (known !== undefined) return known;
  const mounts: Mount[] = [];
  read.set(files, mounts);
  const mountinfo = readText(files, '/proc/self/mountinfo') ?? '';
  for (const line of mountinfo.split('\n')) {
    if (!line.includes(' - cgroup')) continue;
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root = '/', point = ''] = before.split(' ');
    const [type, , options = ''] = after.split(' ');
    if (type === 'cgroup' && options.split(',').includes('memory')) {
      mounts.unshift({ version: 1, root: unescapeMount(root), point: unescapeMount(point) });
    } else if (type === 'cgroup2') {
      mounts.push({ version: 2, root: unescapeMount(root), point: unescapeMount(point) });
    }
  }
  return mounts;
}

/** Cached: needed more than once at each start, and long on a machine with many containers. */
const read = new WeakMap<ProcFiles, readonly Mount[]>();

// There, blanks, tabs, newlines and backslashes are written in octal.
function unescapeMount(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

// cgroups(7): hierarchy-id:controllers:path, and 0::path for v2.
function cgroupPath(membership: string, version: 1 | 2): string | undefined {
  for (const line of membership.split('\n')) {
    const [id, controllers = '', ...path] = line.split(':');
    const matches =
      version === 2 ? id === '0' && controllers === '' : controllers.split(',').includes('memory');
    if (matches) return path.join(':');
  }
  return undefined;
}

/** The tightest limit of these cgroups, bytes; undefined without one below the machine's memory (bytes; -1 where unknown). */
export function limitOf(
  files: ProcFiles,
  { version, folders }: CgroupFolders,
  machineTotal: number,
): number | undefined {
  const limits = folders
    .map((folder) => readLimit(files, `${folder}/${FILES[version].limit}`))
    .filter((limit) => limit >= 0 && (machineTotal < 0 || limit < machineTotal));
  return limits.length === 0 ? undefined : Math.min(...limits);
}

function tightest(
  files: ProcFiles,
  mount: Mount,
  path: string,
  machineTotal: number,
): MemoryCgroup | undefined {
  const names = FILES[mount.version];
  let below = relativePath(mount, path);
  let found: MemoryCgroup | undefined;
  for (;;) {
    const folder = `${mount.point}${below}`;
    const usagePath = `${folder}/${names.usage}`;
    if (files.exists(usagePath)) {
      const limit = readLimit(files, `${folder}/${names.limit}`);
      const { version } = mount;
      // v1 writes "no limit" as 2^63 less a page; a limit above the machine's memory limits nothing.
      if (limit >= 0 && (machineTotal < 0 || limit < machineTotal)) {
        if (found?.limit === undefined || limit < found.limit)
          found = { version, limit, usagePath };
      } else found ??= { version, usagePath };
    }
    if (below === '') return found;
    below = below.slice(0, below.lastIndexOf('/'));
  }
}

/** The path below the mount point: a container without its own namespace sees only its part of the hierarchy. */
function relativePath(mount: Mount, path: string): string {
  const clean = path === '/' ? '' : path;
  if (mount.root === '/') return clean.startsWith('/..') ? '' : clean;
  if (clean === mount.root) return '';
  return clean.startsWith(`${mount.root}/`) ? clean.slice(mount.root.length) : '';
}

function readLimit(files: ProcFiles, path: string): number {
  const text = readText(files, path);
  if (text === undefined) return -1;
  const bytes = Buffer.from(text, 'latin1');
  return numberAt(bytes, 0, bytes.length);
}

/** Reads a cgroup's usage through a descriptor that stays open. */
export class CgroupUsage {
  readonly #files: ProcFiles;
  readonly #bytes = Buffer.allocUnsafe(32);
  readonly #descriptor: number;

  constructor(files: ProcFiles, cgroup: MemoryCgroup | undefined) {
    this.#files = files;
    this.#descriptor = cgroup === undefined ? -1 : files.open(cgroup.usagePath);
  }

  /** Bytes; -1 where unknown. */
  read(): number {
    if (this.#descriptor < 0) return -1;
    const length = this.#files.read(this.#descriptor, this.#bytes);
    return length < 0 ? -1 : numberAt(this.#bytes, 0, length);
  }

  close(): void {
    if (this.#descriptor >= 0) this.#files.close(this.#descriptor);
  }
}
