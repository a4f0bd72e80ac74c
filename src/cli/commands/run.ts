import { constants } from 'node:os';
import { nodeSelf } from '../../host/node-self.ts';
import type { World } from '../../host/world.ts';
import { prepareCommand } from '../../launch/prepare-command.ts';
import { setUpGate } from '../../limits/setup.ts';
import type { Ending } from '../../run/ending.ts';
import { NOT_EXECUTABLE, NOT_FOUND } from '../../run/exit-codes.ts';
import { performRun } from '../../run/perform-run.ts';
import { runName } from '../../run/run-name.ts';
import { SignalRouter } from '../../supervise/signal-router.ts';
import { printable } from '../../text/printable.ts';
import { readConfig } from '../options/config-file.ts';
import { readRunArguments } from '../options/run-arguments.ts';

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
  const limitSetup = await setUpGate(options, prepared.env, world);
  const found = prepared.find(command[0] ?? '');
  if (found.kind !== 'found') {
    await world.stderr.write(`memwrap: ${printable(command[0] ?? '')}: ${found.detail}\n`);
    return { code: found.kind === 'not-found' ? NOT_FOUND : NOT_EXECUTABLE };
  }
  return performRun({ file: found.file, command, options, limitSetup, prepared, router, world });
}
