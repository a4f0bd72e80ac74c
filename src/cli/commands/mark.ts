import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { Subcommand } from '../../host/world.ts';
import { encodeRecord } from '../../recording/encode.ts';
import { UserError } from '../../text/user-error.ts';

const HELP = `memwrap mark <text> - put a mark into the run that we are inside of

Marks show under the chart and open phases. Outside of a run it does nothing,
so that a script works with memwrap and without.
`;

/** As much as one write is sure to append in one piece. */
const LONGEST = 1000;
const { O_WRONLY, O_APPEND, O_NONBLOCK } = constants;

/** Appends one whole mark record to the recording of the run around us. */
export const run: Subcommand = async (args, world) => {
  if (args[0] === '--help' || args[0] === '-h') {
    await world.stdout.write(HELP);
    return 0;
  }
  const words = args[0] === '--' ? args.slice(1) : args;
  const msg = words.join(' ').slice(0, LONGEST);
  if (msg.trim() === '') {
    throw new UserError('the mark has no text', 'write it like: memwrap mark "epoch 3"');
  }
  const file = world.env['MEMWRAP_FILE'];
  if (!file) return 0;
  let descriptor: number;
  try {
    // Never made: a recording that is gone is not to come back as a file of marks.
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
    // A full disk: the mark is lost, which is no reason to fail the script that set it.
  } finally {
    closeSync(descriptor);
  }
  return 0;
};
