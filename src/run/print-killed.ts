import type { World } from '../host/world.ts';
import { isGrave, killedTexts } from '../render/killed-words.ts';
import type { LazySummary } from '../sinks/lazy-summary.ts';
import type { Cause } from './kill-cause.ts';

/** Prints who was killed and why, a line for each cause, if the command ended by that or the kernel ran out of memory. */
export async function printKilled(
  { stderr }: Pick<World, 'stderr'>,
  summary: LazySummary | undefined,
  cause: Cause | undefined,
): Promise<void> {
  const report = (await summary?.get())?.report();
  const facts = report ?? { duration: 0, breaches: [], ...(cause && { cause }) };
  if (!isGrave(facts)) return;
  for (const text of killedTexts(facts)) await stderr.write(`memwrap: ${text}\n`);
}
