import { markdownReport } from '../render/markdown.ts';
import type { CiSystem } from './ci-system.ts';

const VIEW = { columns: 80, color: false, unicode: true };

/** An annotation of the build if a limit was broken or could not be judged, by buildkite-agent if that is installed. */
export const buildkite: CiSystem = {
  actions({ name, report, breaches, warnOnly, unknownFails }) {
    const { unjudged = [] } = report;
    if (breaches.length === 0 && unjudged.length === 0) return [];
    const fails = breaches.length > 0 ? !warnOnly : unknownFails;
    const style = fails ? 'error' : 'warning';
    const context = `memwrap-${name}`;
    return [
      {
        kind: 'pipe',
        command: ['buildkite-agent', 'annotate', '--style', style, '--context', context],
        text: markdownReport(report, VIEW),
      },
    ];
  },
};
