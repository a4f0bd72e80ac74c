/** The CI systems that something is said to in their own way; 'none' for plain text alone. */
export const CI_NAMES = ['github', 'gitlab', 'buildkite', 'none'] as const;
export type CiName = (typeof CI_NAMES)[number];

/** Which CI system the environment is of. */
export function ciOf(env: Readonly<Record<string, string | undefined>>): CiName {
  if (env['GITHUB_ACTIONS'] === 'true') return 'github';
  if (env['GITLAB_CI']) return 'gitlab';
  if (env['BUILDKITE'] === 'true') return 'buildkite';
  return 'none';
}
