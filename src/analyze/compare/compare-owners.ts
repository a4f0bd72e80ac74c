import type { LineOwner } from '../lines/types.ts';
import type { Report } from '../report/types.ts';
import type { ComparedOwner } from './comparison.ts';
import { templateKey } from './template-key.ts';

/** Owners compared, the most changed first; a renderer may show fewer. */
const MOST_OWNERS = 24;
/** An owner whose change is less than this part of the largest change makes no difference. */
const MAKES_A_DIFFERENCE = 0.1;

/**
 * What each process, or group of like ones, held at most in both runs: those that changed by `least` bytes or more, the most
 * changed first.
 */
export function compareProcesses(base: Report, next: Report, least: number): ComparedOwner[] {
  return compare(processSizes(base), processSizes(next), least);
}

/** What the lines of each kind account for in both runs, likewise. */
export function compareLines(base: Report, next: Report, least: number): ComparedOwner[] {
  return compare(lineSizes(base), lineSizes(next), least);
}

interface Size {
  readonly name: string;
  readonly bytes: number;
}

/** The most that a group held, by what it is called without its place among its like. */
function processSizes({ lanes = [], peak }: Report): Map<string, Size> {
  const sizes = new Map<string, Size>();
  const add = (name: string, bytes: number): void => {
    // '(3 of 4)' is no identity: it is the order of birth.
    const key = name.replace(/ \(\d+ of \d+\)$/, '');
    const known = sizes.get(key);
    if (known === undefined || known.bytes < bytes) sizes.set(key, { name: key, bytes });
  };
  for (const lane of lanes) add(lane.label, lane.peak);
  for (const owner of peak?.processes?.owners ?? []) add(owner.label, owner.bytes);
  return sizes;
}

function lineSizes({ answer, phases }: Report): Map<string, Size> {
  const sizes = new Map<string, Size>();
  const add = ({ text, place, bytes }: LineOwner): void => {
    if (place === 'start' || place === 'end') return;
    const key = templateKey(text);
    const known = sizes.get(key);
    if (known === undefined || known.bytes < bytes) sizes.set(key, { name: text, bytes });
  };
  for (const { line } of phases) if (line !== undefined) add(line);
  if (answer?.kind === 'line') for (const line of [answer.line, ...answer.rest]) add(line);
  if (answer?.kind === 'process' && answer.line !== undefined) add(answer.line);
  return sizes;
}

function compare(base: Map<string, Size>, next: Map<string, Size>, least: number): ComparedOwner[] {
  const compared = [...new Set([...base.keys(), ...next.keys()])].map((key): ComparedOwner => {
    const [before, after] = [base.get(key), next.get(key)];
    return {
      name: after?.name ?? before?.name ?? key,
      ...(before && { base: before.bytes }),
      ...(after && { next: after.bytes }),
      change: (after?.bytes ?? 0) - (before?.bytes ?? 0),
    };
  });
  compared.sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
  const worth = Math.max(least, Math.abs(compared[0]?.change ?? 0) * MAKES_A_DIFFERENCE);
  return compared
    .filter(({ change }) => change !== 0 && Math.abs(change) >= worth)
    .slice(0, MOST_OWNERS);
}
