import type { Report } from '../analyze/report/types.ts';
import { commandText } from '../render/header.ts';
import { chosenPhases } from '../render/phase-choice.ts';
import type { Exporter } from './exporter.ts';
import { requireTimes } from './needs-time.ts';

const MIB = 2 ** 20;

/**
 * What `mprof run` writes (memory_profiler, mprof.py): MEM lines in MiB and epoch seconds, here the leading metric of the whole
 * tree, and a FUNC line a phase, which `mprof plot` draws as brackets.
 */
export const mprof: Exporter = {
  help: 'a .dat for mprof plot and mprof peak',
  suffix: '.dat',
  needs: () => ({ records: false, lines: false, report: true }),
  open: ({ out, label }) => ({
    finish(report) {
      if (report === undefined) return;
      requireTimes(report, label, 'mprof');
      const { start, curve } = report;
      out.text(`CMDLINE ${commandText(report)}\n`);
      const { times, values } = curve;
      for (let i = 0; i < times.length; i++) {
        const size = (values[i] as number) / MIB;
        out.text(`MEM ${size.toFixed(6)} ${seconds(start + (times[i] as number))}\n`);
      }
      for (const line of phaseLines(report)) out.text(line);
    },
  }),
};

/** 'FUNC phase_1_climb 8.1 1700.1 160.3 1701.9 0': entered and left, memory and time each, and the depth of the stack. */
function* phaseLines(report: Report): Generator<string> {
  const { start, phases } = report;
  for (const i of chosenPhases(report, 'main')) {
    const phase = phases[i];
    if (phase === undefined) continue;
    const from = `${mebibytes(phase.startLevel)} ${seconds(start + phase.start)}`;
    const to = `${mebibytes(phase.endLevel)} ${seconds(start + phase.end)}`;
    yield `FUNC phase_${i + 1}_${phase.kind} ${from} ${to} 0\n`;
  }
}

const mebibytes = (bytes: number): string => (bytes / MIB).toFixed(6);
const seconds = (ms: number): string => (ms / 1000).toFixed(6);
