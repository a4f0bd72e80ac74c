import type { Exit, KilledProcess, RecordSink, StreamRecord } from '../recording/records.ts';
import type { ProcessEnd, Sampler, TreeSample } from '../sample/sampler.ts';
import {
  blame,
  type Interval,
  type Kill,
  largestFirst,
  SUSPECT_PART,
  suspectsOf,
  type Verdict,
} from './blame.ts';
import type { Cause } from './kill-cause.ts';
import { Programs } from './programs.ts';

export interface KillWatchPlan {
  /** The command's own pid. */
  readonly root: number;
  readonly sampler: Pick<Sampler, 'ends' | 'dying' | 'oomKills'>;
  /** Whether memwrap is ending the tree for a breach. */
  readonly stopping: () => boolean;
  /** The folder of the cgroup that memwrap made for the command, if it did. */
  readonly ownCgroup: string | undefined;
  /** Epoch milliseconds on the timeline of the recording. */
  readonly now: () => number;
  readonly emit: (record: StreamRecord) => void;
}

/** Of a tree that we end, or a job that kills its children all the time, so many are told. */
const MAX_TOLD: Readonly<Record<Cause, number>> = {
  ceiling: 8,
  'cgroup-oom': 256,
  'system-oom': 256,
  unknown: 64,
};
/** So many of them stand in the end record. */
const MAX_IN_END = 8;
const OOM = { cgroup: 'cgroup-oom', system: 'system-oom' } as const;
/** Linux's number for it. */
const SIGKILL = 9;
/** A shell's status for a child that died of SIGKILL: 128 + 9. */
const PASSED_ON = 137;

/**
 * Finds out which processes of the tree were killed, and why: compares what the kernel's out-of-memory counters did between
 * two samples with who ended between them and how. A kill that nobody of ours ended with was somebody else's.
 */
export class KillWatch implements RecordSink {
  readonly #plan: KillWatchPlan;
  readonly #programs = new Programs();
  #living: ReadonlyMap<number, number> = new Map();
  /** Kills whose victim may end with the next sample. */
  #open: readonly Kill[] = [];
  /** Who was seen being killed and lives for another moment, by pid. */
  readonly #doomed = new Map<number, Kill>();
  /** All since the command's own end: how it ended tells whether it can have been a victim. */
  readonly #held: Interval[] = [];
  /** When those of them were seen to have ended, by pid. */
  readonly #endedAt = new Map<number, number>();
  #rootEnded = false;
  readonly #told = new Map<Cause, number>();
  readonly #killed: KilledProcess[] = [];
  #recorded: Promise<void> = Promise.resolve();

  constructor(plan: KillWatchPlan) {
    this.#plan = plan;
  }

  add(record: StreamRecord): void {
    if (record.type === 'process') this.#programs.add(record);
  }

  /** Looks at what happened since the last sample. */
  check({ top }: Pick<TreeSample, 'top'>): void {
    const { sampler, root } = this.#plan;
    const ends = sampler.ends();
    const kills = this.#newKills(ends.length > 0);
    this.#living = new Map(top.map(({ pid, rss }) => [pid, rss]));
    if (ends.length === 0 && kills.length === 0) return;
    this.#rootEnded ||= ends.some(({ pid }) => pid === root);
    const interval = { kills, ends, living: this.#living };
    if (this.#rootEnded) {
      for (const { pid } of ends) this.#endedAt.set(pid, this.#plan.now());
      this.#held.push(interval);
    } else this.#judge(interval);
  }

  /** The command has ended, at `exited` (epoch milliseconds). Resolves with who was killed in the run, at most 8, once all of it is recorded. */
  async finish(exit: Exit, exited: number): Promise<readonly KilledProcess[]> {
    const { sampler, root } = this.#plan;
    const signal = signalOf(exit);
    this.#endedAt.set(root, exited);
    const last = { ends: sampler.ends(), kills: this.#newKills(true) };
    const all = [...this.#held, last];
    const ends = all.flatMap((one) =>
      one.ends.map((end) => (end.pid === root ? { ...end, signal } : end)),
    );
    if (signal === SIGKILL && ends.every(({ pid }) => pid !== root)) {
      const rss = this.#living.get(root);
      ends.push({ pid: root, name: '', signal, ...(rss !== undefined && { rss }) });
    }
    this.#judge({ kills: all.flatMap((one) => one.kills), ends, living: new Map() });
    if ('code' in exit && exit.code === PASSED_ON && this.#killed.length === 0) {
      const [end] = suspectsOf(ends, new Map());
      if (end !== undefined) this.#tell({ end, kill: { by: 'unknown' }, probably: true });
    }
    await this.#recorded;
    // The command first, then the largest.
    const rank = ({ command, size = 0 }: KilledProcess): number => (command ? Infinity : size);
    return this.#killed.toSorted((a, b) => rank(b) - rank(a)).slice(0, MAX_IN_END);
  }

  #newKills(ended: boolean): readonly Kill[] {
    const { sampler, ownCgroup } = this.#plan;
    const rises = sampler.oomKills(ended);
    if (rises.length === 0 && this.#open.length === 0) return this.#open;
    const fresh = rises.flatMap(({ kills, by, limit, largest, folder }): Kill[] => {
      const cause: Cause = folder !== undefined && folder === ownCgroup ? 'ceiling' : OOM[by];
      const kill = {
        by: cause,
        ...(limit !== undefined && { limit }),
        ...(largest !== undefined && { largest }),
      };
      return Array.from({ length: Math.min(kills, MAX_TOLD[OOM[by]]) }, () => kill);
    });
    const kills = [...this.#open, ...fresh];
    this.#open = [];
    return kills;
  }

  #judge({ kills, ends, living }: Interval): void {
    const { sampler, stopping } = this.#plan;
    const isStopping = stopping();
    const others: ProcessEnd[] = [];
    for (const end of ends) {
      const kill = this.#doomed.get(end.pid);
      if (kill === undefined) others.push(end);
      else this.#tell({ end, kill, probably: false });
      this.#doomed.delete(end.pid);
    }
    const otherwise: Kill = { by: isStopping ? 'ceiling' : 'unknown' };
    const { verdicts, unmet } = blame({ kills, ends: others, living }, otherwise);
    for (const verdict of verdicts) this.#tell(verdict);
    if (isStopping) this.#tellStopped(others, verdicts);
    if (unmet.length > 0) this.#awaitVictims(unmet, sampler.dying());
  }

  /** Of a tree that we end each was told to, however it took it. */
  #tellStopped(ends: readonly ProcessEnd[], verdicts: readonly Verdict[]): void {
    const told = new Set(verdicts.map(({ end }) => end));
    for (const end of largestFirst(ends)) {
      if (told.has(end) || !((end.rss ?? 0) > 0)) continue;
      this.#tell({ end, kill: { by: 'ceiling' }, probably: false });
    }
  }

  /** A victim may live for a moment after it was counted: one that frees much memory, or waits for a disk. */
  #awaitVictims(kills: readonly Kill[], dying: readonly number[]): void {
    const others = [...this.#living.values(), ...kills.map(({ largest = 0 }) => largest)];
    // A small one that just ended beside a large one that lives on did not end by this kill.
    const least = SUSPECT_PART * Math.max(0, ...others);
    const pids = dying.filter(
      (pid) => !this.#doomed.has(pid) && (this.#living.get(pid) ?? 0) >= Math.max(1, least),
    );
    const unseen: Kill[] = [];
    for (const [i, kill] of kills.entries()) {
      const pid = pids[i];
      if (pid !== undefined) this.#doomed.set(pid, kill);
      // It may have ended while we looked: then the next sample has it. Otherwise it was none of ours.
      else if (kill.late !== true) unseen.push({ ...kill, late: true });
    }
    this.#open = unseen;
  }

  #tell({ end, kill, probably }: Verdict): void {
    const { now, emit, root } = this.#plan;
    const count = (this.#told.get(kill.by) ?? 0) + 1;
    this.#told.set(kill.by, count);
    const { pid, rss } = end;
    if (count > MAX_TOLD[kill.by] && pid !== root) return;
    const { name = end.name, argv } = this.#programs.of(pid) ?? {};
    const time = this.#endedAt.get(pid) ?? now();
    this.#recorded = this.#recorded.then(async () => {
      // Hardly any run needs it.
      const { headOf } = await import('../analyze/processes/work.ts');
      const work = headOf(name, argv);
      const killed: KilledProcess = {
        pid,
        cause: kill.by,
        ...(name !== '' && { name }),
        ...(work !== '' && { work }),
        ...(rss !== undefined && { size: rss, metric: 'rss' }),
        ...(kill.limit !== undefined && { limit: kill.limit }),
        ...(pid === root && { command: true }),
        ...(probably && { probably }),
      };
      this.#killed.push(killed);
      emit({ type: 'killed', time, ...killed });
    });
  }
}

/** The number of the signal that ended the command where it was SIGKILL, 0 where it exited; another signal is none of the two. */
function signalOf(exit: Exit): number {
  if ('code' in exit) return 0;
  return exit.signal === 'SIGKILL' ? SIGKILL : -1;
}
