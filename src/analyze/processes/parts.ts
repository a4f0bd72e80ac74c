import { entry } from './maps.ts';
import type { Scene } from './scene.ts';
import type { Decomposition } from './types.ts';

/** Of a crowd's change so much is one member's: then it is named. */
const MOST = 0.7;
/** Members that changed less than this part of the largest change of their crowd are not counted. */
const COUNTED = 0.05;

interface Part {
  readonly members: readonly number[];
  readonly bytes: number;
}

/** Which parts are told: so many at most, and from so many bytes on. */
export interface Told {
  readonly most: number;
  readonly least: number;
}

/**
 * A change of the level by owners: individuals, and crowds of those that do the same work; the largest change first. What is not told is
 * in `others`, so that all adds up to `delta`.
 */
export function decompose(
  delta: number,
  changes: ReadonlyMap<number, number>,
  scene: Scene,
  told: Told,
): Decomposition {
  const owners = partsOf(changes, scene)
    .slice(0, told.most)
    .filter(({ bytes }) => Math.abs(bytes) >= told.least)
    .map(({ members, bytes }) => ({ ...scene.owner(counted(members, changes)), bytes }));
  return { owners, others: owners.reduce((rest, { bytes }) => rest - bytes, delta) };
}

function counted(members: readonly number[], changes: ReadonlyMap<number, number>): number[] {
  const size = (i: number): number => Math.abs(changes.get(i) ?? 0);
  return members.filter((i) => size(i) >= COUNTED * size(members[0] as number));
}

function partsOf(changes: ReadonlyMap<number, number>, scene: Scene): Part[] {
  const change = (i: number): number => changes.get(i) ?? 0;
  const size = (i: number): number => Math.abs(change(i));
  const crowds = new Map<number, number[]>();
  const groups: number[][] = [];
  for (const [i, bytes] of changes) {
    if (bytes === 0) continue;
    const kind = scene.kindOf(i);
    if (scene.split(kind).individuals.has(i)) groups.push([i]);
    else entry(crowds, kind, () => []).push(i);
  }
  for (const crowd of crowds.values()) {
    crowd.sort((a, b) => size(b) - size(a) || a - b);
    const all = crowd.reduce((sum, i) => sum + size(i), 0);
    if (crowd.length > 1 && size(crowd[0] as number) >= MOST * all)
      groups.push(crowd.slice(0, 1), crowd.slice(1));
    else groups.push(crowd);
  }
  return groups
    .map((members) => ({ members, bytes: members.reduce((sum, i) => sum + change(i), 0) }))
    .filter(({ bytes }) => bytes !== 0)
    .sort(
      (a, b) =>
        Math.abs(b.bytes) - Math.abs(a.bytes) ||
        (a.members[0] as number) - (b.members[0] as number),
    );
}
