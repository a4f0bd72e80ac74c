import { closeSync } from 'node:fs';
import { nodeClock } from '../host/node-clock.ts';
import { nodeWorld } from '../host/node-world.ts';
import { withoutStandardStreams } from '../host/standard-streams.ts';
import type { World } from '../host/world.ts';
import { parseLaunch } from '../launch/launcher-facts.ts';
import type { Ending } from '../run/ending.ts';
import { OWN_FAILURE } from '../run/exit-codes.ts';
import { isUserError } from '../text/user-error.ts';
import { run } from './commands/run.ts';
import { isSubcommand, SUBCOMMANDS } from './subcommands.ts';

// The only file that reads the process's arguments and ends it.
withoutStandardStreams();
const world = nodeWorld(process.env, nodeClock, process.platform, () => process.cwd());

async function main(args: readonly string[]): Promise<Ending> {
  const [name = 'help'] = args;
  if (!isSubcommand(name)) return run(args, world);
  const { init } = parseLaunch(process.env['MEMWRAP_LAUNCH']);
  if (init !== undefined) {
    const { onFirstProcessSignal } = await import('../launch/first-process.ts');
    onFirstProcessSignal(init, (signal) => process.kill(process.pid, signal));
  }
  const { run: act } = await SUBCOMMANDS[name]();
  return { code: await act(args.slice(1), world) };
}

async function fail(error: unknown, { env, stderr }: World): Promise<Ending> {
  if (isUserError(error)) {
    const hint = error.hint === undefined ? '' : `; ${error.hint}`;
    await stderr.write(`memwrap: ${error.message}${hint}\n`);
  } else {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const detail = env['MEMWRAP_DEBUG'] ? `\n${stack}` : '; MEMWRAP_DEBUG=1 prints the stack';
    await stderr.write(`memwrap: internal error, please report it: ${message}${detail}\n`);
  }
  return { code: OWN_FAILURE };
}

function end(ending: Ending): void {
  // At exit Node restores the terminal's modes as it found them, but those that the command set must stay: close them.
  for (const descriptor of [0, 1, 2]) {
    try {
      closeSync(descriptor);
    } catch {
      // Closed already.
    }
  }
  if (ending.signal !== undefined) process.kill(process.pid, ending.signal);
  process.exit(ending.code);
}

async function flushed(ending: Ending): Promise<Ending> {
  // Waits for what was written without waiting.
  await world.stderr.write('');
  return ending;
}

void main(process.argv.slice(2))
  .catch((error: unknown) => fail(error, world))
  .then(flushed)
  .then(end);
