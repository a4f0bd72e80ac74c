import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { Subcommand } from '../../host/world.ts';
import { encodeRecord } from '../../recording/encode.ts';
import { UserError } from '../../text/user-error.ts';
import { helpText } from '../options/help-text.ts';
import type { CommandTable } from '../options/option.ts';

/** The text may begin with dashes, so nothing but a lone --help is an option. */
export const TABLE: CommandTable = {
  name: 'mark',
  summary: 'add a mark to the enclosing run',
  operands: [{ name: '<text>' }],
  options: [],
  after: `Marks show under the chart and start phases. Outside of a run it does nothing,
so that a script works with memwrap and without.`,
};

/** One write appends this much in one piece. */
const MAX_CHARACTERS = 1000;
const { O_WRONLY, O_APPEND, O_NONBLOCK } = constants;

/** Appends one whole mark record to the recording of the enclosing run. */
export const run: Subcommand = async (args, world) => {
  if (args[0] === '--help' || args[0] === '-h') {
    await world.stdout.write(helpText(TABLE));
    return 0;
  }
  const words = args[0] === '--' ? args.slice(1) : args;
  const msg = words.join(' ').slice(0, MAX_CHARACTERS);
  if (msg.trim() === '') {
    throw new UserError('the mark has no text', 'write it like: memwrap mark "epoch 3"');
  }
  const file = world.env['MEMWRAP_FILE'];
  if (!file) return 0;
  let descriptor: number;
  try {
    // No O_CREAT: a recording that is gone must not come back as a file of marks.
    descriptor = openSync(file, O_WRONLY | O_APPEND | O_NONBLOCK);
  } catch {
    return 0;
  }
  try {
    writeSync(
      descriptor,
      encodeRecord({ type: 'mark', time: world.clock.wall(), msg, from: 'command' }),
    );
  } catch {
    // A full disk: a lost mark is no reason to fail the script.
  } finally {
    closeSync(descriptor);
  }
  return 0;
};
