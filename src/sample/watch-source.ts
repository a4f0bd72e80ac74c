import type { Metric } from '../recording/metrics.ts';
import type { HostInfo, KilledProcess, SampleRecord } from '../recording/records.ts';
import type { ProcessSeen, TreeSample, UnreadProcess } from './sampler.ts';

/** What a sample record holds of a reading. */
export type WatchFigures = Omit<SampleRecord, 'type' | 'time' | 'cost' | 'late'>;

/** What is watched at one moment. */
export interface WatchSample {
  /** What the pace follows, bytes: the machine's used memory, or what the cgroup holds. */
  readonly size: number;
  readonly figures: WatchFigures;
  /** Processes that came and went since the reading before; none where only the machine is watched. */
  readonly seen: readonly ProcessSeen[];
  readonly gone: TreeSample['gone'];
  /** Those whose PSS may not be read. */
  readonly unread: readonly UnreadProcess[];
  /** Those that the kernel has killed for the cgroup's limit. */
  readonly killed: readonly KilledProcess[];
  /** How many processes the kernel has killed for memory, anywhere on the machine, since the reading before; absent: none that is known. */
  readonly kills?: number;
}

/** Something that is measured without a command: the machine, or a cgroup. */
export interface WatchSource {
  readonly metrics: readonly Metric[];
  /** Why something is not measured here, by its name. */
  readonly missing: Readonly<Record<string, string>>;
  readonly host: HostInfo;
  /** What the curve is, where it is not the machine's memory. */
  readonly measure?: string;
  /** undefined once it is gone, as a cgroup is when its container has ended. */
  sample(): WatchSample | undefined;
  /** The kernel's own peak, page cache included, where it rose since the source was opened; bytes. */
  peak(): number | undefined;
  close(): void;
}
