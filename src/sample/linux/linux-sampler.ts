import type { Clock } from '../../host/clock.ts';
import { type Diagnostics, NO_DIAGNOSTICS } from '../../host/diagnostics.ts';
import { METRIC_NAMES, METRICS, type Metric } from '../../recording/metrics.ts';
import type { HostInfo } from '../../recording/records.ts';
import type { OomCounts, OomKills } from '../oom-counts.ts';
import type {
  LivingProcess,
  ProcessEnd,
  SampleOptions,
  Sampler,
  ShortLife,
  TreeSample,
  Unseen,
} from '../sampler.ts';
import { readArguments } from './arguments.ts';
import { CgroupUsage, findMemoryCgroup } from './cgroup.ts';
import { CgroupPressureWatch } from './cgroup-pressure.ts';
import { Introductions } from './introductions.ts';
import { LazyFreeWatch } from './lazy-free-watch.ts';
import { Machine } from './machine.ts';
import { readOomCounts } from './oom.ts';
import { OomWatch } from './oom-watch.ts';
import { PageSize } from './page-size.ts';
import type { ProcFiles } from './proc-files.ts';
import type { ProcessEntry } from './process-entry.ts';
import { ProcessTree } from './process-tree.ts';
import { PssReader, type TreePss } from './pss.ts';
import { PssPace } from './pss-pace.ts';
import { mostHeld } from './short-life.ts';
import { largestProcesses, totalOf, type WritableSample } from './tree-total.ts';

/** The counts of OOM kills are read where a process has ended, else so often. */
const OOM_EVERY_MS = 250;
/** USER_HZ, the unit of times in /proc, is 100 on every architecture that Node runs on. */
const MILLISECONDS_PER_TICK = 10;
/** So many processes, the largest, are asked whether they are being killed. */
const MAX_ASKED_DYING = 256;

export interface LinuxSamplerOptions {
  readonly files: ProcFiles;
  /** The command, just started. */
  readonly root: { readonly pid: number };
  /** The value of MEMWRAP_RUN in the run's environment. */
  readonly runId: string;
  readonly exclude: readonly number[];
  readonly clock: Clock;
  /** Whether to read PSS at all. */
  readonly pss: boolean;
  readonly diagnostics?: Diagnostics;
}

/** Measures a process tree from /proc; `sample` is synchronous. */
export class LinuxSampler implements Sampler {
  readonly kind = 'linux';
  readonly metrics: readonly Metric[];
  readonly missing: Readonly<Record<string, string>>;
  readonly host: HostInfo;
  readonly #files: ProcFiles;
  readonly #clock: Clock;
  readonly #diagnostics: Diagnostics;
  readonly #tree: ProcessTree;
  readonly #machine: Machine;
  readonly #cgroup: CgroupUsage;
  readonly #pressure: CgroupPressureWatch;
  readonly #pss: PssReader | undefined;
  readonly #pace: PssPace;
  readonly #introductions: Introductions;
  /** A process had huge pages of hugetlbfs: from then on a sample says so when there are none. */
  #hadHugetlb = false;
  readonly #oom: OomWatch;
  #oomDue = 0;
  readonly #lazyFree: LazyFreeWatch;
  readonly #root: number;
  #measured = false;
  #shortLife: ShortLife | undefined;

  constructor(options: LinuxSamplerOptions) {
    const { files, clock, diagnostics = NO_DIAGNOSTICS } = options;
    this.#diagnostics = diagnostics;
    this.#files = files;
    this.#root = options.root.pid;
    this.#clock = clock;
    this.#machine = new Machine(files);
    const { total } = this.#machine.reading;
    const cgroup = findMemoryCgroup(files, options.root.pid, total);
    this.#cgroup = new CgroupUsage(files, cgroup);
    this.#pressure = new CgroupPressureWatch(files, cgroup);
    this.#tree = new ProcessTree({
      files,
      root: options.root.pid,
      run: options.runId,
      exclude: options.exclude,
      diagnostics,
    });
    const root = this.#tree.entries.get(options.root.pid);
    // Epoch milliseconds of clock tick 0: the root starts now.
    const epoch = root && clock.wall() - root.started * MILLISECONDS_PER_TICK;
    this.#introductions = new Introductions(files, (ticks) =>
      epoch === undefined ? undefined : epoch + ticks * MILLISECONDS_PER_TICK,
    );
    this.#oom = new OomWatch(files, total);
    this.#oom.follow(options.root.pid, clock.monotonic());
    this.#lazyFree = new LazyFreeWatch(files, new PageSize(files));
    const pss = new PssReader(files);
    const missing: Record<string, string> = {};
    if (!options.pss) missing['pss'] = 'not asked for';
    else if (!pss.available) missing['pss'] = 'no /proc/PID/smaps_rollup in this kernel';
    if (cgroup === undefined) missing['cgroup'] = 'no memory cgroup to be seen';
    this.#pss = missing['pss'] === undefined ? pss : undefined;
    this.#pace = new PssPace(clock.monotonic());
    this.missing = missing;
    this.metrics = METRIC_NAMES.filter((metric) => this.#pss || !isReadWithPss(metric));
    this.host = {
      ...(total >= 0 && { machineTotal: total }),
      ...(cgroup?.limit !== undefined && { cgroupLimit: cgroup.limit }),
    };
  }

  sample(options: SampleOptions = {}): TreeSample | undefined {
    const tree = this.#tree;
    tree.update(this.#clock.monotonic());
    const sample = totalOf(tree);
    const { rss, procs } = sample;
    const largest = largestProcesses(tree.entries.values(), rss);
    sample.seen = this.#introductions.of(tree.arrived, largest, rss);
    tree.reported();
    if (procs === 0) {
      if (!this.#measured) this.#shortLife ??= this.#lookAtShortLife();
      return undefined;
    }
    this.#measured = true;
    const { cheap = false, wantsPss = false } = options;
    const skipped = cheap && !wantsPss;
    if (skipped && this.#diagnostics.tracing) {
      this.#diagnostics.trace('pss postponed', { why: 'limit near' });
    }
    const reading = skipped ? undefined : this.#readPss(rss, procs, wantsPss);
    this.#machine.read();
    const { used, available, shmem } = this.#machine.reading;
    const usage = this.#cgroup.read();
    sample.top = largest.map((entry) => entry.sample());
    if (reading !== undefined) take(sample, reading);
    if (this.#hadHugetlb) sample.hugetlb ??= 0;
    else this.#hadHugetlb = sample.hugetlb !== undefined;
    this.#followLargest(largest);
    if (used >= 0) sample.machineUsed = used;
    if (available >= 0) sample.machineAvailable = available;
    if (shmem >= 0) sample.machineShmem = shmem;
    if (usage >= 0) sample.cgroup = usage;
    const pressure = this.#pressure.look(usage, this.#clock.monotonic());
    if (pressure !== undefined) sample.pressure = pressure;
    return sample;
  }

  /** A zombie keeps for a moment what tells how much it can have held. */
  #lookAtShortLife(): ShortLife | undefined {
    const atMost = mostHeld(this.#files, this.#root);
    const { available } = this.#machine.reading;
    return atMost === undefined
      ? undefined
      : { atMost, ...(available >= 0 && { machineAvailable: available }) };
  }

  get shortLife(): ShortLife | undefined {
    return this.#measured ? undefined : this.#shortLife;
  }

  #readPss(rss: number, processes: number, wanted: boolean): TreePss | undefined {
    if (this.#pss === undefined) return undefined;
    const before = this.#clock.monotonic();
    const size = { rss, processes, forks: this.#tree.forks };
    const asked = wanted || this.#lazyFree.rose(before, rss);
    const postponed = this.#pace.postponed(before, size, asked);
    if (postponed !== undefined) {
      if (this.#diagnostics.tracing) this.#diagnostics.trace('pss postponed', { why: postponed });
      return undefined;
    }
    const reading = this.#pss.read(this.#tree);
    const after = this.#clock.monotonic();
    this.#pace.read(after, after - before, size, reading.kind !== 'thrown away');
    if (reading.kind !== 'thrown away') this.#lazyFree.told();
    if (this.#diagnostics.enabled) this.#reportPss(reading, after - before);
    return reading;
  }

  #reportPss(reading: TreePss, took: number): void {
    switch (reading.kind) {
      case 'read':
        this.#diagnostics.trace('pss read', { pss: reading.pss, took });
        break;
      case 'thrown away':
        this.#diagnostics.debug('pss thrown away', { why: reading.why });
        break;
      case 'partial': {
        const { atLeast, atMost, unread } = reading;
        const pids = unread.map(({ pid }) => pid);
        this.#diagnostics.debug('pss not read of all', { atLeast, atMost, unread: pids, took });
      }
    }
  }

  born(): boolean {
    return this.#tree.born;
  }

  unseen(): Unseen | undefined {
    return this.#tree.unseen();
  }

  members(): readonly ProcessEntry[] {
    this.#tree.findNewcomers();
    return [...this.#tree.entries.values()].filter((entry) => entry.livesNow());
  }

  living(): readonly LivingProcess[] {
    return this.members().map(({ pid, name }) => {
      const line = readArguments(this.#files, pid);
      return { pid, name, ...(line && { argv: line.argv }) };
    });
  }

  oomCounts(): OomCounts {
    return readOomCounts(this.#files);
  }

  ends(): readonly ProcessEnd[] {
    return this.#tree.ends.take();
  }

  dying(): readonly number[] {
    const living = [...this.#tree.entries.values()].filter(({ ended }) => !ended);
    const largest = living.sort((a, b) => b.heldRss - a.heldRss).slice(0, MAX_ASKED_DYING);
    return largest.filter((entry) => entry.isBeingKilled()).map(({ pid }) => pid);
  }

  oomKills(ended: boolean): readonly OomKills[] {
    const now = this.#clock.monotonic();
    if (!ended && now < this.#oomDue) return [];
    this.#oomDue = now + OOM_EVERY_MS;
    return this.#oom.kills(ended);
  }

  /** Whoever grows large may be in another cgroup than the command. */
  #followLargest([first, second]: readonly ProcessEntry[]): void {
    const now = this.#clock.monotonic();
    if (first !== undefined) this.#oom.follow(first.pid, now);
    if (second !== undefined) this.#oom.follow(second.pid, now);
  }

  close(): void {
    this.#oom.close();
    this.#lazyFree.close();
    this.#tree.close();
    this.#machine.close();
    this.#cgroup.close();
  }
}

/** Puts a reading of PSS into the sample of the same moment. */
function take(sample: WritableSample, reading: TreePss): void {
  if (reading.kind === 'read') {
    sample.pss = reading.pss;
    delete sample.pssAtLeast;
    if (reading.lazyfree >= 0) sample.lazyfree = reading.lazyfree;
    if (reading.hugetlbAgain > 0) sample.hugetlbAgain = reading.hugetlbAgain;
  } else if (reading.kind === 'partial') {
    sample.pssAtLeast = Math.max(reading.atLeast, sample.pssAtLeast ?? 0);
    sample.pssAtMost = reading.atMost;
    sample.unread = reading.unread.map(({ pid, name }) => ({ pid, name }));
  } else if (reading.kind === 'thrown away' && reading.atMost !== undefined) {
    const { atMost } = reading;
    if (atMost < sample.rss) sample.pssAtMost = Math.max(atMost, sample.pssAtLeast ?? 0);
  }
}

const isReadWithPss = (metric: Metric): boolean => 'occasional' in METRICS[metric];
