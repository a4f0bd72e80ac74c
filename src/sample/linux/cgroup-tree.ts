import type { Births } from './births.ts';
import { Descriptors } from './descriptors.ts';
import { PageSize } from './page-size.ts';
import { type ProcFiles, readOnce } from './proc-files.ts';
import { ProcessEntry } from './process-entry.ts';
import type { GoneProcess } from './process-tree.ts';
import { emptyStat, FORKED_ONLY, parseStat } from './stat.ts';

/** So often the cgroups below are looked for anew: containers are made seldom. */
const FOLDERS_EVERY_MS = 2000;
/** So many of them are followed. */
const MOST_FOLDERS = 1000;
/** The files of every cgroup; what is no file is a cgroup below. */
const CONTROL_FILE =
  /^(?:tasks|release_agent|notify_on_release|(?:cgroup|memory|cpu|cpuset|cpuacct|io|blkio|pids|hugetlb|misc|rdma|dmem|irq|freezer|devices|net_cls|net_prio|perf_event)\.[\w.]+)$/;

const stat = emptyStat();

/** The processes of a cgroup and of those below it; those that a run leads to are `ProcessTree`'s. */
export class CgroupTree {
  /** All that were members at the last update, zombies left out. */
  readonly entries = new Map<number, ProcessEntry>();
  /** Who went since `reported` was called. */
  gone: GoneProcess[] = [];
  /** Who is new since then, or has another name. */
  arrived: ProcessEntry[] = [];
  readonly #files: ProcFiles;
  readonly #folder: string;
  readonly #descriptors: Descriptors;
  readonly #pageSize: PageSize;
  readonly #bytes = Buffer.allocUnsafe(16_384);
  #folders: readonly string[] = [];
  #foldersAt = Number.NEGATIVE_INFINITY;

  constructor(files: ProcFiles, folder: string) {
    this.#files = files;
    this.#folder = folder;
    this.#descriptors = new Descriptors(files);
    this.#pageSize = new PageSize(files);
  }

  /** Reads every member; `now` in monotonic milliseconds. */
  update(now: number): void {
    if (now - this.#foldersAt >= FOLDERS_EVERY_MS) {
      this.#foldersAt = now;
      this.#folders = this.#findFolders();
    }
    const members = this.#members();
    for (const entry of this.entries.values()) {
      if (!members.has(entry.pid) || !this.#read(entry)) this.#remove(entry);
    }
    for (const pid of members) if (!this.entries.has(pid)) this.#add(pid);
  }

  /** The cgroup's folder, and those below it that are known. */
  get folders(): readonly string[] {
    return this.#folders;
  }

  /** Who came and went so far was told. */
  reported(): void {
    this.gone = [];
    this.arrived = [];
  }

  /** For a reading of PSS: whether somebody came since the last update. */
  findNewcomers(): Births {
    let count = 0;
    for (const pid of this.#members()) if (!this.entries.has(pid)) count++;
    return { forked: count > 0, any: count > 0, count };
  }

  close(): void {
    for (const entry of this.entries.values()) entry.close();
    this.entries.clear();
  }

  /** Our own folder first. */
  #findFolders(): readonly string[] {
    const found = [this.#folder];
    for (let i = 0; i < found.length && found.length < MOST_FOLDERS; i++) {
      const folder = found[i] as string;
      for (const name of this.#files.names(folder)) {
        if (CONTROL_FILE.test(name)) continue;
        if (this.#files.exists(`${folder}/${name}/cgroup.procs`)) found.push(`${folder}/${name}`);
      }
    }
    return found;
  }

  #members(): ReadonlySet<number> {
    const pids = new Set<number>();
    for (const folder of this.#folders) this.#readMembers(`${folder}/cgroup.procs`, pids);
    return pids;
  }

  /** A read gives a page at most, so that it takes several. 0 stands for a process that has no pid here. */
  #readMembers(path: string, into: Set<number>): void {
    const descriptor = this.#files.open(path);
    if (descriptor < 0) return;
    let text = '';
    for (;;) {
      const length = this.#files.read(descriptor, this.#bytes, text.length);
      if (length <= 0) break;
      text += this.#bytes.toString('latin1', 0, length);
    }
    this.#files.close(descriptor);
    for (const line of text.split('\n')) {
      const pid = Number(line);
      if (pid > 0) into.add(pid);
    }
  }

  #add(pid: number): void {
    const length = readOnce(this.#files, `/proc/${pid}/stat`, this.#bytes);
    if (length <= 0 || !parseStat(this.#bytes, length, stat)) return;
    const entry = new ProcessEntry(this.#descriptors, pid, stat.started, stat.ppid);
    entry.forked = (stat.flags & FORKED_ONLY) !== 0;
    entry.countsWhole();
    this.entries.set(pid, entry);
    if (!this.#read(entry)) this.#remove(entry);
  }

  /** Whether it lives. */
  #read(entry: ProcessEntry): boolean {
    const reading = entry.read(this.#pageSize);
    if (reading === 'gone' || reading === 'zombie') return false;
    // Until it calls exec its pages are its parent's.
    if (entry.forked) entry.runsParentsProgram();
    if (entry.announced !== entry.name) {
      entry.announced = entry.name;
      entry.announcements++;
      this.arrived.push(entry);
    }
    return true;
  }

  #remove(entry: ProcessEntry): void {
    entry.close();
    this.entries.delete(entry.pid);
    // Whoever never lived was never told.
    if (entry.announced !== undefined) this.gone.push({ pid: entry.pid });
  }
}
