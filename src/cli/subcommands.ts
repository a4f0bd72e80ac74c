import type { Subcommand } from './world.ts';

/** Every subcommand, loaded when it is called. */
export const SUBCOMMANDS: Readonly<Record<string, () => Promise<{ readonly run: Subcommand }>>> =
  {};
