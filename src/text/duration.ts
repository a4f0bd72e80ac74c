import { UserError } from './user-error.ts';

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Milliseconds from '100ms', '1.5s', '10m', '2h', '3d' or '1h30m'; throws a UserError that says how to write it.
 * `option` is the option it was given to.
 */
export function parseDuration(text: string, option?: string): number {
  const fail = (reason: string): never => {
    const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
    throw new UserError(`${option === undefined ? '' : `${option}: `}${shown} ${reason}`);
  };
  const trimmed = text.trim();
  if (/^-\d/.test(trimmed)) return fail('is below zero; write it like 500ms, 1.5s, 10m or 2h');
  if (/^\d+(\.\d+)?$/.test(trimmed)) {
    return fail(`has no unit; write ${trimmed}s, ${trimmed}m or ${trimmed}ms`);
  }
  if (!/^(\d{1,15}(\.\d{1,15})? ?(ms|[smhd]))+$/.test(trimmed)) {
    return fail('is not a duration; write it like 500ms, 1.5s, 10m or 2h');
  }
  let total = 0;
  let above = Number.POSITIVE_INFINITY;
  for (const [, number, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?) ?(ms|[smhd])/g)) {
    const factor = MILLISECONDS[unit ?? ''] ?? Number.NaN;
    // '5s2m' and '1h1h' are typos, not durations.
    if (!(factor < above)) return fail('is not a duration; write it like 1h30m or 4m12s');
    above = factor;
    total += Number(number) * factor;
  }
  if (!(total <= Number.MAX_SAFE_INTEGER)) return fail('is longer than any run');
  return total;
}

/** '850 ms', '1.2s', '4m12s', '1h05m', '2d14h': at most two units, neither rounded up to a full next one. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms)) return '?';
  const sign = ms < 0 ? '-' : '';
  const value = Math.abs(ms);
  const text = unsigned(value);
  return text === '0s' ? text : sign + text;
}

function unsigned(ms: number): string {
  if (ms < 0.05) return '0s';
  if (ms < 9.95) return `${trim(ms.toFixed(1))} ms`;
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${trim((ms / 1000).toFixed(1))}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return pair(seconds, 60, 'm', 's');
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1440) return pair(minutes, 60, 'h', 'm');
  return pair(Math.round(ms / 3_600_000), 24, 'd', 'h');
}

function pair(count: number, per: number, large: string, small: string): string {
  return `${Math.floor(count / per)}${large}${String(count % per).padStart(2, '0')}${small}`;
}

function trim(decimal: string): string {
  return decimal.replace(/\.0$/, '');
}
