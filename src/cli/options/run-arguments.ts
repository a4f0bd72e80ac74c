import { DEFAULTS } from '../../run/defaults.ts';
import type { Parsed } from './run-options.ts';

/** Reads the arguments of a run. The parser, which takes milliseconds to load, is called only where there is an option. */
export async function readRunArguments(args: readonly string[]): Promise<Parsed> {
  const command = commandAlone(args);
  if (command !== undefined) return { kind: 'run', options: DEFAULTS, command };
  const { parseRun } = await import('./run-options.ts');
  return parseRun(args);
}

/** The command, where no option stands before it. */
function commandAlone(args: readonly string[]): readonly string[] | undefined {
  const [first] = args;
  if (first === '--') return args.length > 1 ? args.slice(1) : undefined;
  return first === undefined || first.startsWith('-') ? undefined : args;
}
