import type { Metric } from '../recording/metrics.ts';
import type { TreeSample } from '../sample/sampler.ts';
import { formatSize } from '../text/size.ts';
import type { Breach, Reached } from './breach.ts';
import { sizesOf } from './breach-evidence.ts';
import { suggestedSize } from './size-words.ts';
import { limitOn, limitRow } from './table.ts';

/** What a broken ceiling does not tell by itself: which kind of memory broke it, and the limit that would have told better. */
export interface BreachExplanation {
  /** Each a clause that follows a colon or stands alone: '7 processes share pages: …'. */
  readonly why: readonly string[];
  /** A limit that this run keeps, and that counts what one would hold against it. */
  readonly better?: {
    readonly limit: string;
    /** What it has to allow, as far as the run came, bytes; absent where that is not known. */
    readonly needed?: number;
  };
  /** It was broken by pages that several processes share. */
  readonly sharing?: true;
}

/** Pages are shared if PSS is below this fraction of what a sum over the processes counts. */
const SHARED = 0.9;
/** Less of a kind than this fraction does not break a ceiling: that is its edge. */
const NOTABLE = 0.2;

/** A reading tells of a breach if RSS was at least this fraction of what it was then. */
const ALIKE = 0.9;

/** The kinds of memory tell of a breach if they make up this fraction of RSS. */
const TOLD = 0.9;

const NOTHING: BreachExplanation = { why: [] };

/**
 * Explains a broken ceiling by the sizes of the tree at that moment: pages that a sum counts once for each process, pages of
 * files that the kernel can drop, pages that are freed already. Each is told only where without it the ceiling would have been
 * kept. `reached`: the most that the run came to.
 */
export function explainBreach(breach: Breach, reached: Reached): BreachExplanation {
  const { allowed, sizes } = breach;
  const row = limitRow(breach.limit);
  if (row?.check.kind !== 'ceiling' || sizes === undefined) return NOTHING;
  const { metric } = row;
  const why: string[] = [];
  const { hugetlb = 0, lazyfree = 0 } = sizes;
  if (hugetlb > 0 && metric !== 'anon') {
    why.push(`${size(hugetlb)} are huge pages of hugetlbfs, which ${metric} does not count`);
  }
  if (lazyfree >= NOTABLE * breach.measured && breach.measured - lazyfree <= allowed) {
    why.push(
      `${size(lazyfree)} of ${size(breach.measured)} are freed already (MADV_FREE): the kernel takes them when it needs memory`,
    );
  }
  const sharing = sharedPages(breach, metric, reached);
  if (sharing === undefined) why.push(...sharedMemory(breach, metric));
  const better = sharing ?? filePages(breach, metric, reached);
  if (better === undefined) return { why };
  return {
    why: [better.why, ...why],
    better: better.limit,
    ...(sharing !== undefined && { sharing: true }),
  };
}

/** The breach with the reading of PSS of a sample after it, if the tree is about as large as it was. */
export function withReading(breach: Breach, sample: TreeSample): Breach {
  const { sizes } = breach;
  const { rss, pss, procs } = sample;
  if (sizes?.rss === undefined || pss === undefined || rss < ALIKE * sizes.rss) return breach;
  // All of one moment: the parts add up to RSS.
  return { ...breach, sizes: { ...sizes, ...sizesOf(sample) }, procs };
}

/** '--max-pss 170MiB'. */
export function betterWords({ better }: BreachExplanation): string | undefined {
  if (better === undefined) return undefined;
  const { limit, needed } = better;
  if (needed === undefined) return `--${limit} (how much is not known: its peak was not read)`;
  return `--${limit} ${suggestedSize(needed)}`;
}

/** The explanation in a sentence while the run goes on: what it will need is not known yet. */
export function explanationSoFar({ why, better }: BreachExplanation): string | undefined {
  if (why.length === 0) return undefined;
  const { limit, needed } = better ?? {};
  const last = needed === undefined ? [] : [`--${limit} would count ${size(needed)} so far`];
  return [...why, ...last].join('; ');
}

/** The explanation in clauses, what is better last. */
export function explanationWords(explanation: BreachExplanation): string[] {
  const better = betterWords(explanation);
  return better === undefined ? [...explanation.why] : [...explanation.why, `better: ${better}`];
}

interface Better {
  readonly why: string;
  readonly limit: NonNullable<BreachExplanation['better']>;
}

/** Pages that several processes share: RSS and its parts count them once for each. */
function sharedPages(
  { allowed, measured, sizes = {}, procs = 1 }: Breach,
  metric: Metric,
  { peaks, shared, mostPss = 0 }: Reached,
): Better | undefined {
  // Without a reading near that moment PSS is what forks are known to share.
  const pss = sizes.pss ?? (shared === true && mostPss > 0 ? mostPss : undefined);
  if (metric === 'pss' || pss === undefined || procs < 2) return undefined;
  const summed = metric === 'anon' ? measured : (sizes[metric] ?? 0);
  const huge = sizes.hugetlb ?? 0;
  const once = Math.max(pss, peaks.pss ?? 0) + huge;
  if (pss > SHARED * summed || once > allowed) return undefined;
  const about = sizes.pss === undefined ? 'about ' : '';
  // An estimate between two readings that is above the ceiling leaves open what PSS came to.
  const needed = mostPss + huge > allowed ? {} : { needed: Math.max(once, mostPss + huge) };
  return {
    why: `${procs} processes share pages: ${metric} counts such a page up to ${procs} times (${size(summed)}), pss once (${about}${size(pss)})`,
    limit: { limit: limitOn('pss'), ...needed },
  };
}

/** Shared memory that nobody knows how many share, because PSS was not read then. */
function sharedMemory(
  { allowed, measured, sizes = {}, procs = 1 }: Breach,
  metric: Metric,
): string[] {
  const { shmem = 0, pss } = sizes;
  if (metric !== 'rss' || pss !== undefined || procs < 2) return [];
  if (shmem < NOTABLE * measured || measured - shmem > allowed) return [];
  return [
    `${size(shmem)} of ${size(measured)} are shared memory: rss counts it once for each process that maps it`,
  ];
}

/** Pages of mapped files: they are page cache, which the kernel can drop when memory is short. */
function filePages(
  { allowed, measured, sizes = {} }: Breach,
  metric: Metric,
  { peaks }: Reached,
): Better | undefined {
  const { anon, file = 0, shmem = 0, hugetlb = 0 } = sizes;
  if (metric === 'anon' || anon === undefined || file < NOTABLE * measured) return undefined;
  // The parts of a process that may not be read are not known.
  if (anon + file + shmem < TOLD * (sizes.rss ?? 0)) return undefined;
  const most = Math.max(anon, peaks.anon ?? 0);
  if (anon + shmem + hugetlb > allowed || most > allowed) return undefined;
  return {
    why: `${size(file)} of ${size(Math.max(measured, anon + file + shmem))} are pages of mapped files, page cache that the kernel can drop; anon ${size(anon)}, shmem ${size(shmem)}`,
    limit: { limit: limitOn('anon'), needed: most },
  };
}

const size = (bytes: number): string => formatSize(bytes);
