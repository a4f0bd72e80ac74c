import { constants } from 'node:os';
import { ciOf } from '../../ci/names.ts';
import { nodeSelf } from '../../host/node-self.ts';
import type { World } from '../../host/world.ts';
import { prepareCommand } from '../../launch/prepare-command.ts';
import { setUpLimits } from '../../limits/setup.ts';
import type { Ending } from '../../run/ending.ts';
import { NOT_EXECUTABLE, NOT_FOUND } from '../../run/exit-codes.ts';
import { performRun } from '../../run/perform-run.ts';
import { runName } from '../../run/run-name.ts';
import { SignalRouter } from '../../supervise/signal-router.ts';
import { printable } from '../../text/printable.ts';
import { maskWords } from '../../text/secrets.ts';
import { findConfig } from '../options/config-file.ts';
import type { ConfigOptions } from '../options/limit-options.ts';
import { readRunArguments } from '../options/run-arguments.ts';

/** `memwrap [options] [--] <command>`. Throws UserError before the command is started, never after. */
export async function run(args: readonly string[], world: World): Promise<Ending> {
  const prepared = prepareCommand(world);
  const router = new SignalRouter(nodeSelf, new Set(prepared.launch.ignored), constants.signals);
  const { init } = prepared.launch;
  if (init !== undefined) {
    const { onFirstProcessSignal } = await import('../../launch/first-process.ts');
    onFirstProcessSignal(init, (name) => router.firstProcessGot(name));
  }
  const parsed = await readRunArguments(args);
  if (parsed.kind === 'print') {
    await world.stdout.write(parsed.text);
    return { code: 0 };
  }
  const { command } = parsed;
  const name = parsed.options.name ?? runName(namingWords(command, parsed.options.redact));
  const given = { ...(await configured(world, name)), ...parsed.options };
  const options = { ...given, name, ci: given.ci ?? ciOf(prepared.env) };
  const limitSetup = await setUpLimits(options, world);
  const found = prepared.find(command[0] ?? '');
  if (found.kind !== 'found') {
    const hint = found.kind === 'not-found' ? await meant(command[0] ?? '') : '';
    await world.stderr.write(`memwrap: ${printable(command[0] ?? '')}: ${found.detail}${hint}\n`);
    return { code: found.kind === 'not-found' ? NOT_FOUND : NOT_EXECUTABLE };
  }
  return performRun({ file: found.file, command, options, limitSetup, prepared, router, world });
}

/** '; did you mean memwrap report?' for a subcommand that was mistyped, else ''. */
async function meant(command: string): Promise<string> {
  const { likeSubcommand } = await import('../like-subcommand.ts');
  const name = likeSubcommand(command);
  return name === undefined ? '' : `; did you mean \`memwrap ${name}\`?`;
}

/** What the configuration says for the run; the table of options is loaded only where there is one. */
async function configured(world: World, name: string): Promise<ConfigOptions> {
  const config = findConfig(world);
  if (config === undefined) return {};
  const { parseConfig } = await import('../options/parse-config.ts');
  return parseConfig(config.value, config.file, name);
}

/** The words that a run may be named after: none that is masked. What matches a pattern is not known yet. */
function namingWords(
  command: readonly string[],
  redact: readonly RegExp[] | false,
): readonly string[] {
  if (redact === false) return command;
  return redact.length > 0 ? command.slice(0, 1) : maskWords(command);
}
