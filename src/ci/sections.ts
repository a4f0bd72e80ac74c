import type { MarkRule } from '../supervise/mark-watch.ts';
import type { CiName } from './names.ts';

/** How to recognize each CI system's log sections. Apart from the systems, because every run loads it. */
export const SECTIONS: Readonly<Record<CiName, MarkRule | undefined>> = {
  github: {
    from: 'ci',
    needle: '::group::',
    title: (line) => /^\s*::group::(.*)$/.exec(line)?.[1]?.trim(),
  },
  gitlab: {
    from: 'ci',
    needle: 'section_start:',
    // ESC[0Ksection_start:1560896352:name[collapsed=true] CR ESC[0K header
    title(line) {
      const found = /section_start:\d+:([\w.-]+)(?:\[[^\]]*\])?(?:\r(?:\x1b\[0K)?(.*))?$/.exec(
        line,
      );
      return found?.[2]?.trim() || found?.[1];
    },
  },
  buildkite: {
    from: 'ci',
    needle: '-- ',
    title: (line) => /^--- (.+)$/.exec(line)?.[1]?.trim(),
  },
  none: undefined,
};
