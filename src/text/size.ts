import { UserError } from './user-error.ts';

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** Units as written, in bytes. K, M, G and T are binary, as memory is counted. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ...(['K', 'M', 'G', 'T'] as const).flatMap((letter, index): [string, number][] => [
    [letter, 1024 ** (index + 1)],
    [`${letter}iB`, 1024 ** (index + 1)],
    [`${letter}B`, 1000 ** (index + 1)],
  ]),
  ['kB', 1000],
]);

const POWERS: Readonly<Record<string, readonly [number, number]>> = {
  K: [3, 10],
  M: [6, 20],
  G: [9, 30],
  T: [12, 40],
};

/**
 * Bytes from '512M', '2GiB', '1.5 GiB' or '2GB'; throws a UserError that says how to write it if it is ambiguous.
 * `option` is the option it was given to.
 */
export function parseSize(text: string, option?: string): number {
  const fail = (reason: string): never => {
    const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
    throw new UserError(`${option === undefined ? '' : `${option}: `}${shown} ${reason}`);
  };
  const match = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text.trim());
  if (match === null) {
    return fail(
      `${/^-\d/.test(text) ? 'is below zero' : 'is not a size'}; write it like 512MiB or 2GiB`,
    );
  }
  const number = match[1] ?? '';
  const unit = match[2] ?? '';
  if (unit === '')
    return fail(`has no unit; write ${number}MiB, ${number}GiB, or ${number}B for bytes`);
  const factor = UNITS.get(unit);
  if (factor === undefined) return fail(mendUnit(number, unit));
  const bytes = Math.round(Number(number) * factor);
  if (!Number.isSafeInteger(bytes)) return fail('is more than any machine has');
  return bytes;
}

/** Suggests a unit: '2Gb' may mean bits, decimal or binary bytes. */
function mendUnit(number: string, unit: string): string {
  const letter = unit.slice(0, 1).toUpperCase();
  const powers = POWERS[letter];
  if (powers !== undefined && /^.b$/i.test(unit)) {
    return `is ambiguous; write ${number}${letter}B (10^${powers[0]}) or ${number}${letter}iB (2^${powers[1]})`;
  }
  if (powers !== undefined && /^.(ib?|b?)$/i.test(unit)) {
    return `is not a size; write ${number}${letter}iB`;
  }
  return 'is not a size; write it like 512MiB or 2GiB';
}

/**
 * '6.5 GiB', '338 MiB', '0 B': binary units, three significant digits; `fixed` keeps trailing zeros ('2.00 GiB') for
 * columns.
 */
export function formatSize(bytes: number, options: { readonly fixed?: boolean } = {}): string {
  if (!Number.isFinite(bytes)) return '? B';
  const sign = bytes < 0 ? '-' : '';
  let value = Math.abs(bytes);
  let unit = 0;
  // 1023.6 MiB would read '1024 MiB': call it 1 GiB.
  while (Math.round(value) >= 1024 && unit < BINARY.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const number =
    unit === 0 ? String(Math.round(value)) : significant(value, options.fixed === true);
  return `${number === '0' ? '' : sign}${number} ${BINARY[unit]}`;
}

/** '+4.3 GiB', '-5.6 GiB', '0 B'. */
export function formatSizeChange(
  bytes: number,
  options: { readonly fixed?: boolean } = {},
): string {
  const text = formatSize(bytes, options);
  return bytes > 0 && text !== '0 B' ? `+${text}` : text;
}

function significant(value: number, fixed: boolean): string {
  if (value >= 1e6) return value.toPrecision(3);
  const decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const text = value.toFixed(decimals);
  return fixed || decimals === 0 ? text : text.replace(/\.?0+$/, '');
}
