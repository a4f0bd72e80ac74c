import { UserError } from './user-error.ts';

/**
 * A fraction from '5%' or '2.5%'; throws a UserError that says how to write it. `option` is the option it was given
 * to.
 */
export function parseShare(text: string, option?: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,15})?) ?%$/.exec(text.trim());
  if (match === null) {
    const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
    const mended = /^\d{1,9}(\.\d{1,15})?$/.test(text.trim()) ? `${text.trim()}%` : '5%';
    throw new UserError(
      `${option === undefined ? '' : `${option}: `}${shown} is not a share; write it like ${mended}`,
    );
  }
  return Number(match[1]) / 100;
}

/** '68%', '5.4%', '0.1%', '<0.1%'; '100%' and '0%' only if it is exactly that. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '?%';
  if (share < 0) return `-${formatShare(-share)}`;
  const percent = share * 100;
  if (percent === 0) return '0%';
  if (percent < 0.05) return '<0.1%';
  if (percent < 100 && percent >= 99.95) return '>99.9%';
  if (percent >= 9.95 && !(percent >= 99.5 && percent < 100)) return `${Math.round(percent)}%`;
  return `${percent.toFixed(1).replace(/\.0$/, '')}%`;
}

/** '+20.5%', '-3.0%', '0.0%': a relative change. */
export function formatShareChange(change: number): string {
  if (!Number.isFinite(change)) return '?%';
  const text = (change * 100).toFixed(1);
  if (Number(text) === 0) return '0.0%';
  return `${change > 0 ? '+' : ''}${text}%`;
}
