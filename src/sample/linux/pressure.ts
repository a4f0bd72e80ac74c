import { type ProcFiles, readOnce } from './proc-files.ts';

/** How long tasks wait for memory: percent of the last ten seconds, and milliseconds in all; absent where it is not told. */
export interface Pressure {
  readonly pressureSome?: number;
  readonly pressureFull?: number;
  readonly stalledSome?: number;
  readonly stalledFull?: number;
}

/** The whole machine's; a v2 cgroup has a file `memory.pressure` of the same form. */
export const MACHINE_PRESSURE = '/proc/pressure/memory';

const bytes = Buffer.allocUnsafe(512);
const NOTHING: Pressure = {};
const MICROSECONDS = 1000;

/**
 * Reads a file of pressure stall information (Documentation/accounting/psi.rst): a line for `some` and one for `full`, with
 * avg10 in percent and total in microseconds.
 */
export function readPressure(files: ProcFiles, path: string): Pressure {
  const length = readOnce(files, path, bytes);
  if (length <= 0) return NOTHING;
  const text = bytes.toString('latin1', 0, length);
  const some = lineOf(text, 'some');
  const full = lineOf(text, 'full');
  return {
    ...(some && { pressureSome: some.average, stalledSome: some.total }),
    ...(full && { pressureFull: full.average, stalledFull: full.total }),
  };
}

function lineOf(text: string, name: string): { average: number; total: number } | undefined {
  const found = new RegExp(`^${name} avg10=([\\d.]+) .*total=(\\d+)`, 'm').exec(text);
  if (found === null) return undefined;
  return { average: Number(found[1]), total: Number(found[2]) / MICROSECONDS };
}
