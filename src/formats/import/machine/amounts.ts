import { parseSize } from '../../../text/size.ts';

const POWERS = 'bkmgtpe';

/**
 * Bytes of '676', '1.2g', '232,9g', '8.7Mi', '82.48MiB', '9.122MB': one letter and what has an 'i' is binary, 'MB' is 10^6. A number
 * without a unit counts `plain` bytes. NaN of anything else.
 */
export function amount(text: string, plain: number): number {
  const match = /^(\d+(?:[.,]\d+)?)\s?(?:([bkmgtpe])(i?)(b?))?$/i.exec(text);
  if (match === null) return Number.NaN;
  const [, digits = '', letter, binary, byte] = match;
  const value = Number(digits.replace(',', '.'));
  if (letter === undefined) return value * plain;
  const power = POWERS.indexOf(letter.toLowerCase());
  return value * (byte !== '' && binary === '' ? 1000 : 1024) ** power;
}

/** Bytes of one `--unit`; undefined if it was not given. */
export function givenUnit(unit: string | undefined): number | undefined {
  return unit === undefined ? undefined : parseSize(`1${unit}`, '--unit');
}

/** Units that a table without one may be in. */
const CANDIDATES = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;
const PAGE = 4096;

/**
 * The unit that sizes of a machine's memory are in, where the tool does not write it: bytes are multiples of a page and KiB of
 * four; else it is what makes `total`, nearly all of the memory, as large as machines are. `values`: the sizes of one moment.
 */
export function guessUnit(total: number, values: readonly number[]): keyof typeof CANDIDATES {
  const known = values.filter((value) => value > 0);
  const multiple = (of: number): boolean =>
    known.length >= 3 && known.every((value) => value % of === 0);
  if (total > 1e8 && multiple(PAGE)) return 'B';
  if (total >= 16_384 && multiple(PAGE / CANDIDATES.KiB)) return 'KiB';
  if (total < 100) return 'GiB';
  if (total < 400_000) return 'MiB';
  return total < 4e9 ? 'KiB' : 'B';
}

/** Bytes of a unit that `guessUnit` names. */
export function bytesOf(unit: keyof typeof CANDIDATES): number {
  return CANDIDATES[unit];
}
