import { buildkite } from './buildkite.ts';
import type { CiSystem } from './ci-system.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import type { CiName } from './names.ts';

/** The CI systems by name. */
export const CI_SYSTEMS: Readonly<Record<CiName, CiSystem>> = {
  github,
  gitlab,
  buildkite,
  none: { actions: () => [] },
};
