import type { PhaseKind, Report, ReportPhase } from '../report/types.ts';
import { templateKey } from './template-key.ts';

/** The indices of a phase in both runs; undefined if it has no counterpart. */
export interface Pair {
  readonly base: number | undefined;
  readonly next: number | undefined;
}

/** Two phases count as the same from this likeness on. */
const ALIKE = 2;
/** More phases than this are paired by order alone, which avoids a quadratic table. */
const MOST = 500;

interface Traits {
  readonly kind: PhaseKind;
  readonly templates: ReadonlySet<string>;
  readonly marks: ReadonlySet<string>;
  /** Position of the middle of the phase in the run, 0–1. */
  readonly place: number;
}

/**
 * Finds which phases of two runs correspond: the order-preserving alignment that is most alike in kind, templates
 * followed, marks and position (Needleman and Wunsch 1970, with free gaps).
 */
export function alignPhases(base: Report, next: Report): Pair[] {
  const a = traitsOf(base);
  const b = traitsOf(next);
  if (a.length > MOST || b.length > MOST) return byOrder(a.length, b.length);
  const width = b.length + 1;
  const best = new Float64Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const alike = likeness(a[i] as Traits, b[j] as Traits);
      best[i * width + j] = Math.max(
        best[(i + 1) * width + j] as number,
        best[i * width + j + 1] as number,
        alike >= ALIKE ? alike + (best[(i + 1) * width + j + 1] as number) : 0,
      );
    }
  }
  const pairs: Pair[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const here = best[i * width + j] as number;
    if (here === best[(i + 1) * width + j]) pairs.push({ base: i++, next: undefined });
    else if (here === best[i * width + j + 1]) pairs.push({ base: undefined, next: j++ });
    else pairs.push({ base: i++, next: j++ });
  }
  for (; i < a.length; i++) pairs.push({ base: i, next: undefined });
  for (; j < b.length; j++) pairs.push({ base: undefined, next: j });
  return pairs;
}

function byOrder(bases: number, nexts: number): Pair[] {
  return Array.from({ length: Math.max(bases, nexts) }, (_, i) => ({
    base: i < bases ? i : undefined,
    next: i < nexts ? i : undefined,
  }));
}

function traitsOf({ phases, marks }: Report): Traits[] {
  const start = phases[0]?.start ?? 0;
  const length = Math.max(1, (phases.at(-1)?.end ?? 0) - start);
  return phases.map((phase) => ({
    kind: phase.kind,
    templates: new Set(phase.follows.slice(0, 3).map(({ template }) => templateKey(template))),
    marks: new Set(marksIn(phase, marks)),
    place: ((phase.start + phase.end) / 2 - start) / length,
  }));
}

function marksIn({ start, end }: ReportPhase, marks: Report['marks']): string[] {
  return marks.filter(({ time }) => time >= start && time < end).map(({ msg }) => msg);
}

const DIRECTIONS: Record<PhaseKind, number> = {
  rise: 1,
  climb: 1,
  plateau: 0,
  decline: -1,
  drop: -1,
};

function likeness(a: Traits, b: Traits): number {
  const direction = DIRECTIONS[a.kind] - DIRECTIONS[b.kind];
  if (Math.abs(direction) === 2) return 0;
  const kind = a.kind === b.kind ? 2 : direction === 0 ? 1 : 0;
  const template = [...a.templates].some((one) => b.templates.has(one)) ? 2 : 0;
  const mark = [...a.marks].some((one) => b.marks.has(one)) ? 1 : 0;
  return kind + template + mark + 1 - Math.abs(a.place - b.place);
}
