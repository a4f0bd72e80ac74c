import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';
import type { World } from '../host/world.ts';
import { directStart, obstacleTo } from './direct.ts';
import { type Environment, exactArguments, readEnvironment } from './environment.ts';
import { type Found, findCommand } from './find-command.ts';
import { type Launch, parseLaunch } from './launcher-facts.ts';
import type { SpawnPlan } from './spawn-command.ts';
import { trampoline } from './trampoline.ts';

const SHELL = '/bin/sh';
const REPLACEMENT = '\uFFFD';

/** The process state that the command must inherit, and how to start it with that. */
export interface Prepared {
  readonly launch: Launch;
  readonly env: Environment['names'];
  find(command: string): Found;
  /**
   * `file` is where the command was found, `output` the descriptors that become its stdout and stderr, and `join` the
   * cgroup.procs file of the cgroup to start it in.
   */
  spawnPlan(
    file: string,
    command: readonly string[],
    added: Added,
    output: readonly [number, number],
    join?: string,
    diagnostics?: Diagnostics,
  ): SpawnPlan;
}

/** Variables that the command gets in addition; they replace any of the same name. */
export type Added = Readonly<Record<string, string>>;

/** Reads what the launcher left. Call it once, before anything else opens descriptors. */
export function prepareCommand(world: World): Prepared {
  const launch = parseLaunch(world.env['MEMWRAP_LAUNCH']);
  const environment = readEnvironment(launch, world.env);
  const posix = world.platform !== 'win32';
  return {
    launch,
    env: environment.names,
    find: (command) =>
      posix ? findCommand(command, environment.names['PATH']) : { kind: 'found', file: command },
    spawnPlan(file, command, added, output, join, diagnostics = NO_DIAGNOSTICS) {
      const descriptors = descriptorsOf(launch, output);
      const folder = deletedFolder(world);
      const names = { ...environment.names, ...added };
      const shared = { descriptors, ...(folder === undefined ? {} : { folder }) };
      if (!posix) {
        return { ...shared, file, args: command.slice(1), environment: names };
      }
      const exact = environment.exact && withAdded(environment.exact, added);
      const words = exactWords(command);
      const restore = {
        ...launch,
        limit: environment.limit,
        ...(join === undefined ? {} : { join }),
      };
      if (diagnostics.enabled) {
        const why =
          folder === undefined ? obstacleTo(file, words, exact, restore) : 'deleted folder';
        diagnostics.debug('start planned', { file, how: why ? 'trampoline' : 'direct', why, join });
      }
      const direct = folder === undefined ? directStart(file, words, exact, restore) : undefined;
      if (direct !== undefined) return { ...shared, ...direct };
      const bytes = exact?.map((entry) => Buffer.from(entry, 'latin1'));
      return {
        ...shared,
        file: SHELL,
        args: trampoline(words, { ...restore, environment: bytes }),
        // The sh in between complains if it cannot find its folder; by this name it can.
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

function withAdded(exact: readonly string[], added: Added): string[] {
  return [
    ...exact.filter((entry) => !Object.hasOwn(added, nameOf(entry))),
    ...Object.entries(added).map(([name, value]) =>
      Buffer.from(`${name}=${value}`).toString('latin1'),
    ),
  ];
}

function nameOf(entry: string): string {
  const at = entry.indexOf('=');
  return at < 0 ? entry : entry.slice(0, at);
}

/** Node decodes the arguments as UTF-8; if that lost something, the kernel still has the bytes. */
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
