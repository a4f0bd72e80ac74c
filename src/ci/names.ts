type Environment = Readonly<Record<string, string | undefined>>;

/** The CI systems that get output of their own, each with how its environment is recognized. */
const RECOGNIZED = {
  github: (env) => env['GITHUB_ACTIONS'] === 'true',
  gitlab: (env) => Boolean(env['GITLAB_CI']),
  buildkite: (env) => env['BUILDKITE'] === 'true',
} as const satisfies Record<string, (env: Environment) => boolean>;

/** 'none': plain text alone. */
export type CiName = keyof typeof RECOGNIZED | 'none';

const SYSTEMS = Object.keys(RECOGNIZED) as readonly (keyof typeof RECOGNIZED)[];

export const CI_NAMES: readonly CiName[] = [...SYSTEMS, 'none'];

/** The CI system whose environment this is. */
export function ciOf(env: Environment): CiName {
  return SYSTEMS.find((name) => RECOGNIZED[name](env)) ?? 'none';
}
