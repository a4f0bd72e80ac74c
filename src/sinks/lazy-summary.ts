import type { Clock } from '../host/clock.ts';
import type { World } from '../host/world.ts';
import type { RecordSink, StreamRecord } from '../recording/records.ts';
import type { Summary } from './summary.ts';

/**
 * The summary of a run, whose code is loaded only when the run lasts or the summary is needed: loading takes longer than a
 * short run does. Records wait until then.
 */
export interface LazySummary extends RecordSink {
  /** Whether loading has at least begun. */
  readonly loaded: boolean;
  /** Loads it now, if it is not loaded yet. */
  get(): Promise<Summary>;
  /** No longer loads it just because the run lasts. */
  cancel(): void;
}

/** A run that lasts this long gets a full summary anyway. */
const LAZY_LOAD_AFTER_MS = 150;

export function createLazySummary(
  world: World,
  clock: Clock,
  color: boolean | undefined,
): LazySummary {
  const waiting: StreamRecord[] = [];
  let summary: Summary | undefined;
  let loading: Promise<Summary> | undefined;
  const load = async (): Promise<Summary> => {
    const { startSummary } = await import('./summary.ts');
    summary = startSummary(world, color);
    for (const record of waiting.splice(0)) summary.add(record);
    return summary;
  };
  const get = (): Promise<Summary> => {
    loading ??= load();
    return loading;
  };
  const timer = clock.after(LAZY_LOAD_AFTER_MS, () => void get());
  return {
    add(record) {
      if (summary === undefined) waiting.push(record);
      else summary.add(record);
    },
    get loaded() {
      return loading !== undefined;
    },
    get,
    cancel: () => timer.cancel(),
  };
}
