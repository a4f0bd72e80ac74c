import type { Clock } from './clock.ts';

/** Where text goes. `write` resolves when the text is written, and never rejects, not even when the reader has gone. */
export interface Output {
  write(text: string | Uint8Array): Promise<void>;
  /** The reader has gone: nothing more needs to be written. */
  readonly closed: boolean;
  readonly isTerminal: boolean;
  /** Width of the terminal in columns; undefined where there is none. */
  readonly columns: number | undefined;
  /** Its height in rows. */
  readonly rows: number | undefined;
}

/** Everything outside the program that a subcommand may use; tests pass in their own. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: () => string;
  readonly platform: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: Clock;
}

/** A subcommand: takes the arguments after its name, returns the exit status. Throws UserError for what the user can fix. */
export type Subcommand = (args: readonly string[], world: World) => Promise<number>;
