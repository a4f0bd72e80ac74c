/** Milliseconds as a JSON number with at most three decimals; what is no finite number becomes 0. */
export function stamp(milliseconds: number): string {
  return Number.isFinite(milliseconds) ? String(Math.round(milliseconds * 1000) / 1000) : '0';
}
