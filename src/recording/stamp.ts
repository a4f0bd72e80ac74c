/** A number of milliseconds (or anything else) in JSON, with at most three decimals; what is not finite becomes 0. */
export function stamp(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Number.isFinite(value) ? String(Math.round(value * 1000) / 1000) : '0';
}
