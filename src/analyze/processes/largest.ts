import type { ProcessSize } from '../report/types.ts';
import type { Life } from './life.ts';
import { ENTRY, type Moment } from './moments.ts';
import { headOf } from './work.ts';

/** The processes of the highest moment that tells them apart, whole, largest first; `column`: its level's index. */
export function largestOf(
  lives: readonly Life[],
  moments: readonly Moment[],
  column: number,
): ProcessSize[] {
  let highest: Moment | undefined;
  for (const moment of moments) {
    if (moment.entries.length === 0) continue;
    const most = highest?.levels[column] ?? Number.NEGATIVE_INFINITY;
    if ((moment.levels[column] as number) > most) highest = moment;
  }
  const { entries = [] } = highest ?? {};
  const byId = new Map(lives.map((life) => [life.id, life]));
  const sizes: ProcessSize[] = [];
  for (let at = 0; at < entries.length; at += ENTRY) {
    const life = byId.get(entries[at] as number);
    if (life) sizes.push(sizeOf(life, entries[at + 1] as number));
  }
  return sizes.sort((a, b) => b.bytes - a.bytes);
}

/** By what it ran at last. */
function sizeOf({ pid, images }: Life, bytes: number): ProcessSize {
  const { name = '', argv } = images.at(-1) ?? {};
  return name === '' ? { pid, bytes } : { pid, name: headOf(name, argv), bytes };
}
