import type { Output, World } from '../host/world.ts';
import { UserError } from '../text/user-error.ts';
import type { View } from './view.ts';

const DEFAULT_COLUMNS = 80;
const WIDEST_BY_DEFAULT = 120;
const NARROWEST = 40;
const WIDEST = 1000;

/** What `output` can show: its width, colours, and more than ASCII; `asked` holds what the user chose. */
export function viewOf(
  world: World,
  output: Output,
  asked: { readonly width?: number; readonly color?: boolean } = {},
): View {
  return {
    columns: asked.width ?? columnsOf(world.env, output),
    ...(output.rows === undefined ? {} : { rows: output.rows }),
    color: asked.color ?? colorOf(world.env, output),
    unicode: unicodeOf(world.env),
  };
}

/** Parses the value of --width. */
export function parseWidth(text: string): number {
  const width = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (width >= NARROWEST && width <= WIDEST) return width;
  throw new UserError(
    `--width: ${JSON.stringify(text)} is not a number of columns from ${NARROWEST} to ${WIDEST}`,
  );
}

type Environment = World['env'];

function columnsOf(env: Environment, output: Output): number {
  const fromEnvironment = /^\d{1,4}$/.test(env['COLUMNS'] ?? '') ? Number(env['COLUMNS']) : 0;
  const columns = output.columns || fromEnvironment || DEFAULT_COLUMNS;
  return Math.min(WIDEST_BY_DEFAULT, Math.max(NARROWEST, columns));
}

/** See no-color.org and force-color.org; the logs of GitHub and GitLab show colours although they are not terminals. */
function colorOf(env: Environment, output: Output): boolean {
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  if (isSet('NO_COLOR')) return false;
  if (isSet('FORCE_COLOR')) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  if (env['TERM'] === 'dumb') return false;
  return output.isTerminal || isSet('GITHUB_ACTIONS') || isSet('GITLAB_CI');
}

/** An unset locale says nothing about the terminal, and today's show UTF-8; Linux's own console has no braille. */
function unicodeOf(env: Environment): boolean {
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return locale === undefined || locale === '' || /utf-?8/i.test(locale);
}
