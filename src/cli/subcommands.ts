import type { Subcommand } from '../host/world.ts';
import type { SubcommandName } from './options/subcommand-help.ts';

/** The subcommands, each loaded when it is called. */
export const SUBCOMMANDS: Readonly<
  Record<SubcommandName, () => Promise<{ readonly run: Subcommand }>>
> = {
  watch: () => import('./commands/watch.ts'),
  report: () => import('./commands/report.ts'),
  import: () => import('./commands/import.ts'),
  list: () => import('./commands/list.ts'),
  log: () => import('./commands/log.ts'),
  compare: () => import('./commands/compare.ts'),
  check: () => import('./commands/check.ts'),
  export: () => import('./commands/export.ts'),
  prune: () => import('./commands/prune.ts'),
  mark: () => import('./commands/mark.ts'),
  help: () => import('./commands/help.ts'),
};

export function isSubcommand(name: string): name is SubcommandName {
  return Object.hasOwn(SUBCOMMANDS, name);
}
