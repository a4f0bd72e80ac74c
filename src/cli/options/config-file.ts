import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { World } from '../../host/world.ts';
import { GATE_OPTIONS, type GateOptions } from '../../limits/options.ts';
import { UserError } from '../../text/user-error.ts';

const OWN_FILE = 'memwrap.config.json';
const PACKAGE = 'package.json';
/** A larger file is no configuration. */
const LARGEST = 1024 * 1024;

/**
 * What memwrap.config.json, or "memwrap" in package.json, says for a run of this name: plain JSON in which every option
 * has its long name, and "runs" holds what differs for a run. Absent files are no configuration; a wrong one is a UserError.
 */
export function readConfig(world: Pick<World, 'cwd'>, run: string): GateOptions {
  let folder: string;
  try {
    folder = world.cwd();
  } catch {
    // Deleted: there is nothing in it.
    return {};
  }
  const own = readJson(path.join(folder, OWN_FILE), OWN_FILE);
  if (own !== undefined) return parseConfig(own, OWN_FILE, run);
  const found = readJson(path.join(folder, PACKAGE), PACKAGE, '"memwrap"');
  if (!isObject(found) || !Object.hasOwn(found, 'memwrap')) return {};
  return parseConfig(found['memwrap'], `${PACKAGE}: memwrap`, run);
}

/** `file` names the configuration in what is said about it. */
export function parseConfig(config: unknown, file: string, run: string): GateOptions {
  if (!isObject(config)) throw new UserError(`${file}: it has to be a JSON object`);
  const { runs, ...all } = config;
  const general = parseOptions(all, file);
  if (runs === undefined) return general;
  if (!isObject(runs)) throw new UserError(`${file}: "runs" has to be an object of runs by name`);
  // All of them are looked at, so that a mistake shows at once and not when that run is run.
  let special: GateOptions = {};
  for (const [name, options] of Object.entries(runs)) {
    const where = `${file}: runs: ${JSON.stringify(name)}`;
    if (!isObject(options)) throw new UserError(`${where} has to be an object of options`);
    const parsed = parseOptions(options, where);
    if (name === run) special = parsed;
  }
  return { ...general, ...special };
}

function parseOptions(values: Readonly<Record<string, unknown>>, where: string): GateOptions {
  const parsed: Partial<Record<keyof GateOptions, unknown>> = {};
  for (const [name, value] of Object.entries(values)) {
    const option = GATE_OPTIONS.find((one) => one.name === name);
    if (option === undefined) {
      const known = GATE_OPTIONS.map((one) => one.name).join(', ');
      throw new UserError(`${where}: unknown key ${JSON.stringify(name)}`, `known are ${known}`);
    }
    const several = option.key === 'baseline' && Array.isArray(value) ? value : [value];
    for (const one of several) {
      if (typeof one !== 'string') {
        throw new UserError(`${where}: "${name}" has to be a text, like "2GiB" or "5%"`);
      }
      parsed[option.key] = option.parse(one, `${where}: ${name}`, parsed[option.key]);
    }
  }
  return parsed as GateOptions;
}

/** The JSON in a file, if there is such a file. What does not hold `word` may be anything. */
function readJson(file: string, name: string, word?: string): unknown {
  let text: string;
  try {
    // Most folders hold none, and an error is made slowly.
    const info = statSync(file, { throwIfNoEntry: false });
    // A FIFO would block, and whatever else it is, it is no configuration.
    if (!info?.isFile() || info.size > LARGEST) return undefined;
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (word !== undefined || ['ENOENT', 'ENOTDIR'].includes(code)) return undefined;
    throw new UserError(`${name}: it cannot be read (${code})`);
  }
  if (word !== undefined && !text.includes(word)) return undefined;
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (word !== undefined) return undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`${name}: it is not JSON: ${why.split('\n')[0]}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
