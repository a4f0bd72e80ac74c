import type { Clock } from './clock.ts';

/** Where text goes; `write` resolves when the text has been handed over, and never throws when the reader went away. */
export interface Output {
  write(text: string | Uint8Array): Promise<void>;
  /** The reader went away: nothing more needs to be written. */
  readonly closed: boolean;
  readonly isTerminal: boolean;
  /** Width of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
}

/** All that a command may know of the world; a test passes its own. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: () => string;
  readonly platform: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: Clock;
}

/** A subcommand: its arguments (without its own name) to the exit status. Throws UserError for what the user can mend. */
export type Subcommand = (args: readonly string[], world: World) => Promise<number>;
