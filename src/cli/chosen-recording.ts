import type { World } from '../host/world.ts';
import { type FoundRecording, findRecording } from '../read/find-recording.ts';

/**
 * The recording that an operand means; where none is given and none was made in this folder, a line on stderr says which was
 * taken. Throws UserError.
 */
export async function chosenRecording(
  world: World,
  operand: string | undefined,
): Promise<FoundRecording> {
  const recording = findRecording(world, operand);
  if (recording.elsewhere) await world.stderr.write(`memwrap: ${recording.chosen}\n`);
  return recording;
}
