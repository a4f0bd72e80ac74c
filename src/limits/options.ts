import type { Command } from 'commander';
import { CI_NAMES, type CiName } from '../ci/names.ts';
import { parseDuration } from '../text/duration.ts';
import { parseShare } from '../text/share.ts';
import { parseSlope } from '../text/slope.ts';
import { UserError } from '../text/user-error.ts';
import { type Amount, inBytes, type Memory, parseAmount } from './amount.ts';
import type { Limits } from './ceilings.ts';

const ON_BREACH = ['fail', 'kill', 'warn'] as const;
export type OnBreach = (typeof ON_BREACH)[number];

/** The limits of a run and what is to happen when one is broken. Times in milliseconds. */
export interface GateOptions {
  readonly maxRss?: Amount;
  readonly maxPss?: Amount;
  readonly maxGrowth?: Amount;
  /** Bytes a millisecond. */
  readonly maxSlope?: number;
  readonly minFree?: Amount;
  readonly onBreach?: OnBreach;
  readonly grace?: number;
  /** Files or patterns of files. */
  readonly baseline?: readonly string[];
  /** A part of one. */
  readonly tolerance?: number;
  readonly enforce?: 'cgroup';
  readonly ci?: CiName;
}

/** A row of the table below: how the option is written, and how its value is read. */
export interface GateOption {
  readonly key: keyof GateOptions;
  /** Its long name without dashes: so it is called in the configuration. */
  readonly name: string;
  readonly flags: string;
  /** Whether it means something for a recording as well (`memwrap check`). */
  readonly recorded: boolean;
  /** `where` names the option in what is said about a wrong value; `before` is what an earlier one gave. */
  readonly parse: (text: string, where: string, before: unknown) => unknown;
}

function row<K extends keyof GateOptions>(
  key: K,
  flags: string,
  recorded: boolean,
  parse: (text: string, where: string, before: GateOptions[K]) => GateOptions[K],
): GateOption {
  const name = /--([a-z-]+)/.exec(flags)?.[1] ?? key;
  const read = (text: string, where: string, before: unknown): unknown =>
    parse(text, where, before as GateOptions[K]);
  return { key, name, flags, recorded, parse: read };
}

export const GATE_OPTIONS: readonly GateOption[] = [
  row('maxRss', '-m, --max-rss <size>', true, parseAmount),
  row('maxPss', '--max-pss <size>', true, parseAmount),
  row('maxGrowth', '--max-growth <size>', true, parseAmount),
  row('maxSlope', '--max-slope <size/time>', true, parseSlope),
  row('minFree', '--min-free <size>', true, parseAmount),
  row('onBreach', '--on-breach <what>', false, oneOf(ON_BREACH)),
  row('grace', '--grace <time>', false, parseDuration),
  row('baseline', '--baseline <file>', true, (text, _where, before) => [...(before ?? []), text]),
  row('tolerance', '--tolerance <share>', true, parseShare),
  row('enforce', '--enforce <how>', false, oneOf(['cgroup'])),
  row('ci', '--ci <name>', false, oneOf(CI_NAMES)),
];

/** Adds the rows to a command line; `recorded`: only those that mean something for a recording. */
export function addGateOptions(program: Command, recorded = false): Command {
  for (const { flags, name, parse, ...option } of GATE_OPTIONS) {
    if (recorded && !option.recorded) continue;
    program.option(flags, '', (text: string, before: unknown) => parse(text, `--${name}`, before));
  }
  return program;
}

/** The limits in bytes; a share is taken of `memory`. */
export function limitsOf(options: GateOptions, memory: Memory): Limits {
  const { maxRss, maxPss, maxGrowth, maxSlope, minFree } = options;
  const container = (amount: Amount, option: string): number =>
    inBytes(amount, memory, option, 'container');
  return {
    ...(maxRss && { maxRss: container(maxRss, '--max-rss') }),
    ...(maxPss && { maxPss: container(maxPss, '--max-pss') }),
    ...(maxGrowth && { maxGrowth: container(maxGrowth, '--max-growth') }),
    ...(maxSlope !== undefined && { maxSlope }),
    ...(minFree && { minFree: inBytes(minFree, memory, '--min-free', 'machine') }),
  };
}

/** Whether a limit was written as a share, so that the memory there is has to be known. */
export function needsMemory(options: GateOptions): boolean {
  const { maxRss, maxPss, maxGrowth, minFree } = options;
  return [maxRss, maxPss, maxGrowth, minFree].some((amount) => amount && 'share' in amount);
}

/** Limits as the start record tells them: by option name. */
export function limitRecord(limits: Limits): Record<string, number> {
  const { maxRss, maxPss, maxGrowth, maxSlope, minFree } = limits;
  return {
    ...(maxRss !== undefined && { 'max-rss': maxRss }),
    ...(maxPss !== undefined && { 'max-pss': maxPss }),
    ...(maxGrowth !== undefined && { 'max-growth': maxGrowth }),
    ...(maxSlope !== undefined && { 'max-slope': maxSlope }),
    ...(minFree !== undefined && { 'min-free': minFree }),
  };
}

function oneOf<const T extends string>(choices: readonly T[]) {
  return (text: string, where: string): T => {
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    const shown = JSON.stringify(text.slice(0, 40));
    throw new UserError(
      `${where}: ${shown} is none of them`,
      `write ${choices.join(', ').replace(/, (?=[^,]*$)/, ' or ')}`,
    );
  };
}
