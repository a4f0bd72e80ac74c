import type { IoMode } from '../launch/outputs.ts';
import type { GateOptions } from '../limits/options.ts';

/** What the user asked of a run. Sizes in bytes, times in milliseconds. */
export interface RunOptions extends GateOptions {
  readonly output?: string;
  readonly force: boolean;
  readonly append: boolean;
  readonly name?: string;
  readonly interval: 'auto' | number;
  readonly sampler: 'auto' | 'linux' | 'portable' | 'none';
  readonly mark: readonly RegExp[];
  readonly io: IoMode;
  readonly unbuffer: boolean;
  readonly maxRecord: number;
  readonly argv: boolean;
  readonly quiet: boolean;
  readonly color?: boolean;
  /** Where memwrap's own diagnostics go. */
  readonly logFile?: string;
}
