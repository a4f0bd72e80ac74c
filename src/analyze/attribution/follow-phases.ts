import type { Follows, Phase } from '../report/types.ts';
import { fitsOf } from './fits.ts';
import { type Part, phaseOfRows } from './phase-shares.ts';
import type { Rows } from './rows.ts';
import { inStep } from './together.ts';

/** Maximum number of templates listed for a phase: each accounts for a hundredth of it, so that hardly ever any is left out. */
const MAX_LISTED = 96;
/** Maximum number of templates that are compared with each other, and of those that one could be mistaken for. */
const MAX_TEMPLATES = 8;
/** A template that accounts for less than this fraction of a phase's movement is not listed. */
const WORTH_LISTING = 0.01;

export interface Templates {
  /** The templates that were separated by counting. */
  readonly fast: ReadonlySet<number>;
  /** Whether a template's lines arrived in blocks without times. */
  isBlind(template: number): boolean;
  textOf(template: number): string;
}

/** For each phase, the templates that its growth follows, the one that accounts for most first. */
export function followPhases(
  rows: Rows,
  column: number,
  phases: readonly Phase[],
  parts: readonly ReadonlyMap<number, Part>[],
  templates: Templates,
): Follows[][] {
  const inPhase = phaseOfRows(rows, phases);
  const all = parts.map((map) => [...map.values()]);
  const chosen = phases.map((phase, i) => significantParts(phase, all[i] ?? []));
  const asked = chosen.map((list) => list.map(({ template }) => template));
  const fits = fitsOf(rows, column, inPhase, asked);
  let row = 0;
  return chosen.map((list, i) => {
    while (row < rows.count && (inPhase[row] as number) < i) row++;
    const from = row;
    while (row < rows.count && inPhase[row] === i) row++;
    const alike = togetherIn(rows, from, row, list, all[i] ?? [], templates);
    return list.map((part, k) => follows(part, fits[i]?.[k] ?? 0, alike[k] ?? [], templates));
  });
}

function follows(
  part: Part,
  fit: number,
  alike: readonly number[],
  { textOf }: Templates,
): Follows {
  const together = alike.map(textOf);
  return {
    template: textOf(part.template),
    lines: part.events,
    bytes: Math.round(part.bytes),
    bytesPerLine: Math.round(part.bytes / Math.max(1, part.events)),
    fit,
    first: part.first,
    ...(together.length > 0 ? { together } : {}),
  };
}

/** For each listed share, the templates that could be meant just as well. */
function togetherIn(
  rows: Rows,
  from: number,
  to: number,
  listed: readonly Part[],
  all: readonly Part[],
  { fast, isBlind }: Templates,
): number[][] {
  const often = all.toSorted((a, b) => b.events - a.events).slice(0, 2 * MAX_TEMPLATES);
  const counted = new Set(
    [...listed.slice(0, MAX_TEMPLATES), ...often].map(({ template }) => template),
  );
  const candidates = [...counted].filter((template) => fast.has(template));
  const steps = inStep(rows, from, to, candidates);
  return listed.map(({ template }) => {
    const found = new Set(steps[candidates.indexOf(template)] ?? []);
    if (isBlind(template)) {
      for (const other of often) if (isBlind(other.template)) found.add(other.template);
    }
    found.delete(template);
    return [...found].slice(0, MAX_TEMPLATES);
  });
}

/** The templates that a phase's growth or decline follows; in a plateau, those that moved most. */
function significantParts(phase: Phase, parts: readonly Part[]): Part[] {
  const sign = phase.kind === 'plateau' ? 0 : Math.sign(phase.delta);
  const weight = ({ bytes }: Part): number => (sign === 0 ? Math.abs(bytes) : bytes * sign);
  const least = WORTH_LISTING * Math.max(Math.abs(phase.delta), (phase.max - phase.min) / 2, 1);
  return parts
    .filter((part) => weight(part) >= least)
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, MAX_LISTED);
}
