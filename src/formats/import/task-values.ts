const POWERS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/** A decimal number, with a point or a comma; NaN of anything else. */
export function decimal(text: string): number {
  return /^\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
}

/**
 * Bytes of '1.4 GB', '108200K', '747,5 MB', '3145896kb' or '2.5 Gbytes', each prefix a power of `base`; a bare number is in
 * `bare` bytes. undefined of anything else ('-', 'NA', '').
 */
export function sizeIn(
  text: string,
  { base = 1024, bare = 1 }: { readonly base?: 1000 | 1024; readonly bare?: number } = {},
): number | undefined {
  const match = /^(\d+(?:[.,]\d+)?)\s*([KMGTPE]?)(i?)(?:b|bytes?)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const [, number = '', prefix = '', binary = ''] = match;
  const value = decimal(number);
  const power = POWERS.indexOf(prefix.toUpperCase());
  const hasUnit = /[a-z]/i.test(text);
  const factor = hasUnit ? (binary === '' ? base : 1024) ** power : bare;
  return Math.round(value * factor);
}

/** Milliseconds of '0:41.09', '1:02:03', '28-17:52:34' or '41,5' seconds; undefined of anything else. */
export function clockTime(text: string): number | undefined {
  const match = /^(?:(\d+)-)?(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d+)?)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = ''] = match;
  const whole = (Number(days) * 24 + Number(hours)) * 60 + Number(minutes);
  return Math.round((whole * 60 + decimal(seconds)) * 1000);
}

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  seconds: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of '1d 2h 3m 4.5s', '850ms' or '1m2s'; undefined of anything else, also of a bare number. */
export function unitTime(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^(?:\d+(?:[.,]\d+)?\s*(?:ms|sec|seconds|s|min|m|h|d)\s*)+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, number = '', unit = ''] of trimmed.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-z]+)/g)) {
    total += decimal(number) * (UNITS_MS[unit] ?? Number.NaN);
  }
  return Math.round(total);
}
