import { METRIC_NAMES } from '../recording/metrics.ts';
import type {
  ProcessRecord,
  SampleRecord,
  Sizes,
  StreamRecord,
  UnreadRecord,
} from '../recording/records.ts';
import type { TreeSample, UnreadProcess } from '../sample/sampler.ts';

/** Makes of a recording's samples what a run's limits see: with the bounds of PSS that follow from who lived then. */
export class RecordedSamples {
  /** Living processes that were seen, each with whether it runs its parent's program. */
  readonly #living = new Map<number, boolean>();
  readonly #unread = new Map<number, UnreadProcess>();

  /** Takes what is not a sample. */
  add(record: StreamRecord): void {
    if (record.type === 'process') this.#process(record);
    if (record.type === 'unread') this.#unreadable(record);
  }

  /** undefined for a sample that holds no size. */
  of(record: SampleRecord): TreeSample | undefined {
    const { rss, anon, pss, pssAtMost, peak, hugetlbAgain, machineAvailable, procs = 1 } = record;
    if (rss === undefined) return undefined;
    const pssAtLeast = record.pssAtLeast ?? this.#ownOf(anon, record.procs);
    const lacks = pss === undefined && pssAtMost !== undefined;
    return {
      ...sizesOf(record),
      rss,
      ...(hugetlbAgain !== undefined && { hugetlbAgain }),
      ...(pss === undefined && pssAtLeast !== undefined && { pssAtLeast }),
      ...(lacks && { pssAtMost, unread: [...this.#unread.values()] }),
      ...(peak !== undefined && { peak }),
      ...(machineAvailable !== undefined && { machineAvailable }),
      procs,
      top: [],
      seen: [],
      gone: [],
    };
  }

  /** Pages that belong to no file are shared by forks alone: where every process has called exec, each is somebody's own. */
  #ownOf(anon: number | undefined, procs: number | undefined): number | undefined {
    if (anon === undefined || procs === undefined) return undefined;
    if (procs <= 1) return anon;
    const known = this.#living.size >= procs && ![...this.#living.values()].includes(true);
    return known ? anon : undefined;
  }

  #process({ event, pid, forked = false }: ProcessRecord): void {
    // Told anew it may have another title only.
    if (event === 'seen') this.#living.set(pid, forked || this.#living.get(pid) === true);
    else {
      this.#living.delete(pid);
      this.#unread.delete(pid);
    }
  }

  #unreadable({ pid, name = '', metric }: UnreadRecord): void {
    if (metric === 'pss') this.#unread.set(pid, { pid, name });
  }
}

function sizesOf(record: SampleRecord): Sizes {
  const sizes = METRIC_NAMES.flatMap((metric) => {
    const size = record[metric];
    return size === undefined ? [] : [[metric, size]];
  });
  return Object.fromEntries(sizes);
}
