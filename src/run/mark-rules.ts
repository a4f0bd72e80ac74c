import type { CiName } from '../ci/names.ts';
import { SECTIONS } from '../ci/sections.ts';
import type { MarkRule } from '../supervise/mark-watch.ts';
import { printable } from '../text/printable.ts';

/** The lines that are marks: those that match `--mark`, and those that open a section in the CI system's log. */
export function markRules(patterns: readonly RegExp[], ci: CiName): MarkRule[] {
  const rules: MarkRule[] = [];
  if (patterns.length > 0) {
    rules.push({
      from: 'line',
      title(line) {
        // As a reader sees it: without colours, and the last state of a progress bar.
        const text = printable(line.replace(/\r$/, '').split('\r').at(-1) ?? '');
        return patterns.some((pattern) => pattern.test(text)) ? text : undefined;
      },
    });
  }
  const sections = SECTIONS[ci];
  return sections === undefined ? rules : [...rules, sections];
}
