import { isGrave, killedTexts } from '../render/killed-words.ts';
import { markdownReport } from '../render/markdown.ts';
import type { CiSystem } from './ci-system.ts';

const VIEW = { columns: 80, color: false, unicode: true };

/**
 * An annotation of the build if a limit was broken or could not be judged, or something was killed for memory, by
 * buildkite-agent if that is installed.
 */
export const buildkite: CiSystem = {
  actions({ name, report, breaches, status, warnOnly, unknownFails }) {
    const { unjudged = [] } = report;
    const killed = isGrave(report) && killedTexts(report).length > 0;
    if (breaches.length === 0 && unjudged.length === 0 && !killed) return [];
    const fails =
      (breaches.length > 0 && !warnOnly) ||
      (unjudged.length > 0 && unknownFails) ||
      (killed && status !== 0);
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
