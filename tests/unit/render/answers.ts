import type { Answer } from '../../../src/analyze/answer/types.ts';
import type { LineOwner } from '../../../src/analyze/lines/types.ts';
import type { ProcessLead } from '../../../src/analyze/processes/types.ts';
import { exampleReport, MIB } from './example.ts';

/** An owner among processes: 673 MiB from 4.2 to 31 s, unless changed. */
export function lead(label: string, changes: Partial<ProcessLead> = {}): ProcessLead {
  const held = changes.held ?? 673 * MIB;
  return {
    kind: 'one',
    owner: { label, count: 1, pids: [7] },
    members: [0],
    alike: [0],
    held,
    start: 4200,
    end: 31_000,
    gained: held,
    hasSiblings: false,
    isCommand: false,
    ...changes,
  };
}

/** A process that holds 673 of 1046 MiB at 31 s. */
export function processAnswer(
  process: ProcessLead,
  changes: Partial<Answer & { readonly kind: 'process' }> = {},
): Answer {
  return {
    kind: 'process',
    peak: 1046 * MIB,
    peakTime: 31_000,
    held: process.held,
    start: process.start,
    end: process.end,
    process,
    next: [],
    ...changes,
  };
}

/** A line that holds 92 MiB from 0.1 to 1.3 s, unless changed. */
export function line(text: string, changes: Partial<LineOwner> = {}): LineOwner {
  return {
    place: 'after',
    text,
    lines: 1,
    of: 1,
    bytes: 92 * MIB,
    start: 100,
    end: 1300,
    ...changes,
  };
}

/** A line that holds 92 of 165 MiB at 2.9 s. */
export function lineAnswer(
  owner: LineOwner,
  changes: Partial<Answer & { readonly kind: 'line' }> = {},
): Answer {
  return {
    kind: 'line',
    peak: 165 * MIB,
    peakTime: 2900,
    held: owner.bytes,
    start: owner.start,
    end: owner.end,
    line: owner,
    rest: [],
    ...changes,
  };
}

/** The facts that every answer has: 92 of 165 MiB at 2.9 s, from 0.1 to 1.3 s. */
export const FACTS = {
  peak: 165 * MIB,
  peakTime: 2900,
  held: 92 * MIB,
  start: 100,
  end: 1300,
} as const;

const owned = (label: string, mib: number, count = 1) => ({
  label,
  count,
  pids: [100],
  bytes: mib * MIB,
});

const BUILD_LEGS = exampleReport(20 * MIB, [
  ['plateau', 4200, 200 * MIB],
  ['climb', 16_000, 741 * MIB],
  ['drop', 16_300, 594 * MIB],
  ['climb', 31_000, 1046 * MIB],
  ['drop', 33_000, 300 * MIB],
]);
const BUILD_OWNERS = [
  [owned('cc1plus', 150, 3)],
  [owned('cc1plus grammar.cpp', 480), owned('cc1plus regex.cpp', 66)],
  [owned('cc1plus regex.cpp', -147)],
  [owned('cc1plus graph.cpp', 356), owned('cc1plus grammar.cpp', 96)],
  [owned('cc1plus grammar.cpp', -673)],
];

/** A build of a C++ project: one compiler holds most of the peak, another the rest. */
export const BUILD = {
  ...BUILD_LEGS,
  command: ['ninja', '-j2'],
  processes: 57,
  lines: 13,
  phases: BUILD_LEGS.phases.map((phase, i) => ({
    ...phase,
    owners: BUILD_OWNERS[i] ?? [],
    others: 0,
  })),
  focus: { phase: 2, shareOfGrowth: 0.46, shareOfTime: 0.36, start: 4200, end: 31_000 },
  peak: {
    bytes: 1046 * MIB,
    time: 31_000,
    metric: 'rss' as const,
    processes: {
      owners: [
        owned('cc1plus grammar.cpp', 673),
        owned('cc1plus graph.cpp', 356),
        owned('ninja', 8),
      ],
      others: 9 * MIB,
    },
    kinds: { anon: 1000 * MIB, file: 46 * MIB },
  },
  answer: processAnswer(lead('cc1plus grammar.cpp'), {
    next: [lead('cc1plus graph.cpp', { held: 356 * MIB, start: 16_000 })],
  }),
};
