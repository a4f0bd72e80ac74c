import { direct } from '../child/direct.ts';
import { type Found, findCommand } from '../child/find-command.ts';
import type { StartPlan } from '../child/start.ts';
import { trampoline } from '../child/trampoline.ts';
import { type Environment, exactArguments, readEnvironment } from '../host/environment.ts';
import { type Launch, parseLaunch } from '../host/launch.ts';
import type { World } from './world.ts';

const SHELL = '/bin/sh';
const REPLACEMENT = '\uFFFD';

/** What is known of the surroundings that the command is to find, and how to start it in them. */
export interface Prepared {
  readonly launch: Launch;
  readonly env: Environment['names'];
  find(command: string): Found;
  /**
   * `file` is where the command was found. `output` holds the descriptors that become the command's stdout and stderr; `join` is the cgroup.procs file of the
   * cgroup that it is to be in.
   */
  plan(
    file: string,
    command: readonly string[],
    added: Added,
    output: readonly [number, number],
    join?: string,
  ): StartPlan;
}

/** Variables that the command gets in addition; they replace those of the same name. */
export type Added = Readonly<Record<string, string>>;

/** Reads what the launcher left, once; it must come before anything else uses descriptors. */
export function prepareCommand(world: World): Prepared {
  const launch = parseLaunch(world.env['MEMWRAP_LAUNCH']);
  const environment = readEnvironment(launch, world.env);
  const posix = world.platform !== 'win32';
  return {
    launch,
    env: environment.names,
    find: (command) =>
      posix ? findCommand(command, environment.names['PATH']) : { kind: 'found', file: command },
    plan(file, command, added, output, join) {
      const descriptors = descriptorsOf(launch, output);
      const folder = deletedFolder(world);
      const names = { ...environment.names, ...added };
      const shared = { descriptors, ...(folder === undefined ? {} : { folder }) };
      if (!posix) {
        return { ...shared, file, args: command.slice(1), environment: names };
      }
      const exact = environment.exact && withAdded(environment.exact, added);
      const words = exactWords(command);
      const around = {
        ...launch,
        limit: environment.limit,
        environment: exact,
        ...(join === undefined ? {} : { join }),
      };
      const straight = folder === undefined ? direct(file, words, around) : undefined;
      if (straight !== undefined) return { ...shared, ...straight };
      return {
        ...shared,
        file: SHELL,
        args: trampoline(words, around),
        // The sh in between says so when it cannot tell where it is; by this name it can.
        environment: exact === undefined ? names : folder === undefined ? {} : { PWD: folder },
      };
    },
  };
}

function descriptorsOf(launch: Launch, [out, error]: readonly [number, number]) {
  const descriptors: (number | undefined)[] = [0, out, error];
  for (const descriptor of launch.open) descriptors[descriptor] = descriptor;
  return Array.from(descriptors);
}

function withAdded(exact: readonly Buffer[], added: Added): Buffer[] {
  const kept = exact.filter((entry) => !Object.hasOwn(added, nameOf(entry)));
  return [
    ...kept,
    ...Object.entries(added).map(([name, value]) => Buffer.from(`${name}=${value}`)),
  ];
}

function nameOf(entry: Buffer): string {
  const at = entry.indexOf('=');
  return entry.toString('latin1', 0, at < 0 ? entry.length : at);
}

/** Node decodes the arguments as UTF-8; where that lost something, the kernel still has the bytes. */
function exactWords(command: readonly string[]): Buffer[] {
  const lossy = command.some((word) => word.includes(REPLACEMENT));
  const exact = lossy ? exactArguments(command.length) : undefined;
  return exact ?? command.map((word) => Buffer.from(word));
}

function deletedFolder(world: World): string | undefined {
  try {
    world.cwd();
    return undefined;
  } catch {
    return '/proc/self/cwd';
  }
}
