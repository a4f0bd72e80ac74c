import type { CiName } from '../ci/names.ts';
import type { IoMode } from '../launch/outputs.ts';
import type { LimitSettings } from '../limits/options.ts';

/** The options of a run. Sizes in bytes, times in milliseconds. */
export interface RunOptions extends LimitSettings {
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
  /** Patterns of what is masked in lines and arguments; false: not even secrets in arguments are. */
  readonly redact: readonly RegExp[] | false;
  readonly quiet: boolean;
  readonly color?: boolean;
  /** Whose annotations and files are written; absent: as the environment says. */
  readonly ci?: CiName;
  /** Where memwrap's own diagnostics go. */
  readonly logFile?: string;
}
