import type { Scene } from './scene.ts';
import type { ProcessLane } from './types.ts';

/** What each individual and each crowd held over time, largest peak first. */
export function lanesOf(scene: Scene, most: number): ProcessLane[] {
  const groups = scene.relatives.kinds.flatMap(({ members }, kind) => {
    const { individuals } = scene.split(kind);
    const crowd = members.filter((i) => !individuals.has(i) && scene.columns.has(i));
    return [...[...individuals].map((i) => [i]), crowd].filter((group) => group.length > 0);
  });
  return groups
    .map((members) => ({ members, peak: scene.columns.peakOf(members) }))
    .filter(({ peak }) => peak > 0)
    .sort((a, b) => b.peak - a.peak || (a.members[0] as number) - (b.members[0] as number))
    .slice(0, Math.max(0, most))
    .map(({ members, peak }) => ({
      ...scene.owner(members),
      ...{ series: scene.columns.series(members), peak },
    }));
}
