import type { Clock } from '../host/clock.ts';
import type { World } from '../host/world.ts';
import type { Summary } from './summary.ts';

/** The summary of a run, its code loaded only when the run lasts or somebody asks: loading takes longer than a short run. */
export interface LazySummary {
  readonly loaded: boolean;
  get(): Promise<Summary>;
  /** Nothing will be asked any more. */
  cancel(): void;
}

/** A run that lasts this long, in milliseconds, is worth it; until then its records wait. */
const LASTING = 150;

export function lazySummary(
  recording: { watchedBy(summary: Summary): void },
  world: World,
  clock: Clock,
  color: boolean | undefined,
): LazySummary {
  let loading: Promise<Summary> | undefined;
  const get = (): Promise<Summary> => {
    loading ??= import('./summary.ts').then(({ startSummary }) => {
      const summary = startSummary(world, color);
      recording.watchedBy(summary);
      return summary;
    });
    return loading;
  };
  const timer = clock.after(LASTING, () => void get());
  return {
    get loaded() {
      return loading !== undefined;
    },
    get,
    cancel: () => timer.cancel(),
  };
}
