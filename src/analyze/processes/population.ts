import type { ProcessRecord } from '../../recording/records.ts';
import { isExec, runsParentsProgram } from '../forks/image-change.ts';
import type { SharedPages } from '../forks/shared-pages.ts';
import { stringsOf } from '../report/safe-values.ts';
import { addImage, type Life, newLife } from './life.ts';

/** Maximum number of processes; beyond that the ended ones with the smallest peaks are forgotten. */
const KEPT = 4096;
/** What newer recordings tell of a process at first sight: that it runs its parent's program since a fork, and its bytes of no file. */
interface FirstSight {
  readonly forked?: unknown;
  readonly anon?: unknown;
}

/** A high-water mark or a size that a record gives, bytes. */
const sizeOr = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER
    ? Math.round(value)
    : otherwise;

/** The processes of a run: who lives, whose child it is, what it runs. Of each that ever held something, in bounded memory. */
export class Population {
  readonly #shared: SharedPages;
  readonly #alive = new Map<number, Life>();
  /** Those that held something, by id. */
  readonly #holders = new Map<number, Life>();
  #births = 0;
  /** What the last records ended: it counts from the next sample on. */
  readonly #left: Life[] = [];
  /** The only one alive, while there is no more than one. */
  alone: Life | undefined;

  constructor(shared: SharedPages) {
    this.#shared = shared;
  }

  /** Takes a process record; `time` in milliseconds since the start of the recording. The process, if it names one. */
  add(time: number, record: ProcessRecord): Life | undefined {
    if (typeof record.pid !== 'number') return undefined;
    const life = this.#alive.get(record.pid) ?? this.open(record.pid, time);
    if (record.event === 'gone') this.#end(life, time, record);
    else this.#see(life, time, record);
    return life;
  }

  living(pid: number): Life | undefined {
    return this.#alive.get(pid);
  }

  open(pid: number, time: number): Life {
    const life = newLife(this.#births++, pid, time);
    this.#alive.set(pid, life);
    this.alone = this.#alive.size === 1 ? life : undefined;
    return life;
  }

  /** Notes that a process held this much of its own, bytes. */
  grow(life: Life, bytes: number): void {
    if (!(bytes > life.peak)) return;
    if (life.peak === 0) {
      this.#holders.set(life.id, life);
      if (this.#holders.size > KEPT) this.#forget();
    }
    life.peak = bytes;
  }

  /** Lets the records since the last sample take effect on what is shared. */
  settle(): void {
    if (this.#left.length === 0) return;
    for (const life of this.#left) this.#shared.leave(life);
    this.#left.length = 0;
  }

  /** Those that held something, in order of birth. */
  holders(): Life[] {
    return [...this.#holders.values()].sort((a, b) => a.id - b.id);
  }

  #see(life: Life, time: number, record: ProcessRecord): void {
    const name = typeof record.name === 'string' ? record.name : (life.images.at(-1)?.name ?? '');
    const argv = stringsOf(record.argv);
    const last = life.images.at(-1);
    const image = { name, ...(argv === undefined ? {} : { argv }) };
    if (typeof record.ppid === 'number' && life.parent === undefined) {
      life.ppid = record.ppid;
      const parent = this.#alive.get(record.ppid);
      if (parent !== life) life.parent = parent;
    }
    if (last === undefined) {
      const { forked, anon } = record as ProcessRecord & FirstSight;
      const parents = life.parent?.images.at(-1);
      life.forked =
        forked === true || (parents !== undefined && runsParentsProgram(image, parents));
      if (life.forked) life.copied = sizeOr(anon, Number.NaN);
    } else if (isExec(last, image)) {
      this.#left.push(life);
      // Between fork and exec for a moment only.
      if (life.sharedMost === 0) life.forked = false;
    }
    addImage(life, time, name, argv ?? undefined);
  }

  #end(life: Life, time: number, record: ProcessRecord): void {
    life.gone = time;
    this.#alive.delete(life.pid);
    const { value } = this.#alive.size === 1 ? this.#alive.values().next() : { value: undefined };
    this.alone = value;
    this.grow(life, sizeOr(record.hwm, 0) - life.shared);
    this.#left.push(life);
  }

  #forget(): void {
    const ended = this.holders().filter(({ gone }) => gone !== undefined);
    ended.sort((a, b) => b.peak - a.peak);
    for (const life of ended.slice(KEPT / 2)) this.#holders.delete(life.id);
  }
}
