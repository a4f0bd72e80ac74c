import type { Subcommand } from '../host/world.ts';

/** Every subcommand, loaded when it is called. */
export const SUBCOMMANDS: Readonly<Record<string, () => Promise<{ readonly run: Subcommand }>>> = {
  report: () => import('./commands/report.ts'),
  list: () => import('./commands/list.ts'),
  log: () => import('./commands/log.ts'),
  compare: () => import('./commands/compare.ts'),
  check: () => import('./commands/check.ts'),
  mark: () => import('./commands/mark.ts'),
  help: () => import('./commands/help.ts'),
};
