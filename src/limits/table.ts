import type { Metric } from '../recording/metrics.ts';
import type { Peak } from '../recording/records.ts';
import type { TreeSample } from '../sample/sampler.ts';
import { formatSize, formatSizeChange } from '../text/size.ts';
import { formatSlope, parseSlope } from '../text/slope.ts';
import { type Amount, inBytes, type Memory, parseAmount } from './amount.ts';
import type { Bounds } from './bounds.ts';
import type { Breach, BreachWords } from './breach.ts';
import { ceilingWords, climbWords, fixed, growthIn, passedBy, sureWords } from './limit-words.ts';
import { distinctSize } from './size-words.ts';
import { pssBounds, pssReading, rssBounds, withHugePages } from './tree-bounds.ts';

/** How an option's text becomes the number that a limit allows. */
interface LimitValue<V> {
  /** In the help: '<size>'. */
  readonly placeholder: string;
  /** `where` names the option in a UserError about `text`. */
  parse(text: string, where: string): V;
  /** Whether it depends on how much memory there is. */
  isShare(value: V): boolean;
  /** In the limit's unit: bytes, or bytes a millisecond. A share is one of `memory`; `where` as above. */
  resolve(value: V, memory: Memory, where: string): number;
  format(allowed: number): string;
}

/** What a limit compares with each sample, or over the run. */
export type Check =
  | {
      readonly kind: 'ceiling';
      /** Bytes; undefined where the sample does not have it. */
      readonly measure: (sample: TreeSample) => number | undefined;
      /** What is known of it since the sample before; undefined: nothing. Without this it is what was measured. */
      readonly bounds?: (sample: TreeSample) => Bounds | undefined;
      /** Of one that is read now and then: what a reading showed, which decides the moments between two of them. */
      readonly reading?: (sample: TreeSample) => Bounds | undefined;
      /** The most that it was since the sample before, if that is known. */
      readonly highWater?: (sample: TreeSample) => number | undefined;
      /** The same for a whole recording, from its end record. */
      readonly recordedPeak?: (peak: Peak) => number | undefined;
      /** An estimate for samples without the measure; `shared` is RSS - PSS when both were last read. */
      readonly estimate?: (sample: TreeSample, shared: number) => number;
      /** The measure is PSS, which is read more often while RSS is above the ceiling. */
      readonly isPss?: true;
    }
  | {
      readonly kind: 'floor';
      readonly measure: (sample: Pick<TreeSample, 'machineAvailable'>) => number | undefined;
    }
  /** What the tree keeps above its level at the end of the first phase. */
  | { readonly kind: 'growth' }
  /** A climb that, with confidence, is steeper than allowed. */
  | { readonly kind: 'slope' };

/** A limit. Everything that knows limits by name reads this: options, help, configuration, checks, messages, chart. */
export interface Limit<V = unknown> {
  /** One letter, for '-m'. */
  readonly short?: string;
  readonly help: string;
  readonly value: LimitValue<V>;
  /** The metric that it is judged by; its curve is the one to show when the limit broke. */
  readonly metric: Metric;
  readonly check: Check;
  /** Whether the kernel can enforce it by a cgroup's memory.max. */
  readonly enforceable?: true;
  /** A limit to set where this one is not judged. */
  readonly instead?: string;
  /** Where the chart of `metric` draws it, bytes. */
  drawnAt?(allowed: number | undefined, breach: Breach | undefined): number | undefined;
  /** How the chart writes it, if not as a size. */
  drawnAs?(allowed: number): string;
  readonly words: BreachWords;
}

/**
 * What a ceiling of RSS is compared with, bytes: RSS and the huge pages of hugetlbfs, which the kernel does not count as
 * resident (HugetlbPages in Documentation/filesystems/proc.rst).
 */
export function residentOf({ rss, hugetlb = 0 }: TreeSample): number {
  return rss + hugetlb;
}

const SIZE: LimitValue<Amount> = {
  placeholder: '<size>',
  parse: parseAmount,
  isShare: (amount) => 'share' in amount,
  resolve: (amount, memory, where) => inBytes(amount, memory, where, 'container'),
  format: fixed,
};

const MACHINE_SIZE: LimitValue<Amount> = {
  ...SIZE,
  resolve: (amount, memory, where) => inBytes(amount, memory, where, 'machine'),
};

const SLOPE: LimitValue<number> = {
  placeholder: '<s/t>',
  parse: parseSlope,
  isShare: () => false,
  resolve: (slope) => slope,
  format: formatSlope,
};

const limit = <V>(row: Limit<V>): Limit<V> => row;

/** Every limit, by the long name of its option. A new one is a row here. */
export const LIMITS = {
  'max-rss': limit({
    short: 'm',
    help: 'ceiling for the whole process tree',
    value: SIZE,
    metric: 'rss',
    check: {
      kind: 'ceiling',
      measure: residentOf,
      bounds: rssBounds,
      highWater: ({ peak, hugetlb = 0 }) => peak && peak + hugetlb,
      recordedPeak: ({ seen }) => seen,
    },
    enforceable: true,
    drawnAt: (allowed) => allowed,
    words: ceilingWords('rss', ({ peaks, peak }) =>
      Math.max(peaks.rss ?? 0, peak?.metric === 'rss' ? (peak.bound ?? 0) : 0),
    ),
  }),
  'max-pss': limit({
    help: 'same, shared pages counted once (Linux)',
    value: SIZE,
    metric: 'pss',
    check: {
      kind: 'ceiling',
      measure: withHugePages,
      bounds: pssBounds,
      reading: pssReading,
      recordedPeak: ({ pss }) => pss,
      estimate: (sample, shared) => residentOf(sample) - shared,
      isPss: true,
    },
    enforceable: true,
    drawnAt: (allowed) => allowed,
    instead: 'max-rss',
    // Where it could not be read RSS, which is no less, is sure to do.
    words: ceilingWords('pss', ({ peaks }) => peaks.pss ?? peaks.rss ?? 0),
  }),
  'max-anon': limit({
    help: 'same, without the pages of files (Linux)',
    value: SIZE,
    metric: 'anon',
    check: {
      kind: 'ceiling',
      measure: ({ anon }) => anon,
      recordedPeak: ({ anon }) => anon,
    },
    drawnAt: (allowed) => allowed,
    words: ceilingWords('anon', ({ peaks }) => peaks.anon ?? 0),
  }),
  'max-growth': limit({
    help: 'ceiling for growth after the first phase',
    value: SIZE,
    metric: 'rss',
    check: { kind: 'growth' },
    instead: 'max-rss',
    drawnAt: (_allowed, breach) =>
      breach?.since === undefined ? undefined : breach.since + breach.allowed,
    drawnAs: (allowed) => formatSizeChange(allowed, { fixed: true }),
    words: {
      what: 'over the growth limit',
      title: 'ceiling',
      about: 'moment',
      figures({ measured, allowed }) {
        const change = (bytes: number): string => formatSizeChange(bytes, { fixed: true });
        return `${change(measured)} since the first phase > ${change(allowed)}`;
      },
      sentence: (breach, reached) =>
        `grew by ${fixed(growthIn(breach, reached))} after its first phase (${fixed(breach.allowed)} allowed)`,
      summary: (breach, reached) =>
        `growth limit ${fixed(breach.allowed)} ${passedBy(growthIn(breach, reached) - breach.allowed)}`,
      needed: growthIn,
    },
  }),
  'max-slope': limit({
    help: 'leak: a climb steeper than 10MiB/h, 1MiB/s, ...',
    value: SLOPE,
    metric: 'rss',
    check: { kind: 'slope' },
    instead: 'max-rss',
    words: {
      what: 'a leak',
      title: 'ceiling',
      about: 'run',
      figures: (breach) => `rss +${climbWords(breach)} > ${formatSlope(breach.allowed)}`,
      sentence: (breach) =>
        `leaks: its rss climbed by ${climbWords(breach)} (${formatSlope(breach.allowed)} allowed)`,
      summary: (breach) =>
        `leak: rss climbed by ${climbWords(breach)}, ${formatSlope(breach.allowed)} allowed${sureWords(breach)}`,
    },
  }),
  'min-free': limit({
    help: "floor for the machine's available memory",
    value: MACHINE_SIZE,
    metric: 'rss',
    check: { kind: 'floor', measure: ({ machineAvailable }) => machineAvailable },
    instead: 'max-rss',
    words: {
      what: 'under the floor',
      title: 'ceiling',
      about: 'machine',
      figures: ({ measured, allowed }) =>
        `${distinctSize(measured, allowed)} available < ${distinctSize(allowed, measured)}`,
      sentence: ({ measured, allowed }) =>
        `left ${fixed(measured)} of the machine's memory free (${fixed(allowed)} asked for)`,
      summary: ({ measured, allowed }) =>
        `floor ${fixed(allowed)} of free memory undercut by ${formatSize(allowed - measured)}`,
    },
  }),
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;

/** What a run must not exceed, by option name: bytes, and for a slope bytes a millisecond. */
export type Limits = { readonly [N in LimitName]?: number };

type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

type ValueOf<L> = L extends Limit<infer V> ? V : never;

/** The limits as options give them: 'max-rss' is `maxRss`. */
export type LimitOptions = {
  readonly [N in LimitName as CamelCase<N>]?: ValueOf<(typeof LIMITS)[N]>;
};

export interface LimitRow extends Limit {
  readonly name: LimitName;
  readonly key: keyof LimitOptions;
}

/** The rows of the table in their order. */
export const LIMIT_ROWS: readonly LimitRow[] = Object.entries(LIMITS).map(([name, row]) => ({
  ...(row as Limit),
  name: name as LimitName,
  key: name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) as keyof LimitOptions,
}));

/** The limit of this name; undefined for 'baseline' and for whatever else a recording may hold. */
export function limitRow(name: string): Limit | undefined {
  return Object.hasOwn(LIMITS, name) ? (LIMITS[name as LimitName] as Limit) : undefined;
}

/** The ceiling of a metric: 'max-pss'. */
export function limitOn(metric: Metric): string {
  const row = LIMIT_ROWS.find((one) => one.metric === metric && one.check.kind === 'ceiling');
  return row?.name ?? `max-${metric}`;
}
