import type { World } from '../../host/world.ts';
import { UserError } from '../../text/user-error.ts';
import { findConfig } from './config-file.ts';
import { CONFIG_OPTIONS, type ConfigOptions } from './limit-options.ts';
import { keyOf, parseValue } from './option.ts';

/** What the configuration says for a run of this name; {} without a configuration. A wrong one is a UserError. */
export function readConfig(world: Pick<World, 'cwd'>, run: string): ConfigOptions {
  const config = findConfig(world);
  return config === undefined ? {} : parseConfig(config.value, config.file, run);
}

/**
 * The options of a configuration for a run of this name: every option has its long name, and "runs" holds what differs for
 * a run. `file` names the configuration in messages.
 */
export function parseConfig(config: unknown, file: string, run: string): ConfigOptions {
  if (!isObject(config)) throw new UserError(`${file}: it must be a JSON object`);
  const { runs, ...all } = config;
  const general = parseOptions(all, file);
  if (runs === undefined) return general;
  if (!isObject(runs)) throw new UserError(`${file}: "runs" must be an object of runs by name`);
  // Parse all of them, so that a mistake shows at once and not when that run is run.
  let special: ConfigOptions = {};
  for (const [name, options] of Object.entries(runs)) {
    const where = `${file}: runs: ${JSON.stringify(name)}`;
    if (!isObject(options)) throw new UserError(`${where} must be an object of options`);
    const parsed = parseOptions(options, where);
    if (name === run) special = parsed;
  }
  return { ...general, ...special };
}

function parseOptions(values: Readonly<Record<string, unknown>>, where: string): ConfigOptions {
  const parsed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const option = CONFIG_OPTIONS.find((one) => one.name === name);
    if (option === undefined) {
      const known = CONFIG_OPTIONS.map((one) => one.name).join(', ');
      throw new UserError(`${where}: unknown key ${JSON.stringify(name)}`, `known are ${known}`);
    }
    const key = keyOf(option);
    const several = name === 'baseline' && Array.isArray(value) ? value : [value];
    for (const one of several) {
      if (typeof one !== 'string') {
        throw new UserError(`${where}: "${name}" must be a string, like "2GiB" or "5%"`);
      }
      parsed[key] = parseValue(option, one, `${where}: ${name}`, parsed[key]);
    }
  }
  return parsed as ConfigOptions;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
