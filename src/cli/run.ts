import { constants } from 'node:os';
import { nodeSelf } from '../host/node-self.ts';
import { printable } from '../lines/printable.ts';
import { SignalRouter } from '../supervise/signal-router.ts';
import type { Ending } from './ending.ts';
import { NOT_EXECUTABLE, NOT_FOUND } from './exit-codes.ts';
import { readConfig } from './gate/config-file.ts';
import { setUpGate } from './gate/setup.ts';
import { performRun } from './perform-run.ts';
import { prepareCommand } from './prepare-command.ts';
import { readRunArguments } from './run-arguments.ts';
import { runName } from './run-name.ts';
import type { World } from './world.ts';

/** `memwrap [options] [--] <command>`. Throws UserError before the command is started, never after. */
export async function run(args: readonly string[], world: World): Promise<Ending> {
  const prepared = prepareCommand(world);
  const router = new SignalRouter(nodeSelf, new Set(prepared.launch.ignored), constants.signals);
  const parsed = await readRunArguments(args);
  if (parsed.kind === 'print') {
    await world.stdout.write(parsed.text);
    return { code: 0 };
  }
  const { command } = parsed;
  const name = parsed.options.name ?? runName(command);
  const options = { ...readConfig(world, name), ...parsed.options, name };
  const gate = await setUpGate(options, prepared.env, world);
  const found = prepared.find(command[0] ?? '');
  if (found.kind !== 'found') {
    await world.stderr.write(`memwrap: ${printable(command[0] ?? '')}: ${found.detail}\n`);
    return { code: found.kind === 'not-found' ? NOT_FOUND : NOT_EXECUTABLE };
  }
  return performRun({ file: found.file, command, options, gate, prepared, router, world });
}
