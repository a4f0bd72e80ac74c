import type { CiName } from '../ci/names.ts';
import { SECTIONS } from '../ci/sections.ts';
import type { MarkRule } from '../supervise/mark-watch.ts';
import { printable } from '../text/printable.ts';

/** The lines that are marks: those that match `--mark`, and those that open a section of the CI system's log. */
export function markRules(patterns: readonly RegExp[], ci: CiName): MarkRule[] {
  const rules: MarkRule[] = [];
  if (patterns.length > 0) {
    rules.push({
      from: 'line',
      title(line) {
        // As it is seen: colours are no part of it, and of a progress bar the last state counts.
        const text = printable(line.replace(/\r$/, '').split('\r').at(-1) ?? '');
        return patterns.some((pattern) => pattern.test(text)) ? text : undefined;
      },
    });
  }
  const sections = SECTIONS[ci];
  return sections === undefined ? rules : [...rules, sections];
}
