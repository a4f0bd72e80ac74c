import { growthSpan } from './growth-span.ts';
import { entry } from './maps.ts';
import type { Scene } from './scene.ts';
import type { ProcessLead } from './types.ts';

/** A member of a crowd that held less than this part of its largest is none of it: it hardly began. */
const OF_CROWD = 0.3;
/** A member is at work while it holds more than this part of its own largest. */
const AT_WORK = 0.25;
/** A single one goes before its crowd from this part of the peak and so many times their mean. */
const BEFORE_CROWD = 0.25;
const ABOVE_MEAN = 3;
/** A process beside the owner counts from this part of the peak, and from what any process takes by being started, bytes. */
const BESIDE = 0.02;
const STARTED = 2 * 2 ** 20;
/** Of this part of the peak also an ancestor or a child counts. */
const RELATED = 0.1;
/** Brothers that held less than this part of the peak are not told of. */
const TOLD = 0.01;
/** Others are told from this part of what the lead holds, and so many of them. */
const NEXT = 0.4;
const NEXT_COUNT = 2;

/** A holder of the peak. */
interface Holder {
  readonly kind: 'one' | 'crowd' | 'trend';
  readonly held: number;
  readonly members: readonly number[];
  readonly alike: readonly number[];
}

/** Whose the peak is: the lead, and others that hold much of it, largest first. */
export function findLeads(scene: Scene): { lead?: ProcessLead; next: ProcessLead[] } {
  const { tracks } = scene;
  if (tracks.peak < 0) return { next: [] };
  const holders = holdersOf(scene);
  const [first, ...others] = byWeight(holders, scene);
  if (first === undefined) return { next: [] };
  const next = others
    .filter(({ held }) => held >= NEXT * first.held)
    .sort((a, b) => b.held - a.held)
    .slice(0, NEXT_COUNT);
  const told = new Set(
    next.flatMap(({ kind, members, alike }) => (kind === 'one' ? members : alike)),
  );
  const alone = first.kind === 'one' && isAlone(first.members[0] as number, scene);
  return {
    lead: leadOf(first, scene, told, alone),
    next: next.map((one) => leadOf(one, scene, new Set(first.members), false)),
  };
}

function holdersOf(scene: Scene): Holder[] {
  const { tracks } = scene;
  const present = new Map<number, number[]>();
  for (
    let i = tracks.first[tracks.peak] as number;
    i < (tracks.first[tracks.peak + 1] as number);
    i++
  ) {
    if ((tracks.bytes[i] as number) <= 0) continue;
    const process = tracks.track[i] as number;
    entry(present, scene.kindOf(process), () => []).push(process);
  }
  return [...present].flatMap(([kind, members]) => holdersOfKind(scene, kind, members));
}

/** `present`: those of the kind that hold something at the peak. */
function holdersOfKind(scene: Scene, kind: number, present: readonly number[]): Holder[] {
  const held = (members: readonly number[]): number =>
    members.reduce((sum, i) => sum + scene.columns.at(i, scene.tracks.peak), 0);
  const all = scene.members(kind);
  const { individuals, trend } = scene.split(kind);
  if (trend) return [{ kind: 'trend', held: held(present), members: present, alike: trend }];
  const one = (i: number): Holder => ({ kind: 'one', held: held([i]), members: [i], alike: all });
  const ones = present.filter((i) => individuals.has(i)).map(one);
  const rest = present.filter((i) => !individuals.has(i));
  const largest = Math.max(...rest.map((i) => scene.life(i)));
  const like = all.filter((i) => !individuals.has(i) && scene.life(i) > OF_CROWD * largest);
  if (rest.length === 0 || like.length < 2) return [...ones, ...rest.map(one)];
  const alike = [...new Set([...rest, ...like])];
  return [...ones, { kind: 'crowd', held: held(rest), members: rest, alike }];
}

/** Who holds most first; but one that stands far out of its crowd goes before it: it can be changed. */
function byWeight(holders: readonly Holder[], scene: Scene): Holder[] {
  const kind = ({ members }: Holder): number => scene.kindOf(members[0] as number);
  const order = holders.toSorted(
    (a, b) => b.held - a.held || (a.members[0] as number) - (b.members[0] as number),
  );
  const [first] = order;
  if (first?.kind !== 'crowd') return order;
  const mean = first.held / first.members.length;
  const at = order.findIndex(
    (one) =>
      one.kind === 'one' &&
      kind(one) === kind(first) &&
      one.held >= BEFORE_CROWD * scene.peak &&
      one.held >= ABOVE_MEAN * mean,
  );
  if (at > 0) order.unshift(...order.splice(at, 1));
  return order;
}

/** Whether nobody else did anything: not those that started it, not those that it started, nobody beside it. */
function isAlone(owner: number, scene: Scene): boolean {
  const { parent } = scene.relatives;
  const above = (from: number): number[] => {
    const chain: number[] = [];
    for (let i = from; i >= 0 && !chain.includes(i); i = parent[i] as number) chain.push(i);
    return chain;
  };
  const chain = new Set(above(owner));
  const beside = Math.max(BESIDE * scene.peak, STARTED);
  return scene.tracks.tracks.every((track, i) => {
    if (i === owner) return true;
    if (track.peak >= RELATED * scene.peak) return false;
    return track.peak < beside || chain.has(i) || above(i).includes(owner);
  });
}

function leadOf(
  holder: Holder,
  scene: Scene,
  told: ReadonlySet<number>,
  alone: boolean,
): ProcessLead {
  const { tracks, columns } = scene;
  const { members, alike, held } = holder;
  const span = growthSpan(tracks.times, columns.sum(members), tracks.peak);
  const owned = { members, alike, held, ...span };
  const [owner = -1] = members;
  if (holder.kind === 'one') {
    const others = alike.filter((i) => i !== owner);
    const siblings = others.filter((i) => !told.has(i) && scene.life(i) >= TOLD * scene.peak);
    const most = siblings.reduce((largest, i) => Math.max(largest, scene.life(i)), 0);
    return {
      ...{ kind: alone ? 'alone' : 'one', owner: scene.owner(members) },
      ...owned,
      ...(siblings.length === 0 ? {} : { siblings: { count: siblings.length, most } }),
      ...{ hasSiblings: others.some((i) => columns.has(i)), isCommand: isCommand(owner, scene) },
    };
  }
  const sizes = alike.map((i) => scene.life(i));
  const each = { least: Math.min(...sizes), most: Math.max(...sizes) };
  const atOnce = Math.max(
    1,
    columns.mostAtOnce(alike, (i) => AT_WORK * scene.life(i)),
  );
  const lives = alike.length;
  return {
    ...{ kind: holder.kind === 'trend' ? 'trend' : lives > atOnce ? 'turns' : 'crowd' },
    ...{ owner: scene.owner(alike), ...owned, each, atOnce, lives },
    ...wordsOf(alike, scene),
    ...{ hasSiblings: true, isCommand: false },
  };
}

/** The first and the last of the words that tell members apart, by birth. */
function wordsOf(members: readonly number[], scene: Scene): { words?: readonly [string, string] } {
  const order = scene.byBirth(members);
  const tells = (i: number): boolean => /^[^…]+$/.test(scene.names.words(i));
  const [first, last] = [order.find(tells), order.findLast(tells)];
  if (first === undefined || last === undefined) return {};
  const words = [scene.names.words(first), scene.names.words(last)] as const;
  return words[0] === words[1] ? {} : { words };
}

/** The first process of the run, running what it was started with. */
function isCommand(i: number, scene: Scene): boolean {
  const { parent } = scene.relatives;
  const { images, seen } = scene.track(i);
  const isRoot = scene.tracks.tracks.every(
    (other, k) => k === i || (parent[k] as number) >= 0 || other.seen > seen,
  );
  const argv = images.flatMap((image) => (image.argv ? [image.argv.join('\0')] : []));
  const names = new Set(images.map(({ name }) => name));
  return (parent[i] as number) < 0 && isRoot && new Set(argv).size <= 1 && names.size === 1;
}
