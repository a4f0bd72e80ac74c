import type { LineEvents } from '../lines/events.ts';
import { readLog } from '../lines/read-log.ts';
import type { LineOwner, Log } from '../lines/types.ts';
import { explainProcesses } from '../processes/explain.ts';
import type { Image, ProcessStory, Tracks } from '../processes/types.ts';
import type { Phase, Report, ReportPhase, Series } from '../report/types.ts';
import { decideAnswer } from './decide-answer.ts';
import type { OutsideGrowth } from './outside.ts';
import type { Answer } from './types.ts';

export interface RunEvidence {
  /** The leading metric over time, and its phases. */
  readonly curve: Series;
  readonly phases: readonly ReportPhase[];
  readonly command: readonly string[] | undefined;
  /** Undefined where the leading metric is not one of processes. */
  readonly tracks: Tracks | undefined;
  /** Undefined where lines are only counted. */
  readonly events: LineEvents | undefined;
  readonly outside: OutsideGrowth | undefined;
  /** The curve is the whole machine's. */
  readonly isMachine: boolean;
  /** There is no command. */
  readonly isWatch: boolean;
  /** When the recording ends, and the command ended; milliseconds since the start of the recording. */
  readonly end: number;
  readonly exit: number | undefined;
  /** What kinds of memory the peak was, bytes. */
  readonly kinds: NonNullable<Report['peak']>['kinds'] | undefined;
  /** Ceilings by name, bytes. */
  readonly ceilings: readonly { readonly name: string; readonly bytes: number }[];
}

export type Explanation = Pick<Report, 'answer' | 'focus' | 'lanes'> & {
  readonly phases: readonly ReportPhase[];
  readonly peakProcesses: ProcessStory['peak'] | undefined;
  readonly nameOf: ProcessStory['nameOf'] | undefined;
};

/** Phases whose log line is looked for: the largest, where each has a noticeable share of the growth. */
const MOST_PHASES = 6;
const NOTICE_SHARE = 0.02;
/** Groups of like processes that get a lane. */
const MOST_LANES = 12;

/** Explains a run: where to start, and whose each phase is. */
export function explainRun(evidence: RunEvidence): Explanation {
  const { curve, phases, tracks, events, end } = evidence;
  const processes = tracks === undefined ? undefined : explainProcesses(tracks);
  const log = events === undefined ? undefined : readLog(events, end);
  const leadSince = tracks && imageOf(tracks, processes?.lead?.members[0]);
  const answer = decideAnswer({ ...evidence, processes, log, leadSince });
  const lanes = processes?.lanes(MOST_LANES) ?? [];
  return {
    ...(answer && { answer }),
    ...focusOf(phases, answer),
    phases: withOwners(phases, curve, processes, log),
    nameOf: processes?.nameOf,
    peakProcesses: processes?.peak.owners.length ? processes.peak : undefined,
    ...(lanes.length > 0 && { lanes }),
  };
}

/** When a process began to run what it held the most under. */
function imageOf({ tracks }: Tracks, member: number | undefined): number | undefined {
  const images = member === undefined ? [] : (tracks[member]?.images ?? []);
  return images.reduce<Image | undefined>(
    (most, image) => (most === undefined || image.largest > most.largest ? image : most),
    undefined,
  )?.at;
}

function withOwners(
  phases: readonly ReportPhase[],
  curve: Series,
  processes: ProcessStory | undefined,
  log: Log | undefined,
): ReportPhase[] {
  const least = phases.map(({ share }) => share).sort((a, b) => b - a)[MOST_PHASES] ?? 0;
  return phases.map((phase) => {
    const parts = processes?.within(phase.start, phase.end);
    const asks = phase.share >= NOTICE_SHARE && phase.share > least;
    const line = asks ? lineIn(phase, curve, log) : undefined;
    return {
      ...phase,
      ...(parts && { owners: parts.owners, others: parts.others }),
      ...(line && { line }),
    };
  });
}

function lineIn({ start, end }: Phase, curve: Series, log: Log | undefined): LineOwner | undefined {
  const story = log?.explain(curve, start, end, false);
  return story?.kind === 'line' ? story.line : undefined;
}

/** The phase in which the answer's owner grew most, and the owner's own span; none where nothing grew. */
function focusOf(
  phases: readonly ReportPhase[],
  answer: Answer | undefined,
): Pick<Report, 'focus'> {
  const [first] = phases;
  const last = phases.at(-1);
  if (answer === undefined || answer.kind === 'nothing' || !first || !last) return {};
  const { start, end } = answer;
  let best = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (const [i, phase] of phases.entries()) {
    const common = Math.min(end, phase.end) - Math.max(start, phase.start);
    if (common < 0) continue;
    const took = phase.end - phase.start;
    const part = took > 0 ? Math.min(1, common / took) : 1;
    // Of phases that do not grow the longest common stretch decides, but after any that grows.
    const weight = phase.delta > 0 ? phase.delta * part : -1 / (1 + common);
    if (weight > most) {
      most = weight;
      best = i;
    }
  }
  const phase = phases[best];
  if (phase === undefined) return {};
  const time = last.end - first.start;
  return {
    focus: {
      phase: best + 1,
      shareOfGrowth: phase.share,
      shareOfTime: time > 0 ? Math.min(1, (phase.end - phase.start) / time) : 1,
      start,
      end,
    },
  };
}
