import type { Report } from '../report/types.ts';

/** Machines of one kind differ by less than this fraction in what their kernels leave usable. */
const SAME_MACHINE = 0.02;

/** How the runs' environments differ, which alone may change what they need. */
export function differentSurroundings(base: readonly Report[], next: readonly Report[]): string[] {
  const differences: string[] = [];
  const a = base[0];
  const b = next[0];
  if (!a || !b) return [];
  if (differ(a.machine?.total, b.machine?.total)) {
    differences.push('the runs were on machines with different memory');
  }
  if (differ(a.machine?.limit, b.machine?.limit)) {
    differences.push('the runs had different memory limits of their cgroups');
  }
  if (a.interval !== b.interval) {
    differences.push('the runs were sampled at different intervals');
  }
  return differences;
}

/** What makes the comparison unfair, each in a sentence. */
export function compareWarnings(base: readonly Report[], next: readonly Report[]): string[] {
  const warnings: string[] = [];
  if (!base[0] || !next[0]) return ['there is nothing to compare'];
  const all = [...base, ...next];
  if (new Set(all.map(({ metric }) => metric)).size > 1) {
    warnings.push(
      'no metric that all runs have: compared by RSS where it is known, without phases',
    );
  }
  const measures = new Set(all.map(({ measure = 'RSS' }) => measure));
  if (measures.size > 1) {
    warnings.push(`the runs do not measure the same: ${[...measures].join(', ')}`);
  }
  if (new Set(all.map(({ axis }) => axis)).size > 1) {
    warnings.push('the runs do not count the same time: how long they took is not compared');
  }
  warnings.push(...differentSurroundings(base, next));
  for (const report of all) {
    if (!report.finished) warnings.push(`${report.name}: the recording is unfinished`);
  }
  const ends = new Set(all.flatMap(({ exit }) => (exit ? [JSON.stringify(exit)] : [])));
  if (ends.size > 1) warnings.push('the runs did not end alike: not all with the same exit');
  return [...new Set(warnings)];
}

function differ(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return a !== b;
  return Math.abs(a - b) > SAME_MACHINE * Math.max(a, b);
}
