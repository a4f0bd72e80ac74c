import type { ReportMetric } from '../../recording/metrics.ts';
import type { PhaseKind, Series } from '../report/types.ts';
import type { Verdict } from './thresholds.ts';

/** One size on both sides: `base` is the median of the base runs, `next` of the new ones; bytes. */
export interface ComparedSize {
  readonly base: number;
  readonly next: number;
  /** next − base. */
  readonly change: number;
  /** The change up to which both count as the same, bytes. */
  readonly allowed: number;
  readonly verdict: Verdict;
}

/** What a template's lines grew by in one phase of one run, bytes. */
export interface TemplateGrowth {
  readonly lines: number;
  readonly bytes: number;
  readonly bytesPerLine: number;
}

export interface ComparedTemplate {
  readonly template: string;
  /** Absent if the phase does not follow the template in this run. */
  readonly base?: TemplateGrowth;
  readonly next?: TemplateGrowth;
}

/** A phase of both runs, or of one only: then its number in the other is absent and its growth there 0. */
export interface ComparedPhase extends ComparedSize {
  readonly kind: PhaseKind;
  /** 1-based numbers of the phase in the typical base run and the typical new run. */
  readonly baseNumber?: number;
  readonly nextNumber?: number;
  /** The templates whose growth changed, the most changed first. */
  readonly templates: readonly ComparedTemplate[];
}

/** What one template's lines grew by in one phase of the new run, and in the same phase of the base runs. */
export interface ComparedGrowth extends ComparedSize {
  readonly template: string;
  readonly kind: PhaseKind;
  /** 1-based number of the phase in the typical new run. */
  readonly nextNumber: number;
}

/** A process, a group of like ones, or a kind of line, in the typical run of each side; absent where it was not seen. */
export interface ComparedOwner {
  readonly name: string;
  /** Bytes. */
  readonly base?: number;
  readonly next?: number;
  readonly change: number;
}

/** Two runs, or two groups of runs, side by side. */
export interface Comparison {
  readonly version: 1;
  readonly metric: ReportMetric;
  /** What that metric really is on both sides, where it is not the resident memory of processes: 'heap'. */
  readonly measure?: string;
  /** What times count, where they are no milliseconds; 'mixed' where they count different things. */
  readonly axis?: string;
  readonly baseName: string;
  readonly nextName: string;
  readonly baseRuns: number;
  readonly nextRuns: number;
  /** The tolerance as a fraction of the base, 0.05 for 5 %. */
  readonly tolerance: number;
  /** Whether there were enough base runs to know how much runs differ by chance. */
  readonly noiseKnown: boolean;
  readonly peak?: ComparedSize;
  /** The level held for a while, where that decides instead of a peak that was higher for a moment only. */
  readonly held?: ComparedSize;
  /** The highest level in the last fifth of the run. */
  readonly end?: ComparedSize;
  /** Milliseconds; not judged. */
  readonly duration: { readonly base: number; readonly next: number; readonly change: number };
  readonly phases: readonly ComparedPhase[];
  /** Who makes the difference, the most changed first: by the most that each process held, and by log line. */
  readonly processes: readonly ComparedOwner[];
  readonly lines: readonly ComparedOwner[];
  /** Judged only against five or more base runs that all have the phase; never 'better'. */
  readonly growths: readonly ComparedGrowth[];
  /** Judged by the peak, the end and the growths; the phases show where it comes from. */
  readonly verdict: Verdict;
  /** What makes the comparison unfair, each in a sentence. */
  readonly warnings: readonly string[];
  /** The curves of the typical runs. */
  readonly baseCurve: Series;
  readonly nextCurve: Series;
}
